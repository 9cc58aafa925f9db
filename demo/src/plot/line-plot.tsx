// Lines over two axes, with what they are at the pointer. With `onPick` a point of the first line can be dragged along it.

import { useMemo, useState } from "preact/hooks";
import { Axes, type AxisText, MARGIN } from "./axes.tsx";
import { Legend } from "./legend.tsx";
import { extent, linear, type Scale } from "./scale.ts";
import { useWidth } from "./width.ts";

export type Point = readonly [x: number, y: number];

export interface Series {
  readonly name: string;
  readonly color: string;
  readonly dashed?: boolean;
  readonly points: readonly Point[];
}

export interface LinePlotProps {
  /** What a listener hears: the plot in a sentence. */
  readonly label: string;
  readonly series: readonly Series[];
  readonly x: AxisText & { readonly ends?: readonly [number, number] };
  readonly y: AxisText & { readonly ends?: readonly [number, number] };
  readonly height?: number;
  /** Drawn from corner to corner, such as what chance alone gives. */
  readonly guide?: readonly [Point, Point];
  /** Index of the point of the first line that is picked. */
  readonly picked?: number;
  readonly onPick?: (index: number) => void;
}

export function LinePlot(props: LinePlotProps) {
  const { label, series, x: xText, y: yText, height = 260, guide, picked, onPick } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<Point | undefined>(undefined);
  const xs =
    xText.ends ??
    extent(
      series.flatMap(({ points }) => points.map(([x]) => x)),
      0,
    );
  const ys = yText.ends ?? extent(series.flatMap(({ points }) => points.map(([, y]) => y)));
  const x = linear(xs, [MARGIN.left, width - MARGIN.right], Math.max(2, Math.floor(width / 90)));
  const y = linear(ys, [height - MARGIN.bottom, MARGIN.top], 4);
  const paths = useMemo(
    () => series.map(({ points }) => pathOf(points, x, y)),
    [series, width, height, xs[0], xs[1], ys[0], ys[1]],
  );
  const dot = picked === undefined ? undefined : series[0]?.points[picked];
  const pick = (event: PointerEvent): void => {
    const place = placeOf(event);
    setAt(place);
    if (onPick !== undefined && event.buttons > 0) onPick(nearestIndex(series[0]?.points ?? [], place, x, y));
  };
  return (
    <figure class={onPick ? "plot draggable" : "plot"} ref={ref as never}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        role="img"
        aria-label={label}
        onPointerMove={pick}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          pick(event);
        }}
        onPointerLeave={() => setAt(undefined)}
      >
        <Axes x={x} y={y} xText={xText} yText={yText} width={width} height={height} />
        {guide && <path class="guide" d={pathOf(guide, x, y)} />}
        {series.map(({ name, color, dashed }, i) => (
          <path key={name} class={dashed ? "line dashed" : "line"} stroke={color} d={paths[i]} />
        ))}
        {dot && <circle class="handle" cx={x(dot[0])} cy={y(dot[1])} r={7} />}
        {at && !onPick && (
          <line class="cross" x1={at[0]} x2={at[0]} y1={MARGIN.top} y2={height - MARGIN.bottom} />
        )}
      </svg>
      {at && !onPick && <Tip series={series} at={at} x={x} xText={xText} yText={yText} width={width} />}
      {series.length > 1 && <Legend items={series.map(({ name, color }) => ({ name, color }))} />}
    </figure>
  );
}

interface TipProps {
  readonly series: readonly Series[];
  readonly at: Point;
  readonly x: Scale;
  readonly xText: AxisText;
  readonly yText: AxisText;
  readonly width: number;
}

function Tip({ series, at, x, xText, yText, width }: TipProps) {
  const found = series.flatMap(({ name, color, points }) => {
    const point = nearestByX(points, x.invert(at[0]));
    return point === undefined ? [] : [{ name, color, point }];
  });
  const first = found[0];
  if (first === undefined) return null;
  const side = at[0] > width / 2 ? { right: `${width - at[0] + 12}px` } : { left: `${at[0] + 12}px` };
  return (
    <div class="tip" style={{ top: "24px", ...side }}>
      <div class="quiet">
        {xText.name} {xText.format(first.point[0])}
      </div>
      {found.map(({ name, color, point }) => (
        <div key={name}>
          <span class="swatch" style={{ background: color }} /> {name} {yText.format(point[1])}
        </div>
      ))}
    </div>
  );
}

/** Where in the drawing the pointer is. */
function placeOf(event: PointerEvent): Point {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

export function pathOf(points: readonly Point[], x: Scale, y: Scale): string {
  return points.map(([a, b], i) => `${i === 0 ? "M" : "L"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");
}

function nearestByX(points: readonly Point[], value: number): Point | undefined {
  let best: Point | undefined;
  for (const point of points)
    if (best === undefined || Math.abs(point[0] - value) < Math.abs(best[0] - value)) best = point;
  return best;
}

function nearestIndex(points: readonly Point[], [px, py]: Point, x: Scale, y: Scale): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  points.forEach(([a, b], i) => {
    const far = (x(a) - px) ** 2 + (y(b) - py) ** 2;
    if (far < least) [best, least] = [i, far];
  });
  return best;
}
