import { expect, test } from "vitest";
import type { SampleColumn } from "./column.ts";
import { toCSV } from "./csv.ts";
import {
  type Ceiling,
  EVIDENCE_CEILING,
  INCIDENT_CEILING,
  type Sample,
  type SampleOptions,
  SESSION_CEILING,
  sampleAlerts,
  sampleIncidents,
  sampleSessions,
  toRecords,
} from "./index.ts";

interface Generator {
  name: string;
  generate: (options: SampleOptions) => Sample;
  ceiling: Ceiling;
  /** Shares of the classes. */
  shares: number[];
  /** What a table of the best single column may reach. */
  single: number;
  /** SHA-256 of the CSV of 500 rows with seed 42: the same on every engine; a new hash is a change that users see. */
  hash: string;
}

const GENERATORS: Generator[] = [
  {
    name: "sessions",
    generate: sampleSessions,
    ceiling: SESSION_CEILING,
    shares: [0.55, 0.45],
    single: 0.64,
    hash: "13ba5021803717b1cd9488ebed677c70dcc6ec13e1d4e72fb0b9756ad79275c9",
  },
  {
    name: "incidents",
    generate: sampleIncidents,
    ceiling: INCIDENT_CEILING,
    shares: [0.45, 0.23, 0.32],
    single: 0.52,
    hash: "4e117bf5610bafed2d8c0671e8a159c2459e3fb541c0013bb4108b6227a4ae8d",
  },
  {
    name: "evidence",
    generate: sampleAlerts,
    ceiling: EVIDENCE_CEILING,
    shares: [0.43, 0.22, 0.35],
    single: 0.6,
    hash: "4d8b71ff7ea67bb5c86426cd8124328a326aa8f3e1634b242d0ae796aa405f32",
  },
];

function columnOf(sample: Sample, name: string): SampleColumn {
  return sample.columns.find((column) => column.name === name) as SampleColumn;
}

function labelsOf(sample: Sample): number[] {
  const column = columnOf(sample, sample.label);
  if (column.kind === "numbers")
    return Array.from(column.values, (value) => sample.classes.indexOf(String(value)));
  return Array.from(column.codes, (code) => sample.classes.indexOf(column.dictionary[code] as string));
}

/** A key for each cell: its code, or which of 50 parts of equal size its number is in. */
function cellKeys(column: SampleColumn): ArrayLike<number> {
  if (column.kind === "strings") return column.codes;
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  const bounds = Array.from({ length: 50 }, (_, i) => sorted[Math.floor((i * sorted.length) / 50)] as number);
  return column.values.map((value) => bounds.filter((bound) => bound <= value).length);
}

/** Accuracy on the second half of the rows of the most frequent class per key in the first half. */
function tableAccuracy(keys: ArrayLike<number>, labels: number[], classes: number): number {
  const half = labels.length / 2;
  const counts = new Map<number, number[]>();
  const all = new Array<number>(classes).fill(0);
  for (let i = 0; i < half; i++) {
    const key = keys[i] as number;
    let count = counts.get(key);
    if (!count) {
      count = new Array<number>(classes).fill(0);
      counts.set(key, count);
    }
    (count[labels[i] as number] as number)++;
    (all[labels[i] as number] as number)++;
  }
  const best = (count: number[]): number => count.indexOf(Math.max(...count));
  let right = 0;
  for (let i = half; i < labels.length; i++) {
    if (best(counts.get(keys[i] as number) ?? all) === labels[i]) right++;
  }
  return right / half;
}

