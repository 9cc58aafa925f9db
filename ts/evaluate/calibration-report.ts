// What a model's calibration does. In: a model and labelled rows it has not been trained on. Out: log-loss, Brier score, expected
// calibration error and reliability curve of its probabilities as the trees give them, and as the model gives them.

import type { Dataset } from "../data/dataset.ts";
import { readMetadata, withMetadata } from "../model/bytes.ts";
import type { Metadata } from "../model/metadata.ts";
import { load, type Model } from "../model/model.ts";
import { evaluate } from "./evaluate.ts";
import type { Evaluation } from "./evaluation.ts";

export type Truthfulness = Pick<Evaluation, "logLoss" | "brier" | "calibrationError" | "reliability">;

export interface CalibrationReport {
  /** As the trees give them. */
  before: Truthfulness;
  /** As the model gives them; the same where it has no calibration. */
  after: Truthfulness;
  /** "none" where there is no calibration. */
  method: string;
}

/**
 * Compares a model with itself without calibration. Throws `bad-label` when the dataset has no labels.
 *
 * @example
 * const { before, after } = await calibrationReport(model, held);
 * after.calibrationError; // 0.008
 */
export async function calibrationReport(model: Model, dataset: Dataset): Promise<CalibrationReport> {
  const bytes = model.save();
  const { calibration, ...metadata } = readMetadata(bytes) as Metadata;
  const raw = calibration === undefined ? model : await load(withMetadata(bytes, metadata));
  return {
    before: truthfulness(evaluate(raw, dataset)),
    after: truthfulness(evaluate(model, dataset)),
    method: calibration?.method ?? "none",
  };
}

function truthfulness({ logLoss, brier, calibrationError, reliability }: Evaluation): Truthfulness {
  return { logLoss, brier, calibrationError, reliability };
}
