// An answer in, one line of NDJSON out. What says which record it was stands first, then the answer:
// {"row":7,"label":"TP","probability":0.91,"probabilities":{"BP":0.06,"FP":0.03,"TP":0.91}}

/** What is copied from a record into its answer. */
export interface Copied {
  /** Number of the record in its file, from 1; not there when an id is. */
  row?: number;
  file?: string;
  id?: unknown;
  kept?: Readonly<Record<string, unknown>>;
}

export class AnswerLines {
  readonly #labels: readonly string[];
  readonly #keys: readonly string[];

  constructor(classes: readonly string[]) {
    this.#labels = classes.map((name) => JSON.stringify(name));
    this.#keys = this.#labels.map((name, i) => `${i === 0 ? "" : ","}${name}:`);
  }

  /** The probabilities of a row begin at `from`. */
  line(copied: Copied, best: number, probabilities: ArrayLike<number>, from: number): string {
    let all = "";
    for (let i = 0; i < this.#keys.length; i++) all += `${this.#keys[i]}${probabilities[from + i]}`;
    const head = JSON.stringify(copied).slice(0, -1);
    return `${head}${head === "{" ? "" : ","}"label":${this.#labels[best]},"probability":${probabilities[from + best]},"probabilities":{${all}}}\n`;
  }
}

/** `{"margins":[0.25,-1.5]}`: decimals that read back as the same f64; null for a sum that overflowed. */
export function marginLine(copied: Copied, margins: Float64Array): string {
  const head = JSON.stringify(copied).slice(0, -1);
  const numbers = Array.from(margins, (margin) =>
    Object.is(margin, -0) ? "-0" : (JSON.stringify(margin) as string),
  );
  return `${head}${head === "{" ? "" : ","}"margins":[${numbers.join(",")}]}\n`;
}
