// Rows to be scored together, and their margins. In: the opened model. Out: room for them behind its categories (what follows is not needed), and
// bins of rows.

import { features, featuresAt, growTo, outputs } from "../model";
import { MOST_FEATURES, Threshold } from "./thresholds";

/** Whose bins and sums stay in the first cache while all trees pass. */
export const MOST_ROWS: u32 = 64;

/** f32, row after row. */
export let rowAt: usize = 0;
/** f64, row after row, one an output. */
export let marginsAt: usize = 0;
/** Bytes from a row's margins to the next one's. */
export let marginStep: usize = 0;
/** A byte a feature, in 32 bytes a row. */
export const bins: usize = memory.data(2048, 16);

/** Makes room; gives where it ends, or 0 without memory. A new row is all missing. */
export function reserveRows(): usize {
  const rows = MOST_ROWS * features * 4;
  marginStep = outputs * 8;
  rowAt = (featuresAt + 15) & ~15;
  marginsAt = (rowAt + rows + 15) & ~15;
  const end = (<u64>marginsAt + MOST_ROWS * <u64>marginStep + 15) & ~15;
  if (!growTo(end)) return 0;
  memory.fill(rowAt, 0xff, rows);
  return <usize>end;
}

/** A row's bins, 128 less. */
export function makeBins(row: u32): void {
  const from = rowAt + row * features * 4;
  const to = bins + row * MOST_FEATURES;
  for (let feature: u32 = 0; feature < features; feature++) {
    const x = load<f32>(from + feature * 4);
    store<u8>(to + feature, Threshold.rank(feature, x) + u32(x === x) - 128);
  }
}
