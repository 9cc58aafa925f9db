// From values to pixels. In: the ends of an axis in values and in pixels. Out: where a value lies, which value lies somewhere, and round
// numbers to write at the axis.

export interface Scale {
  (value: number): number;
  readonly invert: (pixel: number) => number;
  readonly ticks: readonly number[];
  readonly least: number;
  readonly most: number;
}

export function linear(
  [least, most]: readonly [number, number],
  [from, to]: readonly [number, number],
  wanted = 5,
): Scale {
  const span = most - least || 1;
  const place = (value: number): number => from + ((value - least) / span) * (to - from);
  const invert = (pixel: number): number => least + ((pixel - from) / (to - from || 1)) * span;
  return Object.assign(place, {
    invert,
    ticks: ticksOf(least, least + span, wanted),
    least,
    most: least + span,
  });
}

/** Multiples of 1, 2 or 5 times a power of ten. */
export function ticksOf(least: number, most: number, wanted: number): number[] {
  const rough = (most - least) / Math.max(1, wanted);
  if (!(rough > 0) || !Number.isFinite(rough)) return [least];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough * 0.999) as number) * power;
  const ticks: number[] = [];
  for (let i = Math.ceil(least / step - 1e-9); i * step <= most + step * 1e-9; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** The ends of an axis that shows all of these, with a little room. */
export function extent(values: readonly number[], room = 0.06): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least > most) return [0, 1];
  const spare = (most - least || Math.abs(most) || 1) * room;
  return [least - spare, most + spare];
}
