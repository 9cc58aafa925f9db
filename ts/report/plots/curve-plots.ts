// Curves of a classifier in, drawings out: ROC, precision-recall, reliability.

import { dot, line, ruleY } from "@observablehq/plot";
import type { CalibrationReport } from "../../evaluate/calibration-report.ts";
import type { Markup } from "../markup.ts";
import type { ClassCurves } from "../results.ts";
import { drawing, SERIES } from "./drawing.ts";

const HEIGHT = 300;
const SHARE = { domain: [0, 1], nice: false, ticks: 5, tickFormat: ".1f", tickSize: 0 } as const;
const MARGINS = { height: HEIGHT, marginLeft: 38, marginRight: 14, marginTop: 24, marginBottom: 38 };

export function rocPlot(document: Document, curves: readonly ClassCurves[]): Markup {
  const title = "ROC curve: true-positive rate against false-positive rate";
  return drawing(document, title, {
    ...MARGINS,
    x: { ...SHARE, label: "false-positive rate" },
    y: { ...SHARE, label: "true-positive rate", grid: true },
    marks: [
      line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: "var(--faint)", strokeDasharray: "3,3" },
      ),
      ...curves.map(({ roc }, i) =>
        line(roc, {
          x: "falsePositiveRate",
          y: "truePositiveRate",
          stroke: SERIES[i % SERIES.length] as string,
          strokeWidth: 1.75,
        }),
      ),
    ],
  });
}

/** The share of the class among the rows is what a guess would get: a dotted line. */
export function precisionRecallPlot(document: Document, curves: readonly ClassCurves[]): Markup {
  return drawing(document, "Precision against recall", {
    ...MARGINS,
    x: { ...SHARE, label: "recall" },
    y: { ...SHARE, label: "precision", grid: true },
    marks: curves.flatMap(({ precisionRecall, positives, negatives }, i) => {
      const stroke = SERIES[i % SERIES.length] as string;
      return [
        ruleY([positives / (positives + negatives)], { stroke, strokeDasharray: "1,3" }),
        line(precisionRecall, { x: "recall", y: "precision", stroke, strokeWidth: 1.75 }),
      ];
    }),
  });
}

/** Before calibration hollow, after it full; the area of a dot is the share of the rows. */
export function reliabilityPlot(document: Document, { before, after, method }: CalibrationReport): Markup {
  const rows = after.reliability.reduce((sum, bin) => sum + bin.rows, 0);
  const radius = (bin: { rows: number }): number => 2 + 10 * Math.sqrt(bin.rows / rows);
  const at = { x: "confidence", y: "frequency" } as const;
  return drawing(document, "How often predictions of each probability came true", {
    ...MARGINS,
    r: { type: "identity" },
    x: { ...SHARE, label: "predicted probability" },
    y: { ...SHARE, label: "share that came true", grid: true },
    marks: [
      line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: "var(--faint)", strokeDasharray: "3,3" },
      ),
      ...(method === "none"
        ? []
        : [line(before.reliability, { ...at, stroke: "var(--faint)", strokeWidth: 1.25 })]),
      line(after.reliability, { ...at, stroke: "var(--series-1)", strokeWidth: 1.25 }),
      dot(after.reliability, { ...at, r: radius, fill: "var(--series-1)", fillOpacity: 0.75 }),
    ],
  });
}
