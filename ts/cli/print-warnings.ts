// Warnings in, lines on standard error out: the first few, since a wide table can have one for each column.

import { type Io, print } from "./io.ts";
import { printable } from "./print-text.ts";

const MOST = 10;

export async function printWarnings(warnings: readonly string[], io: Io): Promise<void> {
  for (const warning of warnings.slice(0, MOST)) await print(io.stderr, `warning: ${printable(warning)}`);
  const left = warnings.length - MOST;
  if (left > 0) await print(io.stderr, `… and ${left} more warnings, which --json lists`);
}
