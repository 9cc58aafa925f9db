/**
 * A column of numbers through the kind `number`, without a call a value: encode-column.ts is the slow way, and the oracle. In: the
 * values, NaN = missing, and where the numbers go. Out: how many are missing; undefined where a value is infinite, which
 * the slow way then says of its row.
 */
import type { ColumnTarget } from "./encode.ts";
import { LARGEST } from "./kinds/encode-number.ts";

export function encodeNumbers(values: Float64Array, target: ColumnTarget): number | undefined {
  return copied(values, target) ? 0 : mended(values, target);
}

/** Whether all numbers are there and within f32. Most columns are, and one test of all of them costs less than one of each. */
function copied(values: Float64Array, { array, first, step }: ColumnTarget): boolean {
  let sum = 0;
  for (let i = 0, at = first; i < values.length; i++, at += step) {
    array[at] = values[i] as number;
    const number = array[at] as number;
    // Of infinities and NaN this is NaN, of every other number 0.
    sum += number - number;
  }
  return sum === 0;
}

/** Puts the largest number of f32 where there are larger ones, and counts the missing. */
function mended(values: Float64Array, { array, first, step }: ColumnTarget): number | undefined {
  let missing = 0;
  for (let i = 0, at = first; i < values.length; i++, at += step) {
    const value = values[i] as number;
    if (Math.abs(value) > LARGEST) {
      if (value - value !== 0) return undefined;
      array[at] = value > 0 ? LARGEST : -LARGEST;
    }
    missing += value !== value ? 1 : 0;
  }
  return missing;
}
