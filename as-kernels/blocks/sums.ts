// The sums of a row, with the order and the roundings that the model format gives. In: where its margins will be; with sumF32 each sum is an
// f32 in an f64's place.

import { baseAt, divisorAt, leavesAt, leavesF64, sumF32 } from "../model";
import { marginStep } from "./rows";

/** The sums before any tree. */
export function start(margins: usize): void {
  for (let at: usize = 0; at < marginStep; at += 8) {
    const base = load<f64>(baseAt + at);
    store<f64>(margins + at, sumF32 ? <f64>(<f32>base) : base);
  }
}

/** Sums to margins. */
export function divide(margins: usize): void {
  for (let at: usize = 0; at < marginStep; at += 8) {
    store<f64>(margins + at, load<f64>(margins + at) / load<f64>(divisorAt + at));
  }
}

/** Adds a tree's leaf whose first number has this index. */
export function addLeaf(margins: usize, tree: usize, leaf: u32): void {
  const weight = load<f64>(tree);
  const stop = leaf + load<u32>(tree, 16);
  let sum = margins + load<u32>(tree, 12) * 8;
  for (let i = leaf; i < stop; i++, sum += 8) {
    const value = leavesF64 ? load<f64>(leavesAt + i * 8) : <f64>load<f32>(leavesAt + i * 4);
    const before = load<f64>(sum);
    store<f64>(sum, sumF32 ? <f64>(<f32>before + <f32>weight * <f32>value) : before + weight * value);
  }
}
