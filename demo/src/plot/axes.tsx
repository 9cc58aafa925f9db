// The frame of a plot: thin lines, round numbers, and what they count.

import type { Scale } from "./scale.ts";

export interface AxisText {
  readonly name: string;
  readonly format: (value: number) => string;
}

interface AxesProps {
  readonly x: Scale;
  readonly y: Scale;
  readonly xText: AxisText;
  readonly yText: AxisText;
  readonly width: number;
  readonly height: number;
}

export const MARGIN = { left: 46, right: 14, top: 22, bottom: 40 } as const;

export function Axes({ x, y, xText, yText, width, height }: AxesProps) {
  const floor = height - MARGIN.bottom;
  const end = width - MARGIN.right;
  return (
    <g>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={MARGIN.left} x2={end} y1={y(tick)} y2={y(tick)} />
          <text x={MARGIN.left - 7} y={y(tick)} dy="0.35em" text-anchor="end">
            {yText.format(tick)}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <text
          key={tick}
          x={x(tick)}
          y={floor + 16}
          text-anchor={tick === x.ticks.at(-1) && x(tick) > end - 12 ? "end" : "middle"}
        >
          {xText.format(tick)}
        </text>
      ))}
      <line class="axis" x1={MARGIN.left} x2={end} y1={floor} y2={floor} />
      <text x={end} y={height - 4} text-anchor="end">
        {xText.name}
      </text>
      <text x={0} y={10}>
        {yText.name}
      </text>
    </g>
  );
}
