// Explanations of whole datasets, and TreeSHAP. In: encoded rows, where their raw values are, which class to explain, and what
// attributes margins to columns: TreeSHAP in the core, or the approximation along the path. Out: an explanation each.
//
// TreeSHAP's contributions are path-dependent Shapley values (Lundberg et al. 2020): a feature that is not known sends the row both
// ways of a test, in proportion to the training rows that went there. They describe the trees as they were grown: of features
// that go together, one that the trees do not use gets nothing, and one that they do use gets some of the credit of those it goes
// with. (Interventional values, the other kind, break the ties between features by a background sample and answer what
// would change if a value were set.) They are exact on the margin: not on a probability calibrated from it, for which they
// tell direction and order.

import { cellAt } from "../data/column.ts";
import type { Dataset } from "../data/dataset.ts";
import { guarded } from "../wasm/core.ts";
import type { BatchScorer } from "../wasm/generated/core.js";
import type { Attributor } from "./explain-record.ts";
import { type ExplainedModel, type Explanation, toExplanation } from "./explanation.ts";

/** Numbers that the core hands over at once. */
const CHUNK = 2 ** 20;

export function treeShap(scorer: BatchScorer): Attributor {
  return { method: "tree-shap", attribute: (rows, count) => guarded(() => scorer.explain(rows, count)) };
}

/** The explanations of all rows of a dataset, some at a time as they are asked for. `labelOf` gives the class to explain. */
export function* explainRows(
  model: ExplainedModel,
  { method, attribute }: Attributor,
  dataset: Dataset,
  rows: Float32Array,
  margins: Float64Array,
  labelOf: (row: number) => string,
  top?: number,
): Generator<Explanation, undefined> {
  const { features, outputs } = model.header;
  const raw = model.encoder.features.map(({ name }) => dataset.find(name));
  const each = outputs * (features + 1);
  const step = Math.max(1, Math.floor(CHUNK / each));
  for (let first = 0; first < dataset.rows; first += step) {
    const count = Math.min(step, dataset.rows - first);
    const chunk = rows.subarray(first * features, (first + count) * features);
    const explained = attribute(chunk, count);
    for (let i = 0; i < count; i++) {
      const row = first + i;
      const numbers = {
        method,
        contributions: explained.subarray(i * each, (i + 1) * each),
        margins: margins.subarray(row * outputs, (row + 1) * outputs),
      };
      const rawOf = (feature: number) => {
        const column = raw[feature];
        return column === undefined ? undefined : cellAt(column, row);
      };
      yield toExplanation(model, numbers, labelOf(row), rawOf, top);
    }
  }
}
