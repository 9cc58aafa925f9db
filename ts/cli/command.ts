// What a command of `hedgerow` is.

import type { Arguments, OptionSpec } from "./arguments.ts";
import type { Io } from "./io.ts";

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What stands after the name: "MODEL DATA... [options]". */
  readonly usage: string;
  /** Paragraphs after the options. */
  readonly notes?: readonly string[];
  readonly examples: readonly string[];
  readonly options: readonly OptionSpec[];
  run(given: Arguments, io: Io): Promise<void>;
}
