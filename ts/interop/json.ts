/**
 * JSON as makers write it: with the tokens NaN, Infinity and -Infinity where a number stands. In: UTF-8 bytes or a text.
 * Out: the value, each such token as the text of its name; `numbersIn` makes numbers of them.
 */
import { Fault } from "../data/fault.ts";

/** A text or a bare token, so that what stands within a text is left alone. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

export function parseMakersJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`));
    if (quoted.length === text.length) throw new Fault(`it is not JSON: ${(error as Error).message}`);
    return parseQuoted(quoted);
  }
}

function parseQuoted(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault(`it is not JSON: ${(error as Error).message}`);
  }
}

/** A number of parsed JSON or UBJSON, the tokens that are no JSON included. */
export function numberIn(value: unknown, what: string): number {
  if (typeof value === "number") return value;
  if (value === "NaN") return Number.NaN;
  if (value === "Infinity") return Number.POSITIVE_INFINITY;
  if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
  throw new Fault(`${what} must be a number`);
}

/** A list of `length` numbers. */
export function numbersIn(value: unknown, what: string, length?: number): ArrayLike<number> {
  const list = isNumbers(value) ? value : numbersOf(value, what);
  if (length !== undefined && list.length !== length)
    throw new Fault(`${what} has ${list.length} numbers, not ${length}`);
  return list;
}

type Numbers = Float64Array | Float32Array | Int8Array | Uint8Array | Int16Array | Int32Array | Uint32Array;

/** What a UBJSON array of one type is read as. */
function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function numbersOf(value: unknown, what: string): ArrayLike<number> {
  if (!Array.isArray(value)) throw new Fault(`${what} must be a list of numbers`);
  const numbers = new Float64Array(value.length);
  for (let i = 0; i < value.length; i++) {
    const each: unknown = value[i];
    if (typeof each === "number") numbers[i] = each;
    else if (typeof each === "boolean") numbers[i] = each ? 1 : 0;
    else numbers[i] = numberIn(each, `${what}[${i}]`);
  }
  return numbers;
}
