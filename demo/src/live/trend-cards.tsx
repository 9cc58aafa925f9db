// The queued class over time, by two columns: which category rises, which organisation is hit.

import { Card } from "../control/card.tsx";
import { LinePlot } from "../plot/line-plot.tsx";
import { seriesColor } from "../plot/width.ts";
import { short } from "../state/figures.ts";
import { news, queued } from "./stream.ts";
import type { Trend } from "./trends.ts";

export function TrendCards() {
  const trends = news.value?.trends ?? [];
  if (trends.length === 0) return null;
  return (
    <div class="split">
      {trends.map((trend) => (
        <TrendCard key={trend.column} trend={trend} />
      ))}
    </div>
  );
}

function TrendCard({ trend: { column, seconds, series } }: { trend: Trend }) {
  return (
    <Card title={`${queued.value} by ${column}`} about="alerts in two seconds, the five most frequent">
      <LinePlot
        label={`${queued.value} by ${column}: ${series.map(({ name, total }) => `${name} ${total}`).join(", ")}`}
        height={220}
        series={series.map(({ name, counts }, i) => ({
          name,
          color: seriesColor(i),
          points: counts.map((each, at) => [seconds[at] as number, each] as const),
        }))}
        x={{
          name: "seconds",
          format: short,
          ends: [seconds[0] ?? 0, Math.max(seconds.at(-1) ?? 0, (seconds[0] ?? 0) + 20)],
        }}
        y={{
          name: "alerts",
          format: short,
          ends: [0, Math.max(4, ...series.flatMap(({ counts }) => counts)) * 1.08],
        }}
      />
    </Card>
  );
}
