// The sums of a row, with the order and the roundings that the model format gives. In: where its margins will be; with sumF32 each sum is an
// f32 in an f64's place. Twins of ../score.ts, which knows one row's margins only: to be told where they are takes bytes that the edge does not have.

import { baseAt, divisorAt, sumF32 } from "../model";
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
