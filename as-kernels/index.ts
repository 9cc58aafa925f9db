// The scorer's exports. One instance holds one model at a time:
//
//   at = reserve(byteLength)      grows the memory; 0 if there is none
//   (the host writes the bytes there)
//   fault = open()                checks them: 0, or a number of ts/model/fault-numbers.ts; where: the byte offset errorAt
//   (the host makes views of row and margins: the memory does not grow until the next reserve)
//   score()                       reads the row, writes the margins; as often as wanted
//
// At rowAt so many f32 numbers are read as there are features, at marginsAt so many f64 numbers written as there are outputs. These are
// variables and not functions, which V8 would compile one by one. `open` once for each `reserve`: it overwrites what is not needed any more.
// No input makes it trap; a `score` without a model does nothing. What else is exported is not for the host: it stays a function of its own.
//
// Compiled for size (with a shrink level) it has the plain walk alone and not the engine: half the bytes, a third of the speed.

import * as fault from "../ts/model/fault-numbers";
import { checkHeader } from "./check-header";
import { checkFeatures, checkStatistics } from "./check-sections";
import { checkDepth, checkLeaves, checkNodes, checkTrees } from "./check-trees";
import { fail } from "./faults";
import { close, features, reserveModel, reserveRow, rowAt } from "./model";
import { begin, forget } from "./ways";

export { errorAt } from "./faults";
export { features, marginsAt, outputs, rowAt } from "./model";
export { rarely } from "./score";
export { score } from "./ways";

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
  begin();
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
