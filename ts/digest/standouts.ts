// Values of a column with their grades in, those that stand out of the others out: an organisation whose alerts are positive far more often,
// or seldomer, than all are.

import type { StandOut, StandOuts } from "./results.ts";
import { HourlyCounts } from "./timeline.ts";

/** Values that are kept apart; of more, the later ones count together. */
const MOST_VALUES = 20_000;
/** About once in 30,000 by chance alone. */
const FAR = 4;
const SHOWN = 8;
const LARGEST = 6;
const LEAST_ROWS = 5;

interface Counted {
  rows: number;
  positives: number;
  hours: HourlyCounts;
}

export class ColumnCounts {
  readonly column: string;
  readonly #values = new Map<string, Counted>();

  constructor(column: string) {
    this.column = column;
  }

  add(value: string, positive: boolean, moment: number | undefined): void {
    let counted = this.#values.get(value);
    if (counted === undefined) {
      if (this.#values.size >= MOST_VALUES) return;
      counted = { rows: 0, positives: 0, hours: new HourlyCounts(1) };
      this.#values.set(value, counted);
    }
    counted.rows++;
    if (positive) counted.positives++;
    if (moment !== undefined) counted.hours.add(moment, 0);
  }

  /** `overall` is the share of positives among all records; `range` the first and last hour of all. */
  standouts(overall: number, range: [number, number] | undefined): StandOuts {
    const all = [...this.#values].map(([value, counted]) => ({
      value,
      counted,
      deviations: deviationsOf(counted, overall),
    }));
    const told = ({ value, counted, deviations }: (typeof all)[number]): StandOut => {
      const { rows, positives, hours } = counted;
      const change = range === undefined ? null : (hours.changes(range)[0] ?? null);
      return { value, rows, share: positives / rows, overall, deviations, change };
    };
    const far = all.filter(
      ({ counted, deviations }) => counted.rows >= LEAST_ROWS && Math.abs(deviations) >= FAR,
    );
    far.sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations) || b.counted.rows - a.counted.rows);
    all.sort((a, b) => b.counted.rows - a.counted.rows);
    return {
      column: this.column,
      values: all.length,
      largest: all.slice(0, LARGEST).map(told),
      found: far.slice(0, SHOWN).map(told),
    };
  }
}

/** How many standard deviations of a binomial count it is from the overall share. */
function deviationsOf({ rows, positives }: Counted, overall: number): number {
  const spread = Math.sqrt(rows * overall * (1 - overall));
  return spread > 0 ? (positives - rows * overall) / spread : 0;
}
