// The options that say how data files are read, and what was given for them.

import type { Override, Overrides } from "../data/infer.ts";
import type { Arguments, OptionSpec } from "./arguments.ts";
import { DATA_FORMATS } from "./data-file.ts";
import { UsageError } from "./failure.ts";
import type { ReadOptions } from "./read-dataset.ts";

/** How any data is read. */
export const FILE_OPTIONS: readonly OptionSpec[] = [
  {
    name: "missing",
    value: "A,B",
    help: "CSV: cells that stand for missing (default: empty, NA, N/A, NaN, null)",
  },
  { name: "delimiter", value: "C", help: "CSV: the character between cells (default: found in the header)" },
  { name: "format", value: "F", help: "csv or ndjson (default: by the file's name or its first character)" },
];

/** How labelled data is read. */
export const LABELLED_OPTIONS: readonly OptionSpec[] = [
  { name: "weight", value: "COL", help: "column with the weight of each row" },
  { name: "unlabelled", value: "WHAT", help: "rows without a label: error or drop (default: error)" },
  ...FILE_OPTIONS,
];

export const DATA_NOTE =
  "DATA is one or more files, patterns such as 'logs/*.csv.gz', or - for standard input: CSV with a header, NDJSON (one JSON object a line), or Parquet (by the name .parquet). gzip is recognised. Several files are read as one.";

export function fileOptions(given: Arguments): ReadOptions {
  return {
    missing: given.list("missing"),
    delimiter: given.text("delimiter") === "\\t" ? "\t" : given.text("delimiter"),
    format: given.choice("format", DATA_FORMATS),
  };
}

export function labelledOptions(given: Arguments): ReadOptions {
  return {
    ...fileOptions(given),
    weight: given.text("weight"),
    unlabelled: given.choice("unlabelled", ["error", "drop"]),
  };
}

/** `--kind port=category --kind note=drop`: a column's name may hold "=" itself. */
export function kindsOf(given: Arguments): Overrides {
  const kinds: Record<string, Override> = {};
  for (const pair of given.all("kind")) {
    const settings = pair.indexOf("={");
    if (settings > 0) {
      kinds[pair.slice(0, settings)] = settingsOf(pair.slice(settings + 1));
      continue;
    }
    const at = pair.lastIndexOf("=");
    if (at < 1) throw new UsageError(`--kind is written column=kind, such as port=category, not "${pair}"`);
    kinds[pair.slice(0, at)] = pair.slice(at + 1) as Override;
  }
  return kinds;
}

/** A kind with settings, as JSON. */
function settingsOf(text: string): Override {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `--kind takes a kind, or JSON such as {"kind":"time","offset":"+02:00"}: ${(error as Error).message}`,
    );
  }
}

/** The operands of a command, of which there must be some. */
export function dataOf(operands: readonly string[]): readonly string[] {
  if (operands.length === 0) throw new UsageError("No data is named: give a file, or - for standard input");
  if (operands.filter((name) => name === "-").length > 1)
    throw new UsageError("Standard input can be read once");
  return operands;
}
