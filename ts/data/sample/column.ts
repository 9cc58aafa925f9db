/**
 * The columns of a sample: the two compact kinds a Dataset takes without copying. Missing is NaN in numbers and -1 in
 * codes. The builders fill one row at a time. A text is made once, when its key is first met: the dictionary is in order
 * of first appearance, and holds no text twice because different keys have different texts.
 */
export type SampleColumn =
  | { kind: "numbers"; name: string; values: Float64Array }
  | { kind: "strings"; name: string; codes: Int32Array; dictionary: string[] };

export class NumberBuilder {
  readonly #name: string;
  readonly #values: Float64Array;

  constructor(name: string, rows: number) {
    this.#name = name;
    this.#values = new Float64Array(rows).fill(Number.NaN);
  }

  set(row: number, value: number): void {
    this.#values[row] = value;
  }

  finish(): SampleColumn {
    return { kind: "numbers", name: this.#name, values: this.#values };
  }
}

export class TextBuilder {
  readonly #name: string;
  readonly #codes: Int32Array;
  readonly #text: (key: number) => string;
  readonly #dictionary: string[] = [];
  readonly #known = new Map<number, number>();

  /** `text` turns a key, any safe integer, into the cell's text. */
  constructor(name: string, rows: number, text: (key: number) => string) {
    this.#name = name;
    this.#codes = new Int32Array(rows).fill(-1);
    this.#text = text;
  }

  set(row: number, key: number): void {
    let code = this.#known.get(key);
    if (code === undefined) {
      code = this.#dictionary.push(this.#text(key)) - 1;
      this.#known.set(key, code);
    }
    this.#codes[row] = code;
  }

  /** For a key that no other row has: skips the look-up. */
  setOnly(row: number, key: number): void {
    this.#codes[row] = this.#dictionary.push(this.#text(key)) - 1;
  }

  finish(): SampleColumn {
    return { kind: "strings", name: this.#name, codes: this.#codes, dictionary: this.#dictionary };
  }
}
