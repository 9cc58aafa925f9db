// The row as cells. In: the row behind the opened model. Out: for each kind of test that the model has a copy of the row as
// whole numbers, in which what is missing lies below or above everything; see engine.ts.

import {
  CODES,
  cellOf,
  cellsAt,
  copyOf,
  kinds,
  LEAST,
  limitsAt,
  MISSING_LEFT,
  stride,
  ZERO_MISSING,
} from "./engine";
import { features, rowAt } from "./model";
import { ALMOST_ZERO } from "./score";

/** The row's cells, a copy for each kind of test. */
export function makeCells(): void {
  for (let kind: u32 = 0; kind < CODES; kind++) {
    if ((kinds >> kind) & 1) makeCopy(copyOf(kind), kind);
  }
  if (kinds >> CODES) makeCodes(cellsAt + copyOf(CODES));
}

/** Up to three numbers behind the row are read too, and their cells written: both ends are padded. */
function makeCopy(copy: usize, kind: u32): void {
  const missing = kind & MISSING_LEFT ? LEAST : i32.MAX_VALUE;
  const zero: f32 = kind & ZERO_MISSING ? ALMOST_ZERO : -1;
  const to = cellsAt + copy;
  if (ASC_FEATURE_SIMD) {
    for (let at: usize = 0; at < stride; at += 16) {
      const x = f32x4.add(v128.load(rowAt + at), f32x4.splat(0));
      const cell = v128.xor(x, v128.and(i32x4.shr_s(x, 31), i32x4.splat(i32.MAX_VALUE)));
      const absent = v128.or(f32x4.ne(x, x), f32x4.le(f32x4.abs(x), f32x4.splat(zero)));
      v128.store(to + at, v128.bitselect(i32x4.splat(missing), cell, absent));
    }
  } else {
    for (let at: usize = 0; at < stride; at += 4) {
      const x = load<f32>(rowAt + at);
      store<i32>(to + at, isNaN(x) || abs(x) <= zero ? missing : cellOf(x));
    }
  }
}

/** A code, or behind all codes that any list of the feature can hold: not listed, missing. */
function makeCodes(to: usize): void {
  for (let at: usize = 0, end = features * 4; at < end; at += 4) {
    // The place of what is not listed, and 1.
    const limit = load<u32>(limitsAt + at);
    if (limit === 0) continue;
    const x = load<f32>(rowAt + at);
    // Compared as f64, where every limit is exact; only a code below it is converted.
    const known = x >= 0 && <f64>x < <f64>(limit - 1);
    store<u32>(to + at, known ? <u32>x : isNaN(x) ? limit : limit - 1);
  }
}
