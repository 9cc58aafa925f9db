// What a calibration is fitted on: the form that all fits share. Parts of it are given as row numbers.

export interface CalibrationRows {
  rows: number;
  classes: number;
  /** Row after row, one a class. */
  probabilities: Float64Array;
  /** ln(probability + squeeze), laid out the same. */
  logs: Float64Array;
  squeeze: number;
  /** True classes. */
  truth: Uint16Array;
  /** Their mean is 1. */
  weights: Float64Array;
}
