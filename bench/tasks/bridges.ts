// Other makers' models, and many files: a large XGBoost model read and scored a row at a time, beside XGBoost itself; and how many
// rows a second one core answers on each of hedgerow's ways, which docs/scale.md is made of.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { call } from "../../dist/cli/call.js";
import { fromXGBoost } from "../../dist/interop/index.js";
import { Dataset, load, type Model, sampleIncidents, toRecords, train } from "../hedgerow.ts";
import { type Contender, interleave, timedAsync } from "../measure.ts";
import { workFile } from "../peers/install.ts";
import { type Group, timeGroup } from "../results.ts";
import { type Context, fromPeer, needPython, noteAbsent } from "./context.ts";
import { CALLS, ourRow } from "./scoring/contest.ts";
import { opened } from "./scoring/models.ts";

const FEATURES = 30;
const TREES = 3000;
const DEPTH = 8;

export async function* bridges(context: Context): AsyncGenerator<Group> {
  if (context.wants("bridges.import") || context.wants("bridges.row")) yield* largeModel(context);
  for (const way of ["files", "parquet", "rows", "record"])
    if (context.wants(`bridges.rate.${way}`)) yield* rates(context, way);
}

/** Without XGBoost there is no such file. */
async function* largeModel(context: Context): AsyncGenerator<Group> {
  const [trees, depth] = context.quick ? [50, 4] : [TREES, DEPTH];
  const size = `${trees.toLocaleString("en")} trees of depth ${depth}, ${FEATURES} numbers`;
  context.say(`bridges.import: ${size}`);
  const file = workFile("large.json");
  const rowsFile = workFile("large.rows");
  const made = await fromPeer(context, "xgboost", "bridges", () =>
    needPython(context).call<number>("bridges.make_large", {
      model: file,
      rows: rowsFile,
      features: FEATURES,
      trees,
      depth,
    }),
  );
  if (made === undefined) return;
  const text = readFileSync(file);
  const ours: Contender = { name: "hedgerow", run: () => timedAsync(1, () => fromXGBoost(text)) };
  const theirs: Contender = {
    name: "XGBoost",
    run: () => needPython(context).call<number>("bridges.load_large", { model: file }),
  };
  const failed = (name: string, error: unknown): void => noteAbsent(context, name, "bridges", error);
  const effort = context.quick ? { rounds: 2, seconds: 1 } : { rounds: 8, seconds: 30 };
  yield timeGroup(
    "bridges.import",
    `a model of XGBoost's read from JSON (${(statSync(file).size / 1e6).toFixed(0)} MB), ${size}`,
    await interleave([ours, theirs], effort, failed),
  );
  yield await oneRow(context, { text, file, rowsFile, size, failed });
}

async function oneRow(
  context: Context,
  given: {
    text: Uint8Array;
    file: string;
    rowsFile: string;
    size: string;
    failed: (name: string, error: unknown) => void;
  },
): Promise<Group> {
  const python = needPython(context);
  const bytes = new Uint8Array(readFileSync(given.rowsFile));
  const scored = await opened("large", await fromXGBoost(given.text), new Float32Array(bytes.buffer));
  await python.call("bridges.open_large", { model: given.file, rows: given.rowsFile, features: FEATURES });
  // The same bits, or there is nothing to compare.
  const margins = await python.call<number[]>("bridges.margins_large");
  const differ = margins.filter((margin, i) => margin !== scored.margins[i]).length;
  if (differ > 0 || margins.length === 0) throw new Error(`${differ} of ${margins.length} margins differ`);
  const theirs: Contender = {
    name: "XGBoost in-place",
    run: (round) => python.call<number>("bridges.row_large", { calls: CALLS, round }),
  };
  const effort = context.quick ? { rounds: 2, seconds: 1 } : { rounds: 300, seconds: 20 };
  return timeGroup(
    "bridges.row",
    `one row, that model imported, ${given.size}`,
    await interleave([await ourRow(scored), theirs], effort, given.failed),
    { notes: [`${margins.length.toLocaleString("en")} margins have XGBoost's bits`] },
  );
}

interface Incidents {
  model: Model;
  file: string;
  csv: string;
  parquet: string;
  rows: number;
}

let incidents: Promise<Incidents> | undefined;

/** A model of 180 trees on sample incidents, and many of them as files. */
async function incidentFiles(quick: boolean): Promise<Incidents> {
  const rows = quick ? 2000 : 100_000;
  const fit = sampleIncidents({ rows: quick ? 500 : 20_000, seed: 1 });
  const dataset = Dataset.fromColumns(fit.columns, { label: fit.label, drop: ["incident_id"] });
  const settings = { rounds: quick ? 5 : 60, maxDepth: 6, maxLeaves: 0, validation: 0 } as const;
  const model = await train(dataset, { ...settings, method: "boosting", calibrate: "none", seed: 1 });
  const paths = { file: workFile("incidents.bin"), csv: workFile("incidents.csv") };
  writeFileSync(paths.file, model.save());
  const words = ["sample", "incidents", "--rows", `${rows}`, "--seed", "2", "-o", paths.csv];
  execFileSync(process.execPath, [new URL("../../dist/cli/main.js", import.meta.url).pathname, ...words]);
  const parquet = workFile("incidents-answers.parquet");
  return { model, rows, parquet, ...paths };
}

/** Processor seconds of this process, all its threads, for one of `count` rows. */
async function processorTime(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6 / count;
}

async function answered(...words: string[]): Promise<void> {
  const { code, err } = await call(["predict", ...words]);
  if (code !== 0) throw new Error(err);
}

const WAYS: Readonly<Record<string, readonly [work: string, run: (given: Incidents) => Promise<number>]>> = {
  files: [
    "CSV files to answers, in a worker (predict --workers 1)",
    async ({ file, csv, rows }) => {
      const folder = workFile("answers");
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      return processorTime(rows, () => answered(file, csv, "-o", folder, "--workers", "1"));
    },
  ],
  parquet: [
    "CSV to answers in Parquet (predict -o answers.parquet)",
    async ({ file, csv, parquet, rows }) => processorTime(rows, () => answered(file, csv, "-o", parquet)),
  ],
  rows: [
    "a dataset to probabilities (model.predictMany)",
    async ({ model }) => {
      const sample = sampleIncidents({ rows: 5000, seed: 3 });
      const dataset = Dataset.fromColumns(sample.columns, { label: sample.label });
      return processorTime(dataset.rows, async () => model.predictMany(dataset));
    },
  ],
  record: [
    "one record at a time to label and probabilities (model.predict)",
    async ({ model }) => {
      const given = [...toRecords(sampleIncidents({ rows: 5000, seed: 3 }))];
      const fresh = await load(model.save());
      for (const record of given.slice(0, 1000)) fresh.predict(record);
      return processorTime(given.length, async () => {
        for (const record of given) fresh.predict(record);
      });
    },
  ],
};

async function* rates(context: Context, way: string): AsyncGenerator<Group> {
  incidents ??= incidentFiles(context.quick);
  const given = await incidents;
  const [work, run] = WAYS[way] as (typeof WAYS)[string];
  context.say(`bridges.rate.${way}: ${work}`);
  const effort = context.quick ? { rounds: 1, seconds: 1 } : { rounds: 6, seconds: 30 };
  const runs = await interleave([{ name: "hedgerow", run: () => run(given) }], effort);
  const columns = given.model.encoder.columns.length;
  yield timeGroup(
    `bridges.rate.${way}`,
    `${work}, ${given.model.header.trees} trees of depth 6, ${columns} columns; processor time`,
    runs,
    { asRate: true },
  );
}
