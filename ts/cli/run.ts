// The words of a command line and the streams in, an exit code out. Nothing is thrown: what went wrong is one sentence
// on standard error, and with `--json` also one object on standard output: {"error":{"code","message","at"}}.

import { nearest } from "../data/nearest.ts";
import { VERSION } from "../version.ts";
import { parseArguments } from "./arguments.ts";
import { auditCommand } from "./audit.ts";
import type { Command } from "./command.ts";
import { compareCommand } from "./compare.ts";
import { digestCommand } from "./digest.ts";
import { edaCommand } from "./eda.ts";
import { evaluateCommand } from "./evaluate.ts";
import { explainCommand } from "./explain.ts";
import { exportCommand } from "./export.ts";
import { failureOf, UsageError } from "./failure.ts";
import { feedCommand } from "./feed.ts";
import { helpFor, overview } from "./help.ts";
import { importCommand } from "./import.ts";
import { inspectCommand } from "./inspect.ts";
import { type Io, print } from "./io.ts";
import { keygenCommand } from "./keygen.ts";
import { predictCommand } from "./predict.ts";
import { printable } from "./print-text.ts";
import { reportCommand } from "./report.ts";
import { sampleCommand } from "./sample.ts";
import { schemaCommand } from "./schema.ts";
import { serveCommand } from "./serve.ts";
import { signCommand } from "./sign.ts";
import { tagCommand } from "./tag.ts";
import { thresholdCommand } from "./threshold.ts";
import { trainCommand } from "./train.ts";
import { tuneCommand } from "./tune.ts";
import { verifyCommand } from "./verify.ts";

export const COMMANDS: readonly Command[] = [
  trainCommand,
  predictCommand,
  evaluateCommand,
  explainCommand,
  serveCommand,
  auditCommand,
  compareCommand,
  tuneCommand,
  thresholdCommand,
  edaCommand,
  reportCommand,
  digestCommand,
  inspectCommand,
  importCommand,
  exportCommand,
  schemaCommand,
  sampleCommand,
  tagCommand,
  feedCommand,
  keygenCommand,
  signCommand,
  verifyCommand,
];

/** Runs `hedgerow` with these words. */
export function run(words: readonly string[], io: Io): Promise<number> {
  return reported(words, io, "hedgerow", () => runWords(words, io));
}

/** Runs; whatever is thrown becomes a sentence and an exit code. */
export async function reported(
  words: readonly string[],
  io: Io,
  program: string,
  work: () => Promise<void>,
): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) return 0;
    try {
      const lines = failure.message.split("\n").map(printable);
      await print(io.stderr, `${program}: ${lines.join("\n")}`);
      if (words.includes("--json")) await print(io.stdout, JSON.stringify({ error: failure.json }));
    } catch {
      // There is nobody left to tell.
    }
    return failure.exitCode;
  }
}

async function runWords(words: readonly string[], io: Io): Promise<void> {
  const [first, ...rest] = words;
  if (first === undefined) throw new UsageError(`No command is named.\n\n${overview(COMMANDS)}`);
  if (first === "--version" || first === "-v") return print(io.stdout, VERSION);
  if (first === "--help" || first === "-h" || first === "help") {
    const [name] = rest;
    return print(io.stdout, name === undefined ? overview(COMMANDS) : helpFor(commandNamed(name)));
  }
  const command = commandNamed(first);
  if (rest.includes("--help") || rest.includes("-h")) return print(io.stdout, helpFor(command));
  try {
    await command.run(parseArguments(rest, command.options), io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message}\n(hedgerow ${command.name} --help says more)`);
  }
}

function commandNamed(name: string): Command {
  const command = COMMANDS.find((each) => each.name === name);
  if (command !== undefined) return command;
  const names = COMMANDS.map((each) => each.name);
  const meant = nearest(name, names);
  const hint = meant === undefined ? `; there is: ${names.join(", ")}` : `; did you mean ${meant}?`;
  throw new UsageError(`There is no command "${name}"${hint}`);
}
