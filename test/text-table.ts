// Measures taggers and text features on the real texts and writes the table of docs/text.md between its marks:
//   HEDGEROW_DATA=... node test/text-table.ts

import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { Dataset, evaluate, type Method, prunedTo, Tagger, train } from "../ts/index.ts";
import { evaluateTagger, type TaggerEvaluation } from "../ts/text/evaluate-tagger.ts";
import type { LoadedTagger } from "../ts/text/tagger.ts";
import type { TaggerOptions } from "../ts/text/tagger-options.ts";
import { textReader } from "../ts/text/tagger-records.ts";
import { records, sides, sigmaRecords, type TextRecord, techniqueNames } from "./text-data.ts";

const page = resolve(import.meta.dirname, "../docs/text.md");
const MARKS = ["<!-- measured -->", "<!-- /measured -->"] as const;

/** CPU seconds of this process since a time. */
function cpuSince(start: NodeJS.CpuUsage): number {
  return process.cpuUsage(start).user / 1e6;
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
const share = (value: number | null): string => (value === null ? "–" : value.toFixed(3));

/** CPU microseconds a text, after a first pass over all. */
function cost(texts: readonly string[], work: (text: string) => unknown): string {
  for (const text of texts) work(text);
  const start = process.cpuUsage();
  for (const text of texts) work(text);
  return ((cpuSince(start) * 1e6) / texts.length).toFixed(0);
}

function taggerRow(name: string, tagger: LoadedTagger, held: readonly TextRecord[], seconds: number): string {
  const found = evaluateTagger(tagger, held) as TaggerEvaluation;
  const read = textReader(tagger.info["text"] as string[]);
  const texts = held.map((record) => read(record));
  const bytes = tagger.save();
  return row([
    name,
    share(found.accuracy),
    share(found.macroF1),
    share(found.top3),
    share(found.nearestAccuracy),
    `${share(found.answered)}, ${share(found.answeredAccuracy)}`,
    seconds.toFixed(1),
    `${cost(texts, (text) => tagger.scores(text))}, ${cost(texts, (text) => tagger.tag(text))}`,
    `${(bytes.length / 1e6).toFixed(2)}, ${(gzipSync(bytes).length / 1e6).toFixed(2)}`,
  ]);
}

async function taggers(): Promise<string[]> {
  const atomic = sides(await records("atomic"));
  const tram = sides(await records("tram"));
  const catalogue = await techniqueNames();
  const lines: string[] = [];
  const measure = async (name: string, set: typeof atomic, options: TaggerOptions): Promise<Tagger> => {
    const start = process.cpuUsage();
    const tagger = await Tagger.train(set.fit, options);
    lines.push(taggerRow(name, tagger, set.held, cpuSince(start)));
    return tagger;
  };
  const first = await measure("atomic", atomic, { text: "alert", label: "id" });
  lines.push(taggerRow("atomic, pruned to 1 MB", prunedTo(first, 1e6), atomic.held, 0));
  await measure("atomic, hashed into 65,536", atomic, { text: "alert", label: "id", hash: 65_536 });
  await measure("atomic, technique names given", atomic, { text: "alert", label: "id", catalogue });
  await measure("atomic, with name", atomic, { text: ["name", "alert"], label: "id" });
  await measure("tram", tram, { text: "text", label: "label" });
  await measure("tram, folds by report", tram, { text: "text", label: "label", group: "doc_title" });
  return [
    row([
      "set",
      "accuracy",
      "macro-F1",
      "top 3",
      "nearest alone",
      "answered, of these right",
      "training, CPU s",
      "µs a text: scores, tag",
      "MB, gz",
    ]),
    row(Array.from({ length: 9 }, () => "---")),
    ...lines,
  ];
}

/** Half of the labels hidden: what learning from the rows without one wins. */
async function unlabelled(): Promise<string[]> {
  const lines = [
    row(["set, every second label hidden", "ignored", "learn: rows learnt from, held-out gain", "accuracy"]),
    row(["---", "---", "---", "---"]),
  ];
  for (const [set, text, label] of [
    ["atomic", "alert", "id"],
    ["tram", "text", "label"],
  ] as const) {
    const { fit, held } = sides(await records(set));
    const hidden = fit.map((record, i) => (i % 2 === 0 ? record : { ...record, [label]: undefined }));
    const scored = async (how: "ignore" | "learn"): Promise<[TaggerEvaluation, Tagger]> => {
      const tagger = await Tagger.train(hidden, { text, label, unlabelled: how });
      return [evaluateTagger(tagger, held) as TaggerEvaluation, tagger];
    };
    const [ignored] = await scored("ignore");
    const [learnt, tagger] = await scored("learn");
    const { learnt: rows, gain } = tagger.info["unlabelled"] as { learnt: number; gain: number };
    lines.push(row([set, share(ignored.accuracy), `${rows}, ${gain.toFixed(4)}`, share(learnt.accuracy)]));
  }
  return lines;
}

async function sigma(): Promise<string[]> {
  const lines = [
    row(["sigma, mean of 5 seeds", "columns alone", "text and columns"]),
    row(["---", "---", "---"]),
  ];
  for (const method of ["boosting", "forest"] as readonly Method[]) {
    const means: string[] = [];
    for (const drop of [["title", "description"], []]) {
      const rules = Dataset.fromRecords(await sigmaRecords(), { label: "level", drop });
      const { train: fit, test: held } = rules.splitOn("split");
      let sum = 0;
      for (let seed = 0; seed < 5; seed++) sum += evaluate(await train(fit, { method, seed }), held).accuracy;
      means.push(share(sum / 5));
    }
    lines.push(row([method, ...means]));
  }
  return lines;
}

const tables: string[] = [];
for (const measured of [taggers, unlabelled, sigma]) {
  tables.push((await measured()).join("\n"));
  console.log(`${tables.at(-1)}\n`);
}
const [before, , after] = (await readFile(page, "utf8")).split(/<!-- \/?measured -->/);
await writeFile(page, `${before}${MARKS[0]}\n${tables.join("\n\n")}\n${MARKS[1]}${after}`);
