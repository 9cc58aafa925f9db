// Rows like those of incident triage (the built-in sample of evidence): some forty columns of categories with up to thousands of
// values, numbers, times and addresses, many of them missing. Training and test rows are other draws of the same world. Rows come in
// incidents of one label, so that one draw tells little of quality.

import { Dataset, sampleAlerts } from "../hedgerow.ts";

export function guideData(trainRows: number, testRows: number, draw = 0): { fit: Dataset; held: Dataset } {
  const sample = sampleAlerts({ rows: trainRows, seed: 1 + 2 * draw });
  const other = sampleAlerts({ rows: testRows, seed: 2 + 2 * draw });
  const options = { label: sample.label, drop: ["Id"] };
  const fit = Dataset.fromColumns(sample.columns, options);
  const held = Dataset.fromColumns(other.columns, { ...options, schema: fit.schema, classes: fit.classes });
  return { fit, held };
}
