// Why an answer is what it is: from the margin expected of any record, step by step, to the record's own. Steps to the right speak for
// the class, steps to the left against it.

import type { Explanation } from "hedgerow";
import type { ComponentChildren } from "preact";
import { short } from "../state/figures.ts";
import { Legend } from "./legend.tsx";
import { extent, linear } from "./scale.ts";
import { useWidth } from "./width.ts";

const ROW = 30;
/** Not the colours of classes. */
const FOR = "var(--accent)";
const AGAINST = "var(--series-3)";
const SHOWN = 10;

interface Step {
  readonly name: string;
  readonly value: string | undefined;
  readonly from: number;
  readonly to: number;
}

export function Waterfall({ explanation }: { explanation: Explanation }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const steps = stepsOf(explanation);
  const { base, margin, label, unit } = explanation;
  const names = Math.min(230, Math.max(120, width * 0.36));
  const x = linear(extent([base, margin, ...steps.map(({ to }) => to)], 0.08), [names + 8, width - 56], 4);
  const height = ROW * (steps.length + 2) + 26;
  return (
    <figure class="plot waterfall" ref={ref as never}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        role="img"
        aria-label={sentenceOf(explanation, steps)}
      >
        {x.ticks.map((tick) => (
          <g key={tick}>
            <line class="grid" x1={x(tick)} x2={x(tick)} y1={0} y2={height - 24} />
            <text x={x(tick)} y={height - 8} text-anchor="middle">
              {short(tick)}
            </text>
          </g>
        ))}
        <Row name="expected of any alert" y={0} names={names} strong>
          <circle cx={x(base)} cy={ROW / 2} r={4} fill="var(--soft)" />
          <text x={x(base) + 9} y={ROW / 2} dy="0.35em">
            {short(base)}
          </text>
        </Row>
        {steps.map((step, i) => (
          <Row key={step.name} name={step.name} value={step.value} y={ROW * (i + 1)} names={names}>
            <Bar step={step} x={x} y={ROW * (i + 1)} />
          </Row>
        ))}
        <Row name={`${unit} of ${label}`} y={ROW * (steps.length + 1)} names={names} strong>
          <circle cx={x(margin)} cy={ROW * (steps.length + 1.5)} r={5} fill="var(--ink)" />
          <text
            x={x(margin) + 10}
            y={ROW * (steps.length + 1.5)}
            dy="0.35em"
            style={{ fill: "var(--ink)", fontWeight: 620 }}
          >
            {short(margin)}
          </text>
        </Row>
      </svg>
      <Legend
        items={[
          { name: `speaks for ${label}`, color: FOR },
          { name: `speaks against ${label}`, color: AGAINST },
        ]}
      />
    </figure>
  );
}

function Bar({ step, x, y }: { step: Step; x: (value: number) => number; y: number }) {
  const [a, b] = [x(step.from), x(step.to)];
  const speaks = step.to >= step.from;
  const [left, right] = [Math.min(a, b), Math.max(a, b)];
  return (
    <>
      <rect
        x={left}
        y={y + 7}
        width={Math.max(2, right - left)}
        height={ROW - 14}
        rx={2}
        fill={speaks ? FOR : AGAINST}
      />
      <line class="guide" x1={b} x2={b} y1={y + ROW - 7} y2={y + ROW + 7} />
      <text x={right + 6} y={y + ROW / 2} dy="0.35em">
        {speaks ? "+" : "−"}
        {short(Math.abs(step.to - step.from))}
      </text>
    </>
  );
}

interface RowProps {
  readonly name: string;
  readonly value?: string | undefined;
  readonly y: number;
  readonly names: number;
  readonly strong?: boolean;
  readonly children: ComponentChildren;
}

function Row({ name, value, y, names, strong, children }: RowProps) {
  const room = Math.floor(names / 6.6);
  const shown = value === undefined ? name : `${name} = ${value}`;
  return (
    <g>
      <text
        x={names}
        y={y + ROW / 2}
        dy="0.35em"
        text-anchor="end"
        style={{ fill: strong ? "var(--soft)" : "var(--ink)" }}
      >
        <title>{shown}</title>
        {shown.length > room ? `${shown.slice(0, room - 1)}…` : shown}
      </text>
      {children}
    </g>
  );
}

function stepsOf({ base, contributions }: Explanation): Step[] {
  const shown = contributions.slice(0, SHOWN);
  const others = contributions.slice(SHOWN);
  const parts: { name: string; value: string | undefined; contribution: number }[] = shown.map(
    ({ feature, value, contribution }) => ({ name: feature, value: textOf(value), contribution }),
  );
  if (others.length > 0)
    parts.push({
      name: `${others.length} more`,
      value: undefined,
      contribution: others.reduce((sum, { contribution }) => sum + contribution, 0),
    });
  let at = base;
  return parts.map(({ name, value, contribution }) => {
    const from = at;
    at += contribution;
    return { name, value, from, to: at };
  });
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "missing";
  return Array.isArray(value) ? value.join(", ") : typeof value === "number" ? short(value) : String(value);
}

function sentenceOf({ base, margin, label, unit }: Explanation, steps: readonly Step[]): string {
  const told = steps
    .slice(0, 3)
    .map(({ name, from, to }) => `${name} ${to >= from ? "adds" : "takes"} ${short(Math.abs(to - from))}`);
  return `From ${short(base)} to a ${unit} of ${short(margin)} for ${label}: ${told.join(", ")}`;
}
