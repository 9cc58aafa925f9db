/**
 * One raw column through one feature's encoding. In: the column, or undefined when the data does not have it, and where the
 * numbers go. Out: the numbers, and how many rows had which outcome. Each distinct text is encoded once, when its first
 * row is met, and then copied; the result is that of encoding row by row.
 */
import type { CellColumn, NumberColumn, RawColumn, StringColumn } from "./column.ts";
import type { ColumnTarget } from "./encode.ts";
import type { Encoding } from "./kinds/kind.ts";
import { encodeValue } from "./record-encoder.ts";

/** Rows by outcome. */
type Counted = Float64Array;
/** What to throw for an error of a row. */
type Placed = (error: unknown, row: number) => unknown;

export function encodeColumn(
  encoding: Encoding,
  raw: RawColumn | undefined,
  rows: number,
  targets: readonly ColumnTarget[],
  placed: Placed,
): Counted {
  const column = raw ?? {
    kind: "cells" as const,
    name: "",
    values: new Array<undefined>(rows).fill(undefined),
  };
  return column.kind === "strings"
    ? encodeTexts(encoding, column, targets, placed)
    : encodeValues(encoding, column, targets, placed);
}

function encodeValues(
  encoding: Encoding,
  { values }: NumberColumn | CellColumn,
  targets: readonly ColumnTarget[],
  placed: Placed,
): Counted {
  const counted = new Float64Array(4);
  const row = new Float32Array(targets.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const outcome = encodeAt(encoding, Number.isNaN(value) ? undefined : value, row, 0, i, placed);
    counted[outcome] = (counted[outcome] as number) + 1;
    copy(row, 0, targets, i);
  }
  return counted;
}

function encodeTexts(
  encoding: Encoding,
  { codes, dictionary }: StringColumn,
  targets: readonly ColumnTarget[],
  placed: Placed,
): Counted {
  const width = targets.length;
  const counted = new Float64Array(4);
  // Slot 0 is missing, slot c + 1 the text of code c; 255 is a text not met yet.
  const table = new Float32Array((dictionary.length + 1) * width);
  const outcomes = new Uint8Array(dictionary.length + 1).fill(255);
  for (let i = 0; i < codes.length; i++) {
    const slot = (codes[i] as number) + 1;
    if (outcomes[slot] === 255) {
      outcomes[slot] = encodeAt(encoding, dictionary[slot - 1], table, slot * width, i, placed);
    }
    const outcome = outcomes[slot] as number;
    counted[outcome] = (counted[outcome] as number) + 1;
    copy(table, slot * width, targets, i);
  }
  return counted;
}

function encodeAt(
  encoding: Encoding,
  value: unknown,
  row: Float32Array,
  at: number,
  index: number,
  placed: Placed,
): number {
  try {
    return encodeValue(encoding, value, row, at);
  } catch (error) {
    throw placed(error, index);
  }
}

function copy(from: Float32Array, at: number, targets: readonly ColumnTarget[], row: number): void {
  for (let c = 0; c < targets.length; c++) {
    const { array, first, step } = targets[c] as ColumnTarget;
    array[first + row * step] = from[at + c] as number;
  }
}
