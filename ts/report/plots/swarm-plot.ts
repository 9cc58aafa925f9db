// Contributions of features, row by row, in; a beeswarm out: one dot a row, along the axis what the feature added to the margin, its
// colour the rank of the value. Dots of about the same contribution are stacked to both sides of the line.

import { axisY, dot, ruleX } from "@observablehq/plot";
import type { Markup } from "../markup.ts";
import type { ClassReasons } from "../results.ts";
import { drawing, shortened } from "./drawing.ts";

const LANE = 34;
/** Columns that the width is cut into to tell which dots are beside each other. */
const COLUMNS = 110;
const COLOURS = 5;

interface Spot {
  x: number;
  y: number;
  colour: string;
}

export function swarm(document: Document, { label, features, unit, rows }: ClassReasons): Markup {
  const all = features.flatMap(({ points }) => points.map(([contribution]) => contribution));
  const least = all.reduce((a, b) => Math.min(a, b), 0);
  const most = all.reduce((a, b) => Math.max(a, b), 0);
  const spots = features.flatMap(({ points }, lane) => placed(points, lane, (most - least) / COLUMNS || 1));
  const title = `What each feature added to ${label}, for ${rows} rows`;
  return drawing(document, title, {
    height: LANE * features.length + 50,
    marginLeft: 126,
    marginRight: 10,
    marginTop: 6,
    marginBottom: 38,
    x: { label: `contribution (${unit})`, nice: true, ticks: 5, tickSize: 0, labelAnchor: "right" },
    y: { type: "linear", domain: [features.length - 0.5, -0.5], label: null },
    marks: [
      axisY(
        features.map((_, i) => i),
        { tickSize: 0, label: null, tickFormat: (i: number) => shortened(features[i]?.feature ?? "") },
      ),
      ruleX([0], { stroke: "var(--faint)" }),
      dot(spots, { x: "x", y: "y", r: 1.6, fill: "colour" }),
    ],
    color: { type: "identity" },
  });
}

/** Dots of one feature: the crowd of a column is spread evenly, at most to the edges of the lane. */
function placed(points: ClassReasons["features"][number]["points"], lane: number, step: number): Spot[] {
  const columns = new Map<number, number>();
  const order = points.map((_, i) => i);
  const turns = order.map((i) => {
    const column = Math.round((points[i] as [number, unknown])[0] / step);
    const turn = columns.get(column) ?? 0;
    columns.set(column, turn + 1);
    return turn;
  });
  const crowd = Math.max(...columns.values(), 1);
  const apart = Math.min(0.1, 0.8 / crowd);
  return order.map((i) => {
    const [contribution, rank] = points[i] as [number, number | null];
    const turn = turns[i] as number;
    const side = turn % 2 === 0 ? 1 : -1;
    return { x: contribution, y: lane + side * Math.ceil(turn / 2) * apart, colour: colourOf(rank) };
  });
}

function colourOf(rank: number | null): string {
  if (rank === null) return "var(--unranked)";
  return `var(--rank-${1 + Math.min(COLOURS - 1, Math.floor(rank * COLOURS))})`;
}