async function csvOf(sample: Sample): Promise<string> {
  let text = "";
  for await (const chunk of toCSV(sample)) text += chunk;
  return text;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

for (const { name, generate, ceiling, shares, single, hash } of GENERATORS) {
  const large = generate({ rows: 200_000, seed: 11 });
  const labels = labelsOf(large);

  test(`${name}: class shares`, () => {
    shares.forEach((share, k) => {
      const counted = labels.filter((label) => label === k).length / labels.length;
      expect(Math.abs(counted - share), large.classes[k] as string).toBeLessThan(0.02);
    });
  });

  test(`${name}: the ceiling is as stated`, () => {
    const right = labels.filter((label, row) => label === large.best[row]).length;
    expect(Math.abs(right / labels.length - ceiling.accuracy)).toBeLessThan(0.006);
    const f1 = large.classes.map((_, k) => {
      const both = labels.filter((label, row) => label === k && large.best[row] === k).length;
      const either =
        labels.filter((label) => label === k).length + large.best.filter((best) => best === k).length;
      return (2 * both) / either;
    });
    const macroF1 = f1.reduce((sum, value) => sum + value, 0) / f1.length;
    expect(Math.abs(macroF1 - ceiling.macroF1)).toBeLessThan(0.006);
  });

  test(`${name}: no column alone tells the label, and ids tell nothing`, () => {
    const majority = tableAccuracy(new Uint8Array(labels.length), labels, large.classes.length);
    for (const field of large.fields) {
      if (field.role === "label") continue;
      // An incident's rows follow one another, so at most one incident is in both halves.
      const reached = tableAccuracy(cellKeys(columnOf(large, field.name)), labels, large.classes.length);
      expect(reached, field.name).toBeLessThan(field.role === "id" ? majority + 0.01 : single);
    }
  });

  test(`${name}: the columns are those of the data dictionary`, () => {
    expect(large.columns.map((column) => column.name)).toEqual(large.fields.map((field) => field.name));
    expect(new Set(large.fields.map((field) => field.name)).size).toBe(large.fields.length);
    for (const column of large.columns) {
      if (column.kind === "numbers") expect(column.values.length).toBe(large.rows);
      else {
        expect(column.codes.length).toBe(large.rows);
        expect(new Set(column.dictionary).size, column.name).toBe(column.dictionary.length);
      }
    }
  });

  test(`${name}: numbers spread and range as the data dictionary says`, () => {
    for (const field of large.fields) {
      if (field.spread === undefined || field.range === undefined) continue;
      const column = columnOf(large, field.name) as SampleColumn & { kind: "numbers" };
      const values = column.values.filter((value) => !Number.isNaN(value));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
      );
      expect(Math.abs(deviation / field.spread - 1), field.name).toBeLessThan(0.03);
      const [low, high] = field.range;
      expect(
        values.every((value) => value >= low && value <= high && (!field.whole || value % 1 === 0)),
      ).toBe(true);
    }
  });

  test(`${name}: the first column has no value twice`, () => {
    const ids = large.columns[0] as SampleColumn;
    expect(new Set<unknown>(ids.kind === "strings" ? ids.dictionary : ids.values).size).toBe(large.rows);
  });

  test(`${name}: the same bytes for the same seed, always`, async () => {
    const text = await csvOf(generate({ rows: 500, seed: 42 }));
    expect(await csvOf(generate({ rows: 500, seed: 42 }))).toBe(text);
    expect(await csvOf(generate({ rows: 500, seed: 43 }))).not.toBe(text);
    expect(await sha256(text)).toBe(hash);
  });

  test(`${name}: a longer sample starts with the shorter one`, async () => {
    const short = await csvOf(generate({ rows: 300, seed: 5 }));
    expect((await csvOf(generate({ rows: 900, seed: 5 }))).startsWith(short)).toBe(true);
  });

  test(`${name}: different seeds share no rows`, () => {
    const cells = (seed: number): string[] =>
      Array.from(toRecords(generate({ rows: 2000, seed })), (record) => JSON.stringify(record));
    const first = new Set(cells(1));
    for (const seed of [0, 2, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
      expect(cells(seed).filter((row) => first.has(row)).length).toBe(0);
    }
  });

  test(`${name}: wrong options are refused`, () => {
    for (const rows of [0, -1, 1.5, Number.NaN, 20_000_001]) expect(() => generate({ rows })).toThrow(/rows/);
    for (const seed of [-1, 0.5, Number.NaN]) expect(() => generate({ rows: 1, seed })).toThrow(/seed/);
  });
}
