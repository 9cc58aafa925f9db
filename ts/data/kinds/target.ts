/**
 * Target: for categories of many values, how often each class came with the value: one column with two classes (the second's share), one a
 * class with more. Shares are drawn to the overall one as if `smoothing` more rows had it, so that values of few rows say little
 * (Micci-Barreca 2001). Values of one row, and any beyond the most frequent 10,000, get the overall share.
 *
 * A row's own label would leak into its share. So for the rows it is trained on, each of `folds` parts of the rows is encoded by the labels of
 * the others; records to be scored get the shares of all training rows. Only where it is asked for, and only with a label.
 */
import { cellAt, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { stratifiedFolds } from "../folds.ts";
import { distinctTextsOf, fieldsOf, flagOf, listIn, onlyFields, textsOf, wholeOf } from "../json-check.ts";
import { countOf } from "../profile.ts";
import { byCategoryText, categoryText } from "./category-text.ts";
import { countsOf, LEAST_ROWS, MOST_VALUES, numbersIn, short } from "./frequency.ts";
import { FrequentTexts } from "./frequent.ts";
import {
  type Fitted,
  type FittedColumn,
  type Kind,
  type LabelledRows,
  MISSING,
  OTHER,
  type Outcome,
  PRESENT,
  type Settings,
} from "./kind.ts";

const FOLDS = 5;
const SMOOTHING = 10;

export const target: Kind = {
  name: "target",
  infer: () => undefined,

  settings(given: Settings): Settings {
    onlyFields(given, ["keep", "folds", "smoothing"], "the kind target");
    const { keep, folds, smoothing } = given;
    if (smoothing !== undefined && !(typeof smoothing === "number" && smoothing >= 0 && smoothing <= 1e6))
      throw new Fault('"smoothing" must be a number from 0 to 1000000');
    return {
      ...(keep === undefined ? {} : { keep: wholeOf(keep, '"keep"', 1, 1_000_000) }),
      ...(folds === undefined ? {} : { folds: wholeOf(folds, '"folds"', 2, 100) }),
      ...(smoothing === undefined ? {} : { smoothing }),
    };
  },

  fit(name: string, settings: Settings, column: RawColumn, rows?: LabelledRows): Fitted {
    if (rows === undefined || rows.classes.length < 2)
      throw new Fault("is encoded by the label, and the data has none");
    const { counts } = countsOf(column);
    const most = (settings["keep"] as number | undefined) ?? MOST_VALUES;
    const texts = FrequentTexts.of(counts, most, LEAST_ROWS);
    const codes = codesOf(column, texts, rows.labels.length);
    const folds = (settings["folds"] as number | undefined) ?? FOLDS;
    const sums = sumsOf(codes, texts.kept.length, rows, folds);
    const smoothing = (settings["smoothing"] as number | undefined) ?? SMOOTHING;
    const told = rows.classes.length === 2 ? [1] : rows.classes.map((_, k) => k);
    const prior = told.map((k) => short(sums.overall[k] as number));
    const shares = told.map((k, i) =>
      texts.kept.map((_, code) => short(sums.share(code, k, prior[i] as number, smoothing))),
    );
    const trained = told.map((k, i) => outOfFold(codes, sums, k, prior[i] as number, smoothing));
    const { values } = texts.folded;
    const notes = values === 0 ? [] : [`seldom: ${countOf(values, "value")}, encoded by the overall share`];
    const parts = { kept: texts.kept, prior, shares, numbers: column.kind === "numbers" };
    return new FittedTarget(columnsOf(name, told, rows.classes), parts, notes, trained);
  },

  restore(_name: string, _settings: Settings, json: unknown): Fitted {
    const fields = fieldsOf(json, "a fitted target");
    const columns = textsOf(fields["columns"], '"columns"');
    const kept = distinctTextsOf(fields["kept"], '"kept"');
    const shares = listIn(fields["shares"], '"shares"');
    if (columns.length === 0 || shares.length !== columns.length)
      throw new Fault('"columns" and "shares" do not fit');
    const parts = {
      kept,
      prior: numbersIn(fields["prior"], '"prior"', columns.length),
      shares: shares.map((each) => numbersIn(each, '"shares"', kept.length)),
      numbers: flagOf(fields["numbers"], '"numbers"'),
    };
    return new FittedTarget(columns, parts, []);
  },
};

function columnsOf(name: string, told: readonly number[], classes: readonly string[]): string[] {
  return told.length === 1 ? [name] : told.map((k) => `${name}=${classes[k]}`);
}

/** Of each row: the code of its value, -1 for seldom ones, -2 where it is missing. */
function codesOf(column: RawColumn, texts: FrequentTexts, rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    const cell = cellAt(column, row);
    return cell === undefined ? -2 : (texts.code(categoryText(cell)) ?? -1);
  });
}

