// How rows are scored: by the plain walk, and by the engine once there were a few of them. To lay it out takes as long as about eight plain
// walks, so who opens a model for a row or two waits for neither.

import { derive, plan } from "./engine";
import { scoreRow } from "./score";
import { walkRow } from "./walk";

const PLAIN_ROWS: u32 = 8;

/** Rows until the engine is laid out; 0 when it is, or will not be. */
let left: u32 = 0;
let ready: bool = false;

/** Without a model there is nothing to lay out. */
export function forget(): void {
  left = 0;
  ready = false;
}

/** Begins with a model that was checked. */
export function begin(): void {
  if (ASC_SHRINK_LEVEL === 0 && plan()) left = PLAIN_ROWS;
}

export function score(): void {
  if (ASC_SHRINK_LEVEL === 0) {
    if (left !== 0 && --left === 0) ready = derive();
    if (ready) {
      walkRow();
      return;
    }
  }
  scoreRow();
}
