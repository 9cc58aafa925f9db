// Lengths in, bars out: what each column tells of the label, importance.

import { axisY, barX, ruleX, text } from "@observablehq/plot";
import type { Markup } from "../markup.ts";
import { drawing, shortened } from "./drawing.ts";

export interface Bar {
  name: string;
  /** From 0. */
  length: number;
  /** What stands at its end. */
  text: string;
}

const HEIGHT = 22;

/** Longest first, as they are given. */
export function bars(document: Document, title: string, entries: readonly Bar[]): Markup {
  const most = Math.max(...entries.map(({ length }) => length), Number.MIN_VALUE);
  const indexes = entries.map((_, i) => i);
  return drawing(document, title, {
    height: HEIGHT * entries.length + 10,
    marginLeft: 126,
    marginRight: 48,
    marginTop: 4,
    marginBottom: 6,
    x: { axis: null, domain: [0, most] },
    y: { type: "band", domain: indexes, padding: 0.35, label: null },
    marks: [
      barX(indexes, { x: (i) => entries[i]?.length, y: (i) => i, fill: "var(--series-1)", rx: 1.5 }),
      text(indexes, {
        x: (i) => entries[i]?.length,
        y: (i) => i,
        text: (i) => entries[i]?.text,
        textAnchor: "start",
        dx: 5,
        fill: "var(--quiet)",
      }),
      axisY({ tickSize: 0, label: null, tickFormat: (i: number) => shortened(entries[i]?.name ?? "") }),
      ruleX([0], { stroke: "var(--faint)" }),
    ],
  });
}
