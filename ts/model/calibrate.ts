// The step of training that makes probabilities true. In: the bytes of a model, the rows the trees did not see as the model
// answers them, and their weights. Out: bytes with the calibration in their metadata, and these rows calibrated.

import { withMetadata } from "./bytes.ts";
import { chooseCalibration } from "./choose-calibration.ts";
import type { Metadata } from "./metadata.ts";
import { mostProbable, type UnseenPredictions } from "./model.ts";
import type { TrainOptions } from "./options.ts";
import { classFactors, type TrainingRows } from "./training-rows.ts";

/** Votes, of all trees of a forest together, that each class gets beside the trees' own. */
const VOTES = 0.5;
/** The same for boosting, whose probabilities are never quite 0: only rounding is kept away. */
const LEAST_SQUEEZE = 1e-9;

/** A model's bytes, and what it says about rows its trees did not see. */
export interface Answered {
  bytes: Uint8Array;
  unseen: UnseenPredictions | undefined;
}

/** The model with a calibration; as it was where there are no such rows. `turn` is awaited now and then. */
export async function calibrateModel(
  { bytes, unseen }: Answered,
  metadata: Metadata,
  rows: TrainingRows,
  options: TrainOptions,
  turn: () => Promise<void>,
): Promise<Answered> {
  const { calibrate = "auto", method } = options;
  if (calibrate === "none" || unseen === undefined) return { bytes, unseen };
  const squeeze = method === "forest" ? VOTES / metadata.training.rounds : LEAST_SQUEEZE;
  const { probabilities: raw, truth } = unseen;
  const weights = weightsOf(unseen.rowIndexes, rows, options);
  const classes = metadata.classes.length;
  const found = await chooseCalibration(
    { classes, probabilities: raw, truth, weights, squeeze },
    calibrate,
    turn,
  );
  if (found === undefined) return { bytes, unseen };
  const { calibration, probabilities } = found;
  return {
    bytes: withMetadata(bytes, { ...metadata, calibration }),
    unseen: { ...unseen, probabilities, labels: mostProbable(probabilities, classes) },
  };
}

/** Weights with the class factors that the trees were grown with. */
function weightsOf(indexes: Uint32Array, rows: TrainingRows, options: TrainOptions): Float64Array {
  const { dataset, validation, classes, labels, weights, heldOut } = rows;
  const offset = validation === undefined ? 0 : dataset.rows;
  // Balanced within each tree: over all trees that is balanced. Row weights do not have it yet.
  const factors =
    options.classWeights === "balanced-subsample"
      ? classFactors(classes, labels, weights, heldOut, { classWeights: "balanced" })
      : undefined;
  return Float64Array.from(indexes, (index) => {
    const row = index + offset;
    return (weights[row] as number) * (factors?.[labels[row] as number] ?? 1);
  });
}
