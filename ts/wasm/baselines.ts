// The typed door to baselines.wasm (rust-core/baselines), which is loaded when the first baseline is fitted. Each fit has an instance of its
// own: memory of the one before is given back, and no model depends on what was fitted before it (linfa's trees break ties in the order
// of hash maps, which is that of the maps made so far).

import { loadBaselines } from "#load-baselines";
import { HedgerowError } from "../error.ts";
import { guarded } from "./core.ts";
import * as glue from "./generated/baselines.js";

/** linfa's classifiers by name. */
export type LinfaModel = "logistic" | "tree" | "knn" | "svm-linear" | "svm-rbf" | "bayes";

/** Training rows: finite numbers row after row, and the class of each, every one of which occurs. */
export interface BaselineRows {
  rows: Float64Array;
  width: number;
  labels: Uint32Array;
  classes: number;
}

/** Rows in; row after row, one number a class out. For the baseline fitted last in this thread only. */
export type Answers = (rows: Float64Array) => Float64Array;

let ready: Promise<unknown> | undefined;
let fits = 0;

/** Answers are probabilities; decision values of an SVM, 0 for the first of two classes. */
export async function fitBaseline(model: LinfaModel, training: BaselineRows): Promise<Answers> {
  ready ??= loadBaselines().then(
    (module) => glue.initSync({ module }),
    (cause) => {
      ready = undefined;
      throw new HedgerowError("internal", "baselines.wasm can not be loaded", {}, { cause });
    },
  );
  await ready;
  const { rows, width, labels, classes } = training;
  if (width === 0) throw new HedgerowError("bad-data", "there is no column to learn from");
  if (fits++ > 0) glue.__wbg_reset_state();
  const fit = fits;
  const fitted = guarded(() => new glue.Baseline(model, rows, width, labels, classes));
  return (others) => {
    if (fit !== fits) throw new HedgerowError("internal", "another baseline has been fitted since");
    return guarded(() => fitted.answers(others));
  };
}
