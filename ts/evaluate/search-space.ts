// What a search may try. In: for each option a list of values or a range. Out: settings, the same for the same seed whatever
// is drawn before or after them.

import { Random } from "../data/random.ts";
import { HedgerowError } from "../error.ts";
import { exp } from "../model/exp.ts";
import { ln } from "../model/log.ts";
import { checkOptions, type TrainOptions } from "../model/options.ts";

/** Numbers from `low` to `high`, both included. */
export interface Range {
  readonly low: number;
  readonly high: number;
  /** Drawn evenly by their logarithm: for what differs in order of magnitude. @default false */
  readonly log?: boolean;
  /** Whole numbers only. @default false */
  readonly integer?: boolean;
}

/** The options of `train` to be chosen, each with its values. */
export type SearchSpace = { readonly [K in keyof TrainOptions]?: readonly TrainOptions[K][] | Range };

/** What one trial tries. */
export type Settings = Readonly<TrainOptions>;

/** More settings than anyone waits for. */
const MOST_TRIALS = 10_000;

/** Random settings, one a trial (Bergstra and Bengio 2012). Throws `bad-option` for a space or settings that can not be. */
export function drawSettings(
  space: SearchSpace,
  base: TrainOptions,
  trials: number,
  seed: number,
): Settings[] {
  if (!(Number.isInteger(trials) && trials >= 1 && trials <= MOST_TRIALS))
    throw wrong(`trials must be a whole number from 1 to ${MOST_TRIALS}, not ${trials}`);
  const names = checkSpace(space);
  const seeds = new Random(seed);
  return Array.from({ length: trials }, () => {
    // A stream of its own for each trial, so that more trials begin with the same ones.
    const random = new Random(seeds.bits());
    const settings: Record<string, unknown> = {};
    for (const name of names) settings[name] = drawn(space[name] as readonly unknown[] | Range, random);
    return checked(settings, base);
  });
}

/** All combinations of the values, the last option changing fastest. Throws as `drawSettings`, and for a range. */
export function gridSettings(space: SearchSpace, base: TrainOptions): Settings[] {
  let all: Record<string, unknown>[] = [{}];
  for (const name of checkSpace(space)) {
    const values = space[name];
    if (!Array.isArray(values)) throw wrong(`${name}: a grid needs a list of values, not a range`);
    all = all.flatMap((settings) => values.map((value: unknown) => ({ ...settings, [name]: value })));
    if (all.length > MOST_TRIALS) throw wrong(`the grid has more than ${MOST_TRIALS} points`);
  }
  return all.map((settings) => checked(settings, base));
}

function checkSpace(space: SearchSpace): (keyof TrainOptions)[] {
  const names = Object.keys(space) as (keyof TrainOptions)[];
  if (names.length === 0) throw wrong("the search space is empty: name an option and its values");
  for (const name of names) {
    const values = space[name];
    if (Array.isArray(values)) {
      if (values.length === 0) throw wrong(`${name}: there is no value to try`);
      continue;
    }
    const { low, high, log = false } = (values ?? {}) as Range;
    const fits = Number.isFinite(low) && Number.isFinite(high) && low <= high && (!log || low > 0);
    if (!fits)
      throw wrong(
        `${name} must have a list of values, or a range { low, high } with low <= high (and above 0 with log), not ${JSON.stringify(values)}`,
      );
  }
  return names;
}

function drawn(values: readonly unknown[] | Range, random: Random): unknown {
  if (Array.isArray(values)) return values[random.below(values.length)];
  const { low, high, log = false, integer = false } = values as Range;
  const end = integer ? high + 1 : high;
  const at = random.unit();
  const value = log ? low * exp(at * ln(end / low)) : low + at * (end - low);
  return Math.min(high, Math.max(low, integer ? Math.floor(value) : value));
}

function checked(settings: Record<string, unknown>, base: TrainOptions): Settings {
  checkOptions({ ...base, ...settings });
  return settings;
}

function wrong(message: string): HedgerowError {
  return new HedgerowError("bad-option", message);
}
