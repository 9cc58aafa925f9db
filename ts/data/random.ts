/**
 * Seeded random numbers for splits, samples and seeds of seeds. In: a seed (a whole number from 0 to 2^53 - 1). Out: the
 * same numbers on every engine: sfc32 (Chris Doty-Humphrey's small fast counter generator) on 32-bit integer operations.
 */
import { HedgerowError } from "../error.ts";

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    checkSeed(seed);
    this.#a = 0x9e3779b9 | 0;
    this.#b = Math.floor(seed / 4294967296) | 0;
    this.#c = (seed % 4294967296) | 0;
    // The first numbers of nearby seeds are alike; after 16 they are not.
    for (let i = 0; i < 16; i++) this.bits();
  }

  /** 32 random bits, from 0 to 2^32 - 1. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** At least 0, less than 1. */
  unit(): number {
    return this.bits() / 4294967296;
  }

  /** A whole number from 0 to count - 1; count is at most 2^32. */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  /** Puts the items in a random order, in place. */
  shuffle<T extends Uint32Array | unknown[]>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = items[i];
      items[i] = items[j] as never;
      items[j] = kept as never;
    }
    return items;
  }
}

/** A seed is a whole number from 0 to 2^53 - 1. */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new HedgerowError("bad-option", `"seed" must be a whole number from 0 to 2^53 - 1; it is ${seed}.`);
  }
}