/** Weights of values and classes, of all rows and of each fold. */
interface Sums {
  /** The share of each class among all rows. */
  overall: number[];
  foldOf: Uint8Array;
  /** The smoothed share of class k among the rows with the value; without those of a fold, where one is given. */
  share(code: number, k: number, prior: number, smoothing: number, without?: number): number;
}

function sumsOf(
  codes: Int32Array,
  values: number,
  { labels, classes, weights }: LabelledRows,
  folds: number,
): Sums {
  const size = classes.length;
  const foldOf = stratifiedFolds(labels, folds, 0);
  // Fold by value by class; the last "fold" is all rows.
  const sums = new Float64Array((folds + 1) * values * size);
  const overall = new Float64Array(size);
  let total = 0;
  const add = (fold: number, code: number, label: number, weight: number): void => {
    const at = (fold * values + code) * size + label;
    sums[at] = (sums[at] as number) + weight;
  };
  for (const [row, code] of codes.entries()) {
    const [label, weight] = [labels[row] as number, weights?.[row] ?? 1];
    overall[label] = (overall[label] as number) + weight;
    total += weight;
    if (code < 0) continue;
    add(foldOf[row] as number, code, label, weight);
    add(folds, code, label, weight);
  }
  return {
    overall: Array.from(overall, (sum) => (total > 0 ? sum / total : 1 / size)),
    foldOf,
    share(code, k, prior, smoothing, without) {
      let [all, own] = [0, 0];
      for (let label = 0; label < size; label++) {
        const whole = sums[(folds * values + code) * size + label] as number;
        const left = without === undefined ? 0 : (sums[(without * values + code) * size + label] as number);
        all += whole - left;
        if (label === k) own = whole - left;
      }
      return all + smoothing > 0 ? (own + smoothing * prior) / (all + smoothing) : prior;
    },
  };
}

function outOfFold(codes: Int32Array, sums: Sums, k: number, prior: number, smoothing: number): Float32Array {
  return Float32Array.from(codes, (code, row) => {
    if (code === -2) return Number.NaN;
    return code < 0 ? prior : short(sums.share(code, k, prior, smoothing, sums.foldOf[row]));
  });
}

interface TargetParts {
  kept: readonly string[];
  prior: readonly number[];
  /** Of each column the share of each kept value. */
  shares: readonly (readonly number[])[];
  numbers: boolean;
}

class FittedTarget implements Fitted {
  readonly columns: readonly FittedColumn[];
  readonly notes: readonly string[];
  readonly trained?: readonly Float32Array[];
  readonly #parts: TargetParts;
  readonly #codes: ReadonlyMap<string, number>;

  constructor(
    columns: readonly string[],
    parts: TargetParts,
    notes: readonly string[],
    trained?: readonly Float32Array[],
  ) {
    this.columns = columns.map((name) => ({ name, kind: "number" }));
    this.notes = notes;
    if (trained !== undefined) this.trained = trained;
    this.#parts = parts;
    this.#codes = new Map(parts.kept.map((text, code) => [text, code]));
  }

  encode(value: unknown, row: Float32Array, at: number): Outcome {
    const { prior, shares, numbers } = this.#parts;
    if (value === undefined || value === null) {
      row.fill(Number.NaN, at, at + shares.length);
      return MISSING;
    }
    const code = byCategoryText(value, numbers, (text) => this.#codes.get(text));
    for (const [i, each] of shares.entries())
      row[at + i] = code === undefined ? (prior[i] as number) : (each[code] as number);
    return code === undefined ? OTHER : PRESENT;
  }

  toJSON(): unknown {
    return { columns: this.columns.map(({ name }) => name), ...this.#parts };
  }
}
