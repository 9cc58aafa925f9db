/**
 * Target: for categories of many values, how often each class came with the value: one column with two classes (the second's share), one a
 * class with more. Shares are drawn to the overall one as if `smoothing` more rows had it, so that values of few rows say little
 * (Micci-Barreca 2001). Values of one row, and any beyond the most frequent 10,000, get the overall share.
 *
 * A row's own label would leak into its share. So for the rows it is trained on, each of `folds` parts of the rows is encoded by the labels of
 * the others; with `group` rows with the same cell of that column stay in one part, as rows of an incident have one label. Records to be
 * scored get the shares of all training rows. Only where it is asked for, and only with a label.
 */
import { cellAt, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { groupedFolds, stratifiedFolds } from "../folds.ts";
import {
  distinctTextsOf,
  fieldsOf,
  flagOf,
  listIn,
  onlyFields,
  textOf,
  textsOf,
  wholeOf,
} from "../json-check.ts";
import { countOf } from "../profile.ts";
import { categoryOf } from "./encode-category.ts";
import type { FittedTarget } from "./encode-target.ts";
import { checkNumbers, LEAST_ROWS, MOST_VALUES, short } from "./frequency.ts";
import { countsOf, frequentOf } from "./frequent.ts";
import type { Kind, LabelledRows, Learnt, Settings } from "./kind.ts";

const FOLDS = 5;
const SMOOTHING = 10;

export const target: Kind = {
  name: "target",
  infer: () => undefined,

  settings(given: Settings): Settings {
    onlyFields(given, ["keep", "folds", "smoothing", "group"], "the kind target");
    const { keep, folds, smoothing, group } = given;
    if (smoothing !== undefined && !(typeof smoothing === "number" && smoothing >= 0 && smoothing <= 1e6))
      throw new Fault('"smoothing" must be a number from 0 to 1000000');
    return {
      ...(keep === undefined ? {} : { keep: wholeOf(keep, '"keep"', 1, 1_000_000) }),
      ...(folds === undefined ? {} : { folds: wholeOf(folds, '"folds"', 2, 100) }),
      ...(smoothing === undefined ? {} : { smoothing }),
      ...(group === undefined ? {} : { group: textOf(group, '"group"') }),
    };
  },

  fit(settings: Settings, column: RawColumn, rows?: LabelledRows): Learnt {
    if (rows === undefined || rows.classes.length < 2)
      throw new Fault("is encoded by the label, and the data has none");
    const most = (settings["keep"] as number | undefined) ?? MOST_VALUES;
    const { kept, folded } = frequentOf(countsOf(column).counts, most, LEAST_ROWS);
    const codes = codesOf(column, kept, rows.labels.length);
    const folds = (settings["folds"] as number | undefined) ?? FOLDS;
    const foldOf = foldsFor(rows, folds, settings["group"] as string | undefined);
    const sums = sumsOf(codes, kept.length, rows, folds, foldOf);
    const smoothing = (settings["smoothing"] as number | undefined) ?? SMOOTHING;
    const { classes } = rows;
    const told = classes.length === 2 ? [1] : classes.map((_, k) => k);
    const prior = told.map((k) => short(sums.overall[k] as number));
    const fitted: FittedTarget = {
      ends: told.length === 1 ? [""] : told.map((k) => `=${classes[k]}`),
      kept,
      prior,
      shares: told.map((k, i) =>
        kept.map((_, code) => short(sums.share(code, k, prior[i] as number, smoothing))),
      ),
      numbers: column.kind === "numbers",
    };
    const notes =
      folded.values === 0 ? [] : [`seldom: ${countOf(folded.values, "value")}, encoded by the overall share`];
    const trained = told.map((k, i) => outOfFold(codes, sums, k, prior[i] as number, smoothing));
    return { fitted, notes, trained };
  },

  check(fitted: unknown): void {
    const fields = fieldsOf(fitted, "a fitted target");
    const ends = textsOf(fields["ends"], '"ends"');
    const kept = distinctTextsOf(fields["kept"], '"kept"');
    const shares = listIn(fields["shares"], '"shares"');
    if (ends.length === 0 || shares.length !== ends.length)
      throw new Fault('"ends" and "shares" do not fit together');
    checkNumbers(fields["prior"], '"prior"', ends.length);
    for (const each of shares) checkNumbers(each, '"shares"', kept.length);
    flagOf(fields["numbers"], '"numbers"');
  },
};

/** Of each row: the code of its value, -1 for seldom ones, -2 where it is missing. */
function codesOf(column: RawColumn, kept: readonly string[], rows: number): Int32Array {
  const codes = new Map(kept.map((text, code) => [text, code]));
  return Int32Array.from({ length: rows }, (_, row) => {
    const cell = cellAt(column, row);
    return cell === undefined ? -2 : (codes.get(categoryOf(cell)) ?? -1);
  });
}

function foldsFor({ labels, find }: LabelledRows, folds: number, group: string | undefined): Uint8Array {
  if (group === undefined) return stratifiedFolds(labels, folds, 0);
  const column = find(group);
  if (column === undefined)
    throw new Fault(`is encoded by groups of the column "${group}", which is not there`);
  return groupedFolds(column, labels.length, folds, 0);
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
  foldOf: Uint8Array,
): Sums {
  const size = classes.length;
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
