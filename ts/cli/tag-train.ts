// `hedgerow tag train`: labelled texts in, a tagger file and how good it is out.

import { readFile } from "node:fs/promises";
import { csvRecords } from "../data/csv-records.ts";
import { formatBytes, formatCount, formatScore } from "../format-number.ts";
import { Catalogue } from "../text/catalogue.ts";
import { evaluateTagger } from "../text/evaluate-tagger.ts";
import { prunedTo } from "../text/prune.ts";
import type { LoadedTagger } from "../text/tagger.ts";
import type { TaggerOptions } from "../text/tagger-options.ts";
import { Tagger } from "../text/train-tagger.ts";
import type { Arguments } from "./arguments.ts";
import { fileError, placedIn, UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { startProgress } from "./progress.ts";
import { readRecords, splitRecords } from "./tag-records.ts";
import { printTagEvaluation } from "./tag-report.ts";

export async function runTagTrain(names: readonly string[], given: Arguments, io: Io): Promise<void> {
  const text = given.list("text");
  if (text === undefined) throw new UsageError("--text is missing: the column with the text");
  const label = given.needed("label", "the column with the label");
  const output = given.text("output");
  if (output !== undefined) await checkOutput(output, names);
  const catalogue = await readCatalogue(given.text("catalogue"));
  const { train, test } = splitRecords(await readRecords(names, given, io), given.text("split-column"));
  const progress = startProgress({
    title: "training",
    unit: "labels",
    stream: io.progress,
    colour: io.colour,
  });
  const started = performance.now();
  let tagger: LoadedTagger;
  try {
    tagger = await Tagger.train(train, {
      ...optionsOf(given),
      text,
      label,
      catalogue,
      onProgress: (step) => progress.update(step),
    });
  } finally {
    progress.finish();
  }
  const budget = given.number("budget");
  if (budget !== undefined) tagger = prunedTo(tagger, budget);
  const seconds = (performance.now() - started) / 1000;
  const bytes = tagger.save();
  const tested =
    test.length === 0
      ? undefined
      : evaluateTagger(tagger, test, { text, label, separator: given.text("separator") });
  const written = output === undefined ? undefined : await writeWhole(output, (sink) => sink.write(bytes));
  if (given.flag("json")) {
    const report = { ...tagger.info, bytes: bytes.length, seconds, output: written, test: tested };
    return print(io.stdout, JSON.stringify(report));
  }
  await print(io.stdout, summaryOf(tagger, bytes.length, seconds));
  if (tested !== undefined)
    await print(
      io.stdout,
      `\n${printTagEvaluation(tested, { title: "Test rows", width: io.width, colour: io.colour })}`,
    );
}

function optionsOf(given: Arguments): Omit<TaggerOptions, "text" | "label"> {
  return {
    separator: given.text("separator"),
    group: given.text("group"),
    unlabelled: given.choice("unlabelled", ["ignore", "neighbours", "learn"]),
    stopWords: given.choice<"none" | "english">("stop-words", ["none", "english"]),
    precision: given.number("precision"),
    hash: given.number("hash"),
    seed: given.number("seed"),
  };
}

async function readCatalogue(file: string | undefined): Promise<Catalogue | undefined> {
  if (file === undefined) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw fileError(file, error, "read");
  }
  return placedIn({ file }, async () => {
    if (bytes.find((byte) => byte > 0x20) === 0x7b) return Catalogue.fromStix(bytes);
    const rows: { id: string; name: string; tactics: string }[] = [];
    for await (const { record } of csvRecords(bytes))
      rows.push({ id: record["id"] ?? "", name: record["name"] ?? "", tactics: record["tactics"] ?? "" });
    return Catalogue.fromRecords(rows);
  });
}

function summaryOf({ info }: LoadedTagger, bytes: number, seconds: number): string {
  const { heldOut, labelled, labels, cost } = info as Record<string, number> & {
    heldOut: Record<string, number>;
  };
  const scores = Object.entries(heldOut)
    .filter(([name]) => name !== "rows")
    .map(([name, score]) => `${name} ${formatScore(score)}`);
  return [
    `${formatCount(labelled as number)} texts, ${formatCount(labels as number)} labels, ${seconds.toFixed(1)} s, ${formatBytes(bytes)}, cost ${cost}`,
    `held-out training rows: ${scores.join("  ")}`,
  ].join("\n");
}
