// Commands in, help texts of at most 80 columns out.

import type { OptionSpec } from "./arguments.ts";
import type { Command } from "./command.ts";
import { wrap } from "./print-text.ts";

const WIDTH = 80;
/** Where the explanation of an option begins. */
const COLUMN = 28;

/** The text of `hedgerow --help`. */
export function overview(commands: readonly Command[]): string {
  return [
    "hedgerow: train, test and run tree ensembles for security alerts",
    "",
    "Usage: hedgerow COMMAND ...",
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`),
    "",
    "hedgerow COMMAND --help says more; hedgerow --version prints the version.",
    "Exit codes: 0 done, 1 the data or the model is at fault, 2 wrong usage.",
  ].join("\n");
}

/** The text of `hedgerow COMMAND --help`. */
export function helpFor(command: Command): string {
  const { name, summary, usage, notes = [], examples, options } = command;
  return [
    `hedgerow ${name}: ${summary}`,
    "",
    `Usage: hedgerow ${name} ${usage}`,
    "",
    ...options.flatMap(explained),
    ...notes.flatMap((note) => ["", ...wrap(note.split(" "), " ", WIDTH)]),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
  ].join("\n");
}

function explained({ name, short, value, help }: OptionSpec): string[] {
  const dashed = `  ${short === undefined ? "   " : `-${short},`} --${name}${value === undefined ? "" : ` ${value}`}`;
  const [first = "", ...rest] = wrap(help.split(" "), " ", WIDTH - COLUMN);
  const indented = rest.map((line) => " ".repeat(COLUMN) + line);
  if (dashed.length > COLUMN - 2) return [dashed, " ".repeat(COLUMN) + first, ...indented];
  return [dashed.padEnd(COLUMN) + first, ...indented];
}
