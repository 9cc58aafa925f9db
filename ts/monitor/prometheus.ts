// Metrics in the text format that Prometheus scrapes (version 0.0.4). In: families of samples. Out: text. What counts is kept by its owners: a
// family is made when it is asked for.

export type MetricType = "counter" | "gauge" | "histogram";

type Labels = Readonly<Record<string, string>>;

/** The type that the text has in HTTP. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** One family: its head, then a line a sample; nothing where there is no sample. */
export function family(
  name: string,
  type: MetricType,
  help: string,
  samples: Iterable<readonly [labels: Labels, value: number]>,
): string {
  const lines = Array.from(samples, ([labels, value]) => sample(name, labels, value));
  return lines.length === 0 ? "" : `${head(name, type, help)}${lines.join("")}`;
}

/** How long things took, in buckets, for each label value. */
export class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #label: string;
  readonly #bounds: Float64Array;
  readonly #series = new Map<string, { counts: Float64Array; sum: number }>();

  /** `bounds` ascend; what is above the last is counted too. */
  constructor(name: string, help: string, label: string, bounds: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#label = label;
    this.#bounds = Float64Array.from(bounds);
  }

  observe(label: string, value: number): void {
    let series = this.#series.get(label);
    if (series === undefined) {
      series = { counts: new Float64Array(this.#bounds.length + 1), sum: 0 };
      this.#series.set(label, series);
    }
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] as number)) bucket++;
    series.counts[bucket] = (series.counts[bucket] as number) + 1;
    series.sum += value;
  }

  text(): string {
    let lines = "";
    for (const [value, { counts, sum }] of this.#series) {
      const labels = { [this.#label]: value };
      let total = 0;
      for (const [i, count] of counts.entries()) {
        total += count;
        const le = i < this.#bounds.length ? spelt(this.#bounds[i] as number) : "+Inf";
        lines += sample(`${this.#name}_bucket`, { ...labels, le }, total);
      }
      lines += sample(`${this.#name}_sum`, labels, sum) + sample(`${this.#name}_count`, labels, total);
    }
    return lines === "" ? "" : `${head(this.#name, "histogram", this.#help)}${lines}`;
  }
}

/** Counts by some label values, in the order they were first seen. */
export class Counter {
  readonly #name: string;
  readonly #help: string;
  readonly #labels: readonly string[];
  readonly #counts = new Map<string, { values: readonly string[]; count: number }>();

  constructor(name: string, help: string, ...labels: readonly string[]) {
    this.#name = name;
    this.#help = help;
    this.#labels = labels;
  }

  /** `values` are those of the labels. */
  add(count: number, ...values: readonly string[]): void {
    const key = values.length === 1 ? (values[0] as string) : values.join("\0");
    const found = this.#counts.get(key);
    if (found === undefined) this.#counts.set(key, { values, count });
    else found.count += count;
  }

  /** All counts together. */
  get total(): number {
    let total = 0;
    for (const { count } of this.#counts.values()) total += count;
    return total;
  }

  text(): string {
    const samples = Array.from(this.#counts.values(), ({ values, count }): [Labels, number] => [
      Object.fromEntries(this.#labels.map((label, i) => [label, values[i] ?? ""])),
      count,
    ]);
    return family(this.#name, "counter", this.#help, samples);
  }
}

function head(name: string, type: MetricType, help: string): string {
  return `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}\n`;
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${spelt(value)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function spelt(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}
