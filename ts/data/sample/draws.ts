/**
 * Counter-based random draws. In: a seed, a stream (one per generator and level), an index (a row, an incident) and a
 * slot (one per decision). Out: 32 random bits that depend on nothing else. So a column does not change when another
 * column draws more or less, rows need not be made in order, and a longer sample starts with the shorter one.
 * Only 32-bit integer operations: the same bits on every engine.
 */
const SLOT_STEP = 0x9e3779b9;
const WORD = 4294967296;

/** A bijection of 32-bit words whose output bits each depend on every input bit (multiply and xor-shift, twice). */
export function scramble(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** A fixed random word of two numbers: for things of the invented world, which do not depend on the seed. */
export function fixedBits(what: number, index: number): number {
  return scramble(scramble(index + Math.imul(what, SLOT_STEP)) ^ 0x5bd1e995) >>> 0;
}

/** The draws of one stream; `at` chooses the index, the other methods take the slot. */
export class Draws {
  readonly #first: number;
  readonly #second: number;
  #key = 0;

  constructor(seed: number, stream: number) {
    const low = scramble((seed % WORD) | 0);
    const high = scramble(Math.floor(seed / WORD) ^ 0x2545f491);
    this.#first = scramble(low + Math.imul(stream + 1, SLOT_STEP));
    this.#second = scramble(high ^ scramble(this.#first ^ low));
  }

  /** Bijective in the index, so two rows of a stream never share their draws. */
  at(index: number): this {
    this.#key = scramble(scramble(index + this.#first) ^ this.#second);
    return this;
  }

  /** 0 to 2^32 - 1. For one slot, different indexes give different bits: usable as an identifier. */
  bits(slot: number): number {
    return scramble(scramble(this.#key + Math.imul(slot + 1, SLOT_STEP)) ^ this.#second) >>> 0;
  }

  /** At least 0, less than 1. */
  unit(slot: number): number {
    return this.bits(slot) / WORD;
  }

  /** A whole number from 0 to count - 1. */
  below(slot: number, count: number): number {
    return Math.floor(this.unit(slot) * count);
  }

  chance(slot: number, share: number): boolean {
    return this.unit(slot) < share;
  }

  /**
   * A long-tailed value from 2^low to 2^high, about equally likely between any two powers of two. Straight between
   * the powers: a logarithm's last bit may differ between engines, a shift's does not.
   */
  ladder(slot: number, low: number, high: number): number {
    const rung = this.unit(slot) * (high - low);
    const whole = Math.floor(rung);
    return (1 << (low + whole)) * (1 + rung - whole);
  }
}
