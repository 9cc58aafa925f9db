// One part file to its file of answers: what a worker is told, what it does, and what it tells. The answers are put in
// place in one step, then a note beside them that says of which bytes they are; so a part whose note fits is done.

import { createHash } from "node:crypto";
import { mkdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import { Answerer, type AnswerOptions } from "./answer-file.ts";
import { type AnswerForm, openAnswers } from "./answers.ts";
import { type DataFormat, openFiles } from "./data-file.ts";
import { fileError } from "./failure.ts";
import type { Io } from "./io.ts";
import { writeWhole } from "./output-file.ts";

/** What all parts share. */
export interface PartJob {
  model: string;
  /** The key that must have signed it, if one must. */
  trust: { publicKey?: string };
  folder: string;
  options: AnswerOptions;
  /** Of the answers. */
  form: AnswerForm;
  format: DataFormat | undefined;
}

export interface PartResult {
  rows: number;
  bytes: number;
  /** Rows that lack each of the model's features. */
  missing: number[];
}

/** Notes stand here, so that the folder holds nothing but answers. */
const NOTES = ".hedgerow";

/** `alerts-7.csv.gz` becomes `alerts-7.ndjson`, or `.parquet`. */
export function answersName(part: string, form: AnswerForm): string {
  return `${basename(part)
    .replace(/\.gz$/i, "")
    .replace(/\.(csv|tsv|jsonl|ndjson|parquet)$/i, "")}.${form}`;
}

function notePath({ folder, form }: PartJob, part: string): string {
  return join(folder, NOTES, `${answersName(part, form)}.json`);
}

/** What the answers depend on: the model's bytes, how it was asked, and the part as the file system knows it. */
export async function stateOf(job: PartJob, modelBytes: Uint8Array, part: string): Promise<string> {
  const { size, mtimeMs } = await statOf(part);
  const asked = JSON.stringify([job.options, job.format ?? null, part, size, mtimeMs]);
  return createHash("sha256").update(modelBytes).update(asked).digest("hex");
}

async function statOf(file: string): Promise<{ size: number; mtimeMs: number }> {
  try {
    return await stat(file);
  } catch (error) {
    throw fileError(file, error, "read");
  }
}

/** The result of a part that is done in this state already. */
export async function doneBefore(job: PartJob, part: string, state: string): Promise<PartResult | undefined> {
  try {
    const note = JSON.parse(await readFile(notePath(job, part), "utf8")) as PartResult & { state: string };
    const { size } = await stat(join(job.folder, answersName(part, job.form)));
    return note.state === state && size === note.bytes ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Answers one part. */
export async function answerPart(
  job: PartJob,
  model: Model,
  part: string,
  state: string,
  io: Io,
): Promise<PartResult> {
  const { counts } = model.encoder;
  model.encoder.resetCounts();
  const answerer = new Answerer(model, job.options);
  let rows = 0;
  const written = await writeWhole(join(job.folder, answersName(part, job.form)), async (sink) => {
    const { classes, header } = model;
    const answers = await openAnswers(job.form, sink, { classes, outputs: header.outputs }, job.options);
    try {
      for await (const data of openFiles([part], io, job.format))
        rows += await answerer.answer(data, answers);
    } finally {
      await answers.end();
    }
  });
  const result = { rows, bytes: written.bytes, missing: Array.from(counts.missing) };
  const note = notePath(job, part);
  await mkdir(join(job.folder, NOTES), { recursive: true });
  await writeWhole(note, (sink) => sink.write(`${JSON.stringify({ state, ...result })}\n`));
  return result;
}

/** Throws where two parts would have one file of answers. */
export function checkNames(parts: readonly string[], form: AnswerForm): void {
  const seen = new Map<string, string>();
  for (const part of parts) {
    const name = answersName(part, form);
    const other = seen.get(name);
    if (other !== undefined)
      throw new HedgerowError("bad-option", `${other} and this would both be answered in ${name}`, {
        file: part,
      });
    seen.set(name, part);
  }
}
