// The explanation of one record. In: the record, and what attributes margins to columns: TreeSHAP in the core (explain.ts), or the
// approximation along the path (attribution.ts). Out: what each feature of the record added to a class's margin.

import { Field } from "../data/field.ts";
import type { RecordEncoder } from "../data/record-encoder.ts";
import { type ExplainOptions, type Explanation, toExplanation } from "./explanation.ts";
import type { Predictor, RawRecord } from "./predictor.ts";

/** What attributes the margins of encoded rows to columns. */
export interface Attributor {
  readonly method: Explanation["method"];
  /** Row after row, output after output: a number a column, then the base. */
  attribute(rows: Float32Array, count: number): Float64Array;
}

/** The explanation of one record. Throws as `predict`. */
export function explainRecord(
  predictor: Predictor<RecordEncoder>,
  attributor: Attributor,
  record: RawRecord,
  { label, top }: ExplainOptions,
): Explanation {
  const predicted = predictor.predict(record);
  return explainLast(predictor, attributor, record, label ?? predicted.label, top);
}

/** The same of the record that `predictor` answered last, without encoding it again. */
export function explainLast(
  predictor: Predictor<RecordEncoder>,
  { method, attribute }: Attributor,
  record: RawRecord,
  label: string,
  top?: number,
): Explanation {
  const { row, encoder } = predictor;
  const margins = predictor.margins(row);
  const rawOf = (feature: number) => new Field(encoder.features[feature]?.name ?? "").read(record);
  return toExplanation(predictor, { method, contributions: attribute(row, 1), margins }, label, rawOf, top);
}
