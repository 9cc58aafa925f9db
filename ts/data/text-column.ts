/**
 * Builds a column out of texts, one row at a time. In: the cells of a CSV column. Out: numbers when every present cell
 * reads as a number, else texts. Cells are kept as texts, each distinct one once; when there are more than 16,384
 * different ones and all are numbers, only the numbers are kept, since a measured quantity can differ in every row. If
 * such a column then holds a text after all, its earlier cells become the numbers as JavaScript spells them.
 */
import { HedgerowError } from "../error.ts";
import { describe } from "./cell.ts";
import type { RawColumn } from "./column.ts";
import { parseNumber, spellNumber } from "./number-text.ts";

/** What the column must become: texts as they are (labels, categories), numbers or an error, or what fits. */
export type Wanted = "texts" | "numbers" | "either";

const MOST_TEXTS = 1 << 14;
const UNCODED = -2;

export class TextColumn {
  readonly name: string;
  readonly #wanted: Wanted;
  readonly #missing: ReadonlySet<string>;
  #codeOf = new Map<string, number>();
  #dictionary: string[] = [];
  #codes = new Int32Array(1024);
  #numbers: Float64Array | undefined;
  #allNumbers = true;
  #rows = 0;

  constructor(name: string, wanted: Wanted, missing: ReadonlySet<string>) {
    this.name = name;
    this.#wanted = wanted;
    this.#missing = missing;
    if (wanted === "numbers") this.#numbers = new Float64Array(1024);
    if (wanted === "texts") this.#allNumbers = false;
  }

  /** `line` is where the row begins in the file, for errors. */
  push(text: string, line: number): void {
    if (this.#numbers === undefined) this.#pushText(text);
    else this.#pushNumber(text, line);
    this.#rows++;
  }

  #pushText(text: string): void {
    let code = this.#codeOf.get(text);
    if (code === undefined) code = this.#newText(text);
    if (code === UNCODED) {
      this.#pushNumber(text, 0);
      return;
    }
    if (this.#rows === this.#codes.length) this.#codes = grown(this.#codes, Int32Array);
    this.#codes[this.#rows] = code;
  }

  /** A missing text is remembered as -1; UNCODED when the column has changed to numbers. */
  #newText(text: string): number {
    let code = -1;
    if (!isMissing(text, this.#missing)) {
      if (this.#allNumbers) this.#allNumbers = !Number.isNaN(parseNumber(text));
      if (this.#allNumbers && this.#dictionary.length >= MOST_TEXTS) {
        this.#toNumbers();
        return UNCODED;
      }
      code = this.#dictionary.push(text) - 1;
    }
    this.#codeOf.set(text, code);
    return code;
  }

  #pushNumber(text: string, line: number): void {
    const numbers = this.#numbers as Float64Array;
    const number = parseNumber(text);
    if (number !== number && !isMissing(text, this.#missing)) {
      if (this.#wanted === "numbers") {
        const sentence = `"${this.name}" is a number, but the cell holds ${describe(text)}`;
        throw new HedgerowError("bad-value", sentence, { row: this.#rows + 1, line, column: this.name });
      }
      this.#toTexts();
      this.#pushText(text);
      return;
    }
    if (this.#rows === numbers.length) this.#numbers = grown(numbers, Float64Array);
    (this.#numbers as Float64Array)[this.#rows] = number;
  }

  #toNumbers(): void {
    const values = this.#dictionary.map(parseNumber);
    const numbers = new Float64Array(this.#codes.length);
    for (let row = 0; row < this.#rows; row++)
      numbers[row] = values[this.#codes[row] as number] ?? Number.NaN;
    this.#numbers = numbers;
    this.#codeOf = new Map();
    this.#dictionary = [];
    this.#codes = new Int32Array(0);
  }

  #toTexts(): void {
    const numbers = this.#numbers as Float64Array;
    const rows = this.#rows;
    this.#numbers = undefined;
    this.#allNumbers = false;
    this.#codes = new Int32Array(numbers.length);
    for (this.#rows = 0; this.#rows < rows; this.#rows++) {
      const number = numbers[this.#rows] as number;
      if (Number.isNaN(number)) this.#codes[this.#rows] = -1;
      else this.#pushText(spellNumber(number));
    }
  }

  finish(): RawColumn {
    if (this.#numbers === undefined && this.#allNumbers && this.#dictionary.length > 0) this.#toNumbers();
    const { name } = this;
    if (this.#numbers !== undefined)
      return { kind: "numbers", name, values: this.#numbers.slice(0, this.#rows) };
    return { kind: "strings", name, codes: this.#codes.slice(0, this.#rows), dictionary: this.#dictionary };
  }
}

/** Blanks around a cell do not matter here. */
export function isMissing(text: string, missing: ReadonlySet<string>): boolean {
  return missing.has(text) || missing.has(text.trim());
}

function grown<T extends Int32Array | Float64Array>(array: T, make: new (length: number) => T): T {
  const longer = new make(array.length * 2);
  longer.set(array);
  return longer;
}
