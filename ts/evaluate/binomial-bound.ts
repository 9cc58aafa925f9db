// A count of events among trials in, an upper bound on their true rate out: Clopper and Pearson's exact bound, one
// side. Counts may be fractions (effective counts of weighted rows).

/**
 * The rate that, with the confidence stated, the true rate does not exceed: the `confidence` quantile of
 * Beta(events + 1, trials - events). 1 where every trial is an event or there is none.
 *
 * @example
 * upperRateBound(0, 300); // 0.00994: none in 300 does not rule out 1 in 100
 */
export function upperRateBound(events: number, trials: number, confidence: number = 0.95): number {
  if (events >= trials) return 1;
  // Written so that small rates keep their digits: 1 - (1 - c)^(1 / n).
  if (events === 0) return -Math.expm1(Math.log1p(-confidence) / trials);
  let low = events / trials;
  let high = 1;
  // Bisection: the distribution function is monotone, and 60 halvings reach the precision of f64.
  for (let i = 0; i < 60 && high - low > 1e-15 * high; i++) {
    const middle = (low + high) / 2;
    if (betaDistribution(middle, events + 1, trials - events) < confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** The regularised incomplete beta function I_x(a, b): the distribution function of Beta(a, b). */
export function betaDistribution(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The continued fraction converges fast on the near side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaDistribution(1 - x, b, a);
  const front = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return (Math.exp(front) * betaFraction(x, a, b)) / a;
}

/** The continued fraction of I_x(a, b), evaluated from the front (modified Lentz). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let numerator = 1;
  let denominator = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = denominator;
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    denominator = 1 / away(1 + even * denominator);
    numerator = away(1 + even / numerator);
    fraction *= denominator * numerator;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / away(1 + odd * denominator);
    numerator = away(1 + odd / numerator);
    const step = denominator * numerator;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return fraction;
}

/** ln Gamma(x) for x > 0: shifted up to where Stirling's series has 15 digits. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 16; z++) shift += Math.log(z);
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
