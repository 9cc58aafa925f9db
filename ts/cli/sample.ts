// `hedgerow sample`: made-up data with a known best score out, as CSV or NDJSON, for tests and to try things out.

import { nearest } from "../data/nearest.ts";
import {
  type Ceiling,
  type Drift,
  EVIDENCE_CEILING,
  INCIDENT_CEILING,
  type Sample,
  type SampleOptions,
  SESSION_CEILING,
  sampleAlerts,
  sampleIncidents,
  sampleSessions,
  toCSV,
  toRecords,
} from "../data/sample/index.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { DATA_FORMATS } from "./data-file.ts";
import { UsageError } from "./failure.ts";
import { type Io, print, type Sink } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";

interface SampleMaker {
  make(options: SampleOptions): Sample;
  ceiling: Ceiling;
}

const GENERATORS: Readonly<Record<string, SampleMaker>> = {
  incidents: { make: sampleIncidents, ceiling: INCIDENT_CEILING },
  sessions: { make: sampleSessions, ceiling: SESSION_CEILING },
  evidence: { make: sampleAlerts, ceiling: EVIDENCE_CEILING },
};

const ROWS = 1000;
const CHUNK = 1 << 16;

export const sampleCommand: Command = {
  name: "sample",
  summary: "make up data with a known best score",
  usage: "incidents|sessions|evidence [-o FILE] [options]",
  options: [
    { name: "rows", short: "n", value: "N", help: `how many rows (default: ${ROWS})` },
    { name: "seed", value: "N", help: "another seed, other rows of the same world (default: 1)" },
    {
      name: "drift",
      value: "D",
      multiple: true,
      help: "change a column: feature=shift:AMOUNT (standard deviations), feature=missing:SHARE or feature=share:VALUE:SHARE; may be repeated",
    },
    { name: "format", value: "F", help: "csv or ndjson (default: by the name of FILE, else csv)" },
    {
      name: "output",
      short: "o",
      value: "FILE",
      help: "write to this file, in place only when it is whole; .gz compresses",
    },
    { ...JSON_OUTPUT, help: "with -o: print one JSON object on what was made" },
    HELP,
  ],
  notes: [
    "incidents: one incident a row, label triage_grade. sessions: network sessions, label attack_detected. evidence: pieces of evidence with the columns of Microsoft GUIDE, label IncidentGrade.",
  ],
  examples: [
    "hedgerow sample incidents --rows 20000 -o incidents.csv",
    "hedgerow sample sessions --drift bytes_sent=shift:1 -o drifted.ndjson.gz",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const { name, generator } = generatorOf(given.operands);
  const output = given.text("output");
  const json = given.flag("json");
  if (json && output === undefined)
    throw new UsageError("--json needs -o FILE: the data itself is what is printed otherwise");
  const byName = output !== undefined && /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(output) ? "ndjson" : "csv";
  const format = given.choice("format", DATA_FORMATS) ?? byName;
  const drift = given.all("drift").map(driftOf);
  const seed = given.number("seed");
  if (output !== undefined) await checkOutput(output, []);
  const sample = generator.make({
    rows: given.number("rows") ?? ROWS,
    drift,
    ...(seed === undefined ? {} : { seed }),
  });
  const write = async (sink: Sink): Promise<void> => {
    for await (const chunk of format === "csv" ? toCSV(sample) : toLines(sample)) await sink.write(chunk);
  };
  if (output === undefined) return write(io.stdout);
  const written = await writeWhole(output, write);
  const { rows, label, classes } = sample;
  if (json) {
    await print(
      io.stdout,
      JSON.stringify({ name, rows, label, classes, ceiling: generator.ceiling, output: written }),
    );
  }
}

function generatorOf(operands: readonly string[]): { name: string; generator: SampleMaker } {
  const [name, ...others] = operands;
  const names = Object.keys(GENERATORS);
  if (name === undefined || others.length > 0) throw new UsageError(`Name one sample: ${names.join(", ")}`);
  const generator = Object.hasOwn(GENERATORS, name) ? GENERATORS[name] : undefined;
  if (generator !== undefined) return { name, generator };
  const meant = nearest(name, names);
  const hint = meant === undefined ? `; there is: ${names.join(", ")}` : `; did you mean ${meant}?`;
  throw new UsageError(`There is no sample "${name}"${hint}`);
}

/** `bytes_sent=shift:1`, `protocol=missing:0.2`, `protocol=share:quic:0.3`. */
function driftOf(text: string): Drift {
  const [, feature = "", kind = "", rest = ""] = /^(.+?)=(shift|missing|share):(.+)$/s.exec(text) ?? [];
  const colon = rest.lastIndexOf(":");
  const amount = Number(rest.slice(colon + 1));
  const whole = kind === "share" ? colon > 0 : colon < 0;
  if (feature === "" || !whole || rest.endsWith(":") || Number.isNaN(amount)) {
    throw new UsageError(
      `--drift is feature=shift:AMOUNT, feature=missing:SHARE or feature=share:VALUE:SHARE, not "${text}"`,
    );
  }
  if (kind === "share") return { feature, kind, value: rest.slice(0, colon), amount };
  return { feature, kind: kind as "shift" | "missing", amount };
}

/** As NDJSON, in chunks of whole lines. */
function* toLines(sample: Sample): Generator<string> {
  let chunk = "";
  for (const record of toRecords(sample)) {
    chunk += `${JSON.stringify(record)}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}
