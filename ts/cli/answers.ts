// Where the answers to records go, in order, and the forms that they can have: lines of NDJSON, or a Parquet table.

import type { HedgerowError } from "../error.ts";
import type { Copied } from "./answer-line.ts";
import { AnswerLines } from "./answer-line.ts";
import { BufferedSink } from "./buffered-sink.ts";
import type { Sink } from "./io.ts";

/** One call a record; a promise says when more may come. */
export interface Answers {
  /** The probabilities of a record begin at `from`. */
  label(
    copied: Copied,
    best: number,
    probabilities: ArrayLike<number>,
    from: number,
  ): Promise<void> | undefined;
  margins(copied: Copied, margins: Float64Array): Promise<void> | undefined;
  /** In place of an answer. */
  error(copied: Copied, error: HedgerowError): Promise<void> | undefined;
  /** Everything is in the sink when it resolves. */
  end(): Promise<void>;
}

/** What every answer holds beside its label or margins. */
export interface AnswerFields {
  /** Column to copy instead of the row's number. */
  id?: string | undefined;
  /** Columns to copy besides. */
  keep: readonly string[];
  /** The file is one of several, so its name is copied too. */
  named: boolean;
  /** Margins instead of answers; the row's number is left out. */
  margins?: boolean;
}

export const ANSWER_FORMS = ["ndjson", "parquet"] as const;
export type AnswerForm = (typeof ANSWER_FORMS)[number];

/** The form that a file's name asks for. */
export function formOf(name: string): AnswerForm {
  return /\.parquet$/i.test(name) ? "parquet" : "ndjson";
}

/** `outputs` is how many margins a record has. */
export async function openAnswers(
  form: AnswerForm,
  sink: Sink,
  model: { classes: readonly string[]; outputs: number },
  fields: AnswerFields,
): Promise<Answers> {
  if (form === "ndjson") return new AnswerLines(model.classes, new BufferedSink(sink));
  const { AnswerTable } = await import("./answer-table.ts");
  return new AnswerTable(sink, model, fields);
}
