// A model and test data in; a sentence for each label of the data that the model does not know out.

import type { Dataset } from "../data/dataset.ts";
import { formatCount } from "../format-number.ts";
import type { Model } from "../model/model.ts";

export function foreignLabels(model: Model, test: Dataset): string[] {
  return test.classes.flatMap((name, index) => {
    if (model.classes.includes(name)) return [];
    const rows = test.labels.reduce((sum, label) => sum + (label === index ? 1 : 0), 0);
    if (rows === 0) return [];
    return [
      `The label "${name}" of ${formatCount(rows)} test rows is unknown to the model, so they count as wrong`,
    ];
  });
}
