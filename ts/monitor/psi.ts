// Counts in bins, of then and of now, to the population stability index and what it means. PSI is the symmetric Kullback-Leibler
// divergence of the two shares, sum (now - then) ln(now / then): 0 for equal ones. Half a row is added to each bin, so that one
// that was or is empty does not make it infinite.

/** What a PSI means by the usual bands; "too few": so few records that chance alone may reach the first band. */
export type DriftBand = "stable" | "moderate" | "major" | "too few";

/** From here on a change is moderate. */
export const MODERATE = 0.1;
/** Above this it is major. */
export const MAJOR = 0.25;

/** PSI in nats; NaN where either has no row. Bins that are empty in both do not count. */
export function psi(then: ArrayLike<number>, now: ArrayLike<number>): number {
  const bins = used(then, now);
  const [before, after] = [total(then), total(now)];
  if (before === 0 || after === 0) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < then.length; i++) {
    const [old, current] = [then[i] as number, now[i] as number];
    if (old + current === 0) continue;
    const was = (old + 0.5) / (before + 0.5 * bins);
    const is = (current + 0.5) / (after + 0.5 * bins);
    sum += (is - was) * Math.log(is / was);
  }
  return sum;
}

/**
 * What chance alone reaches about once in 30,000 times. Without drift PSI / (1/then + 1/now) is distributed as chi-squared with one
 * degree of freedom less than there are bins (Yurdakul and Naranjo, "Statistical properties of the population stability index",
 * 2020), whose quantile is Wilson and Hilferty's here.
 */
export function chanceLimit(then: ArrayLike<number>, now: ArrayLike<number>): number {
  const freedom = used(then, now) - 1;
  if (freedom <= 0) return 0;
  const [before, after] = [total(then), total(now)];
  if (before === 0 || after === 0) return Number.POSITIVE_INFINITY;
  const spread = 2 / (9 * freedom);
  const quantile = freedom * (1 - spread + 4 * Math.sqrt(spread)) ** 3;
  return quantile * (1 / before + 1 / after);
}

export function bandOf(value: number, limit: number): DriftBand {
  if (Number.isNaN(value) || limit >= MODERATE) return "too few";
  if (value > MAJOR) return "major";
  return value >= MODERATE ? "moderate" : "stable";
}

export function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] as number;
  return sum;
}

function used(then: ArrayLike<number>, now: ArrayLike<number>): number {
  let bins = 0;
  for (let i = 0; i < then.length; i++) if ((then[i] as number) + (now[i] as number) > 0) bins++;
  return bins;
}
