// The nodes of a source tree in the order in which the model has them: parents before children, a node's left side next
// to it. Refuses children that are not there, cycles, and a node with two parents where these are not allowed.

import { Fault } from "../data/fault.ts";
import type { SourceTree } from "./source-tree.ts";

const NEW = 0;
const OPEN = 1;
const DONE = 2;

/** Work space for one tree after another. */
export class TreeOrder {
  /** Nodes and leaves that the root leads to, children before parents; the first `count` are the last tree's. */
  order: Int32Array = new Int32Array(0);
  count = 0;
  /** Tests on the longest way from the root. */
  depth = 0;
  /** Whether a node has two parents. */
  isShared = false;
  #heights: Int32Array = new Int32Array(0);
  #states: Uint8Array = new Uint8Array(0);
  #stack: Int32Array = new Int32Array(0);

  /** Orders the nodes of one tree; `name` is how an error calls it. */
  walk(tree: SourceTree, name: string): void {
    this.#clear(tree.size);
    const check = (node: number): number => {
      if (Number.isInteger(node) && node >= 0 && node < tree.size) return node;
      throw new Fault(`${name}: there is no node ${node}`);
    };
    const stack = this.#stack;
    const states = this.#states;
    let top = 0;
    stack[top++] = check(tree.root);
    while (top > 0) {
      const node = stack[top - 1] as number;
      if (states[node] === NEW) {
        states[node] = OPEN;
        if (tree.isLeaf(node)) continue;
        const left = check(tree.left(node));
        const right = check(tree.right(node));
        for (const child of left === right ? [left] : [left, right]) {
          if (states[child] === OPEN) throw new Fault(`${name}: node ${child} is its own descendant`);
          if (states[child] === DONE) this.isShared = true;
          // The right side is done first, so that the left comes first when all is turned round.
          else stack[top++] = child;
        }
        if (left === right) this.isShared = true;
      } else {
        top--;
        if (states[node] === OPEN) this.#finish(tree, node);
        else this.isShared = true;
      }
    }
    if (this.isShared && tree.shared !== true) throw new Fault(`${name}: a node has two parents`);
    this.depth = this.#heights[tree.root] as number;
  }

  #finish(tree: SourceTree, node: number): void {
    this.#states[node] = DONE;
    this.order[this.count++] = node;
    if (tree.isLeaf(node)) return;
    const left = this.#heights[tree.left(node)] as number;
    const right = this.#heights[tree.right(node)] as number;
    this.#heights[node] = 1 + Math.max(left, right);
  }

  #clear(size: number): void {
    if (this.order.length < size) {
      this.order = new Int32Array(size);
      this.#heights = new Int32Array(size);
      this.#states = new Uint8Array(size);
      // A node may be pushed once for each of its parents.
      this.#stack = new Int32Array(2 * size + 2);
    }
    this.#heights.fill(0, 0, size);
    this.#states.fill(NEW, 0, size);
    this.count = 0;
    this.depth = 0;
    this.isShared = false;
  }
}
