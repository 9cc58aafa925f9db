// The text of a LightGBM model as blocks of `key=value` lines: the head, then one a tree. Faults say the line.

import { Fault } from "../data/fault.ts";

/** The lines of one block. */
export class Block {
  /** As a fault calls it. */
  readonly name: string;
  readonly #values: Map<string, { value: string; line: number }> = new Map();

  constructor(name: string) {
    this.name = name;
  }

  add(text: string, line: number): void {
    const at = text.indexOf("=");
    const key = at < 0 ? text : text.slice(0, at);
    if (this.#values.has(key)) throw new Fault(`${this.name} has ${key} twice (line ${line})`);
    this.#values.set(key, { value: at < 0 ? "" : text.slice(at + 1), line });
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  text(key: string): string {
    const found = this.#values.get(key);
    if (found === undefined) throw new Fault(`${this.name} has no ${key}`);
    return found.value;
  }

  whole(key: string, most: number): number {
    const text = this.text(key);
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number <= most) return number;
    throw this.fault(key, `is ${JSON.stringify(text.slice(0, 40))}, not a whole number to ${most}`);
  }

  /** A list of `length` numbers. */
  numbers(key: string, length: number): Float64Array {
    const text = this.text(key).trim();
    const words = text === "" ? [] : text.split(/ +/);
    if (words.length !== length) throw this.fault(key, `has ${words.length} numbers, not ${length}`);
    return Float64Array.from(words, (word) => {
      const number = numberOf(word);
      if (number === undefined)
        throw this.fault(key, `has ${JSON.stringify(word.slice(0, 40))}, which is no number`);
      return number;
    });
  }

  /** A list of whole numbers within bounds. */
  wholes(key: string, length: number, least: number, most: number): Float64Array {
    const numbers = this.numbers(key, length);
    for (const number of numbers) {
      if (!(Number.isInteger(number) && number >= least && number <= most))
        throw this.fault(key, `has ${number}, which is no whole number from ${least} to ${most}`);
    }
    return numbers;
  }

  fault(key: string, what: string): Fault {
    return new Fault(`${this.name}: ${key} ${what} (line ${this.#values.get(key)?.line ?? 0})`);
  }
}

function numberOf(word: string): number | undefined {
  const number = Number(word);
  if (!Number.isNaN(number)) return number;
  const known = /^(-?)(inf|infinity|nan)$/i.exec(word);
  if (known === null) return undefined;
  if (known[2]?.toLowerCase() === "nan") return Number.NaN;
  return known[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The head and the trees of a model. What stands after the trees is not looked at. */
export function blocksOf(text: string): { head: Block; trees: readonly Block[] } {
  const head = new Block("the head");
  const trees: Block[] = [];
  let current = head;
  let isWhole = false;
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trimEnd();
    if (i === 0 && line !== "tree") throw new Fault('it does not begin with "tree" (line 1)');
    if (i === 0 || line === "") continue;
    if (line === "end of trees") {
      isWhole = true;
      break;
    }
    const number = /^Tree=(.*)$/.exec(line)?.[1];
    if (number === undefined) current.add(line, i + 1);
    else {
      if (number !== String(trees.length))
        throw new Fault(`tree ${trees.length} is not there (line ${i + 1})`);
      current = new Block(`tree ${number}`);
      trees.push(current);
    }
  }
  if (!isWhole) throw new Fault('it is cut off: "end of trees" is not there');
  return { head, trees };
}
