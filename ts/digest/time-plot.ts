// Counts by time and grade in, stacked bars out.

import { rectY, ruleY } from "@observablehq/plot";
import type { Markup } from "../report/markup.ts";
import { drawing, SERIES } from "../report/plots/drawing.ts";
import type { TimeLine } from "./results.ts";

export function timePlot(document: Document, time: TimeLine, grades: readonly string[]): Markup {
  const width = time.hours * 3_600_000;
  const bars = time.buckets.flatMap(({ start, counts }) => {
    let below = 0;
    return counts.map((count, i) => {
      const bar = { start: Date.parse(start), from: below, to: below + count, grade: i };
      below += count;
      return bar;
    });
  });
  return drawing(document, `Records over time by grade: ${grades.join(", ")}`, {
    height: 190,
    marginLeft: 44,
    marginRight: 8,
    marginTop: 22,
    marginBottom: 26,
    x: { type: "utc", label: null, ticks: 4, tickSize: 0 },
    y: { label: "records", grid: true, ticks: 4, tickSize: 0 },
    color: { type: "identity" },
    marks: [
      rectY(
        bars.filter(({ from, to }) => to > from),
        {
          x1: (bar) => new Date(bar.start),
          x2: (bar) => new Date(bar.start + width),
          y1: "from",
          y2: "to",
          fill: (bar) => SERIES[bar.grade % SERIES.length],
          insetLeft: 0.4,
          insetRight: 0.4,
        },
      ),
      ruleY([0], { stroke: "var(--faint)" }),
    ],
  });
}
