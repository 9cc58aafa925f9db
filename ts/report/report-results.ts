// A model, the rows it was trained on and rows to test it with in; everything that a report shows out. Nothing is trained here.

import type { Dataset } from "../data/dataset.ts";
import { HedgerowError } from "../error.ts";
import { calibrationReport } from "../evaluate/calibration-report.ts";
import type { Comparison } from "../evaluate/compare.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { explore } from "../explore/explore.ts";
import type { Model } from "../model/model.ts";
import { VERSION } from "../version.ts";
import { choosesApart, curvesOf } from "./curves.ts";
import { dataHash, sha256 } from "./data-hash.ts";
import { dictionaryOf } from "./dictionary.ts";
import { errorsOf, reasonsOf } from "./reasons.ts";
import type { Making, ReportResults } from "./results.ts";

export interface ReportOptions extends Pick<Making, "files" | "date"> {
  /** The labelled rows that the model was trained on. */
  train: Dataset;
  /** Labelled rows that it has not seen. */
  test: Dataset;
  /** @default "How LABEL is told" */
  title?: string | undefined;
  /** Where the test rows come from. @default "rows held out" */
  testRows?: string | undefined;
  /** What `compare` gave on the rows trained on. */
  comparison?: Comparison | undefined;
  /** Why it is this model. */
  why?: string | undefined;
  /** Of what is drawn here; also told. @default 0 */
  seed?: number | undefined;
  /** Most test rows that are explained. @default 300 */
  explainRows?: number | undefined;
  /** What a reader should know besides the dataset's warnings. */
  warnings?: readonly string[] | undefined;
}

/**
 * Everything a report shows, as plain data: for `report`, `modelCard`, `dataDictionary`, `evaluationMetrics`, or JSON.
 *
 * Throws `bad-label` where the test rows have no label, `bad-option` for an isolation forest, which tells no label.
 *
 * @example
 * const results = await reportResults(model, { train: fit, test: held });
 * const page = report(results);
 */
export async function reportResults(model: Model, options: ReportOptions): Promise<ReportResults> {
  const { train, test, comparison, seed = 0, explainRows = 300 } = options;
  const { info } = model;
  if (info.method === "isolation" || info.classes.length === 0)
    throw new HedgerowError("bad-option", "a report is on a model that tells classes");
  if (!(Number.isInteger(explainRows) && explainRows >= 1))
    throw new HedgerowError("bad-option", `explainRows must be a whole number from 1, not ${explainRows}`);
  const exploration = explore(train, test);
  const { encoder: _encoder, drift: _drift, ...told } = info;
  const reasons = model.header.hasStatistics;
  return {
    title: options.title ?? `How ${info.label ?? "the label"} is told`,
    made: await makingOf(options, seed),
    exploration,
    dictionary: dictionaryOf(train, exploration),
    ...(comparison === undefined ? {} : { comparison }),
    model: {
      ...told,
      why: options.why ?? "it was given",
      sha256: await sha256(model.save()),
      importance: reasons ? model.importance() : [],
      thresholdsFrom: choosesApart(model) ? "rows the trees did not see" : "these test rows",
    },
    evaluation: evaluate(model, test),
    curves: curvesOf(model, test),
    calibration: await calibrationReport(model, test),
    reasons: reasons ? reasonsOf(model, test, explainRows, seed) : [],
    errors: errorsOf(model, test),
    warnings: [...new Set([...train.warnings, ...test.warnings, ...(options.warnings ?? [])])],
  };
}

async function makingOf(options: ReportOptions, seed: number): Promise<Making> {
  const { train, test, files, date, testRows = "rows held out" } = options;
  return {
    hedgerow: VERSION,
    dataHash: { train: await dataHash(train), test: await dataHash(test) },
    ...(files === undefined ? {} : { files }),
    rows: { train: train.rows, test: test.rows },
    testRows,
    seed,
    ...(date === undefined ? {} : { date }),
  };
}
