// Results in, the scores as CSV out, one number a line: metric, class (empty where it is of all), value.

import { METRICS } from "../evaluate/cross-validate.ts";
import { csvLine } from "./csv-line.ts";
import type { ReportResults } from "./results.ts";

const PER_CLASS = ["precision", "recall", "f1", "support", "rocAuc", "prAuc"] as const;

/**
 * `evaluation_metrics.csv`: all metrics of the test rows, by class where they are; what is undefined is empty.
 *
 * @example
 * evaluationMetrics(results); // "metric,class,value\r\naccuracy,,0.886\r\n…"
 */
export function evaluationMetrics({ evaluation }: Pick<ReportResults, "evaluation">): string {
  const lines = [
    csvLine(["metric", "class", "value"]),
    csvLine(["rows", "", evaluation.rows]),
    ...METRICS.map((metric) => csvLine([metric, "", evaluation[metric]])),
    ...evaluation.perClass.flatMap((each) =>
      PER_CLASS.map((metric) => csvLine([metric, each.label, each[metric]])),
    ),
  ];
  return lines.join("");
}
