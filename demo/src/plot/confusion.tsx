// A confusion matrix: rows are the truth, columns the answer. A cell is as strong as its share of the row.

import { Scroll } from "../control/scroll.tsx";
import { count, percent } from "../state/figures.ts";

interface ConfusionProps {
  readonly names: readonly string[];
  /** Truth after truth. */
  readonly cells: ArrayLike<number>;
}

export function Confusion({ names, cells }: ConfusionProps) {
  const size = names.length;
  return (
    <Scroll label="Confusion matrix">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">truth</span>
            </th>
            {names.map((name) => (
              <th key={name} scope="col">
                <span class="unseen">answered </span>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, truth) => (
            <tr key={name}>
              <th scope="row">
                {name}
                <span class="unseen"> in truth</span>
              </th>
              {names.map((answer, i) => (
                <Cell
                  key={answer}
                  value={cells[truth * size + i] as number}
                  of={sumOf(cells, truth, size)}
                  right={truth === i}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function sumOf(cells: ArrayLike<number>, truth: number, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += cells[truth * size + i] as number;
  return sum;
}

function Cell({ value, of, right }: { value: number; of: number; right: boolean }) {
  const share = of === 0 ? 0 : value / of;
  const strength = Math.round(Math.min(1, share) * (right ? 34 : 44));
  const color = right ? "var(--accent)" : "var(--bad)";
  return (
    <td
      style={{ background: `color-mix(in oklab, ${color} ${strength}%, var(--sunken))` }}
      title={`${count(value)} of ${count(of)}, ${percent(share)}`}
    >
      {count(value)}
    </td>
  );
}
