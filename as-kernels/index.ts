// The scorer's exports. One instance holds one model at a time:
//
//   at = reserve(byteLength)      grows the memory; 0 if there is none
//   (the host writes the bytes there)
//   fault = open()                checks them: 0, or a number of ts/model/fault-numbers.ts; where: errorOffset()
//   (the host makes views of row and margins: the memory does not grow until the next reserve)
//   score()                       reads the row, writes the margins; as often as wanted
//
// `reserve` again for another model. No input makes it trap; a `score` without a model does nothing.
//
// Compiled for size (with a shrink level) it has the plain walk alone and not the engine: half the bytes, a third of the speed.

import * as fault from "../ts/model/fault-numbers";
import { checkHeader } from "./check-header";
import { checkFeatures, checkStatistics } from "./check-sections";
import { checkDepth, checkLeaves, checkNodes, checkTrees } from "./check-trees";
import { derive, forget, ready } from "./engine";
import { errorAt, fail } from "./faults";
import { close, features, marginsAt, outputs, reserveModel, reserveRow, rowAt } from "./model";
import { scoreRow } from "./score";
import { walkRow } from "./walk";

/** Place for a model's bytes (a multiple of 16), or 0. */
export function reserve(byteLength: u32): usize {
  forget();
  return reserveModel(byteLength);
}

/** Checks the bytes at the reserved place in the order of the model format; a new row is all missing. */
export function open(): i32 {
  forget();
  const found = check();
  if (found !== 0) {
    close();
    return found;
  }
  memory.fill(rowAt, 0xff, features * 4);
  if (ASC_SHRINK_LEVEL === 0) derive();
  return 0;
}

function check(): i32 {
  let found = checkHeader();
  if (found === 0 && !reserveRow()) found = fail(fault.NO_MEMORY, 0);
  if (found === 0) found = checkTrees();
  if (found === 0) found = checkNodes();
  if (found === 0) found = checkLeaves();
  if (found === 0) found = checkFeatures();
  if (found === 0) found = checkStatistics();
  if (found === 0) found = checkDepth();
  return found;
}

/** Byte offset of what the last `open` found. */
export function errorOffset(): u32 {
  return errorAt;
}

/** The row: `rowLength()` f32 numbers. */
export function row(): usize {
  return rowAt;
}

export function rowLength(): u32 {
  return features;
}

/** The margins: `marginsLength()` f64 numbers. */
export function margins(): usize {
  return marginsAt;
}

export function marginsLength(): u32 {
  return outputs;
}

export function score(): void {
  if (ASC_SHRINK_LEVEL === 0 && ready) walkRow();
  else scoreRow();
}
