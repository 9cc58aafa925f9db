// `hedgerow tag evaluate`: a tagger and labelled texts in, how good the tagger is there out.

import { evaluateTagger } from "../text/evaluate-tagger.ts";
import type { Arguments } from "./arguments.ts";
import { type Io, print } from "./io.ts";
import { readRecords, readTaggerFile, splitRecords, textColumns } from "./tag-records.ts";
import { printTagEvaluation } from "./tag-report.ts";

export async function runTagEvaluate(
  [file, ...names]: readonly string[],
  given: Arguments,
  io: Io,
): Promise<void> {
  const tagger = await readTaggerFile(file);
  const records = await readRecords(names, given, io);
  const column = given.text("split-column");
  const test = column === undefined ? records : splitRecords(records, column).test;
  const evaluation = evaluateTagger(tagger, test, {
    text: textColumns(given, tagger),
    label: given.text("label"),
    separator: given.text("separator"),
  });
  if (given.flag("json"))
    return print(io.stdout, JSON.stringify({ rows: evaluation.rows, test: evaluation }));
  const { width, colour } = io;
  await print(
    io.stdout,
    printTagEvaluation(evaluation, { title: `${file} on ${names.join(", ")}`, width, colour }),
  );
}
