// Scores of each class.

import type { Evaluation } from "hedgerow";
import { Scroll } from "../control/scroll.tsx";
import { seriesColor } from "../plot/width.ts";
import { count } from "../state/figures.ts";

export function PerClass({ evaluation }: { evaluation: Evaluation }) {
  return (
    <Scroll label="Scores of each class">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Class</th>
            {["Precision", "Recall", "F1", "ROC AUC", "PR AUC", "Rows"].map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {evaluation.perClass.map(({ label, precision, recall, f1, rocAuc, prAuc, support }, i) => (
            <tr key={label}>
              <th scope="row">
                <span class="verdict">
                  <span class="swatch" style={{ background: seriesColor(i) }} />
                  {label}
                </span>
              </th>
              {[precision, recall, f1, rocAuc, prAuc].map((value, column) => (
                <td key={column} class="number">
                  {value === null ? "" : value.toFixed(3)}
                </td>
              ))}
              <td class="number">{count(support)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
