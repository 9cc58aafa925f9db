// `hedgerow serve`: a model as an HTTP service, until it is told to end. SIGTERM and an interrupt let requests finish; SIGHUP, or another file in the
// model's place, loads that.

import { AuditLog } from "../serve/audit-log.node.ts";
import type { Limits } from "../serve/limits.ts";
import { listen, type RunningServer } from "../serve/server.node.ts";
import { watchModel } from "../serve/watch-model.node.ts";
import { type Arguments, HELP } from "./arguments.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import { ENRICH_OPTION, feedsToScore } from "./feeds.ts";
import { type Io, print } from "./io.ts";
import { PUBLIC_KEY_OPTION, readModel, trustOf } from "./read-model.ts";
import { readWhole } from "./read-whole.ts";

export const serveCommand: Command = {
  name: "serve",
  summary: "answer over HTTP",
  usage: "MODEL [options]",
  options: [
    { name: "port", value: "N", help: "listen there; 0 is any free port (default 8000)" },
    { name: "host", value: "ADDRESS", help: "listen on this address; 0.0.0.0 is all (default 127.0.0.1)" },
    {
      name: "keys",
      value: "FILE",
      help: "bearer keys, one a line, of 16 characters at least; all but /health and /ready ask for one",
    },
    {
      name: "cors",
      value: "ORIGIN",
      multiple: true,
      help: 'pages of this origin may call; "*" is any (default none)',
    },
    { name: "model-version", value: "TEXT", help: "what answers call the model (default: from its id)" },
    { name: "positive", value: "CLASS", help: "the class that means an attack, where it is not clear" },
    { name: "reasons", value: "N", help: "so many reasons in each answer (default 0)" },
    { name: "window", value: "N", help: "tell drift over so many of the last records (default 5000)" },
    { name: "max-body", value: "BYTES", help: "most bytes of a JSON body or of one line (default 1048576)" },
    { name: "max-records", value: "N", help: "most records in one JSON body (default 1000)" },
    {
      name: "audit",
      value: "LOG",
      help: "append each decision to this hash-chained JSONL file; see hedgerow audit",
    },
    { name: "audit-records", help: "with the records: they may hold what a log should not keep" },
    {
      name: "drain",
      value: "SECONDS",
      help: "when told to end, say so at /ready for so long first (default 0)",
    },
    ENRICH_OPTION,
    PUBLIC_KEY_OPTION,
    { name: "no-watch", help: "load another model on SIGHUP only, not when the file changes" },
    HELP,
  ],
  notes: [
    "POST /predict, /explain and /feedback; GET /model, /health, /ready, /metrics and /openapi.json, which describes them all.",
    "A file that is put in the model's place is checked whole and then served; one that is no model, or not signed by the --public-key, is refused, and the old one serves on.",
  ],
  examples: [
    "hedgerow serve alerts.bin --port 8000",
    "curl localhost:8000/predict --json '{\"severity\":4}'",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file] = given.operands;
  const trust = await trustOf(given);
  const model = await readModel(file, trust);
  const cors = given.all("cors");
  const onFault = (error: unknown) =>
    void print(io.stderr, error instanceof Error ? (error.stack ?? error.message) : String(error));
  const audit = await auditLog(given, onFault);
  const server = await listen(model, {
    ...numbers(given),
    ...trust,
    ...(given.text("host") === undefined ? {} : { host: given.text("host") as string }),
    ...(cors.length === 0 ? {} : { cors: cors.includes("*") ? "*" : cors }),
    keys: await readKeys(given.text("keys")),
    feeds: await feedsToScore(model, given, io),
    version: given.text("model-version"),
    positive: given.text("positive"),
    limits: limitsOf(given),
    onFault,
    ...(audit === undefined ? {} : { onDecision: audit.add }),
  });
  const watch = await watchModel(server.service, file as string, {
    every: given.flag("no-watch") ? 0 : 2000,
    onReload: (outcome) => {
      const told =
        "version" in outcome ? `now serving ${outcome.version}` : `not reloaded: ${messageOf(outcome.error)}`;
      void print(io.stderr, told);
    },
  });
  await print(io.stdout, `serving ${server.service.served.version} at ${server.url}`);
  const forgetHup = io.onSignal("SIGHUP", () => void watch.reload());
  await untilTold(server, io);
  watch.stop();
  forgetHup();
  await audit?.close();
}

/** Until an interrupt or SIGTERM has closed the server. */
function untilTold(server: RunningServer, io: Io): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = (["SIGINT", "SIGTERM"] as const).map((signal) =>
      io.onSignal(signal, () => {
        server.close().then(() => {
          for (const each of forget) each();
          resolve();
        }, reject);
      }),
    );
  });
}

async function auditLog(given: Arguments, onFault: (error: unknown) => void): Promise<AuditLog | undefined> {
  const file = given.text("audit");
  const records = given.flag("audit-records");
  if (file === undefined && records) throw new UsageError("--audit-records needs --audit LOG");
  return file === undefined ? undefined : AuditLog.open(file, { records, onFault });
}

function numbers(given: Arguments): Record<string, number> {
  const found: Record<string, number> = {};
  const names = { port: "port", reasons: "reasons", window: "driftWindow" } as const;
  for (const [option, name] of Object.entries(names)) {
    const value = given.number(option);
    if (value !== undefined) found[name] = value;
  }
  const { port = 8000 } = found;
  if (!(Number.isInteger(port) && port >= 0 && port <= 65535))
    throw new UsageError(`--port takes a whole number from 0 to 65535, not ${port}`);
  const drain = given.number("drain") ?? 0;
  if (!(drain >= 0 && drain <= 3600))
    throw new UsageError(`--drain takes seconds from 0 to 3600, not ${drain}`);
  return { ...found, drainTime: drain * 1000 };
}

function limitsOf(given: Arguments): Partial<Limits> {
  const [bodyBytes, records] = [given.number("max-body"), given.number("max-records")];
  return { ...(bodyBytes === undefined ? {} : { bodyBytes }), ...(records === undefined ? {} : { records }) };
}

async function readKeys(file: string | undefined): Promise<string[]> {
  if (file === undefined) return [];
  const text = (await readWhole(file)).toString("utf8");
  const keys = text.split(/\r?\n/).filter((line) => line !== "");
  if (keys.length === 0) throw new UsageError(`There is no key in ${file}`);
  return keys;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
