// What crosses between a forest and the workers that grow its trees.

import type { Remote } from "comlink";
import type { TreeSettings } from "../model/tree-settings.ts";
import type { Outcome } from "./outcome.ts";

/** All that a worker needs to grow any tree of one forest. */
export interface TreeJob {
  /** core.wasm, compiled once for all. */
  readonly module: WebAssembly.Module;
  /** Binned columns, as `Matrix.bytes` gives them. */
  readonly matrix: Uint8Array;
  readonly classes: number;
  readonly labels: Uint16Array;
  readonly weights: Float32Array;
  /** 1 for a row that is only watched. */
  readonly heldOut: Uint8Array;
  readonly settings: TreeSettings;
  readonly bootstrapWeights: boolean;
}

/** Out-of-bag sums of the trees of one worker. */
export interface Unseen {
  readonly sums: BigUint64Array;
  readonly trees: Uint32Array;
}

/** What a worker that grows trees can do: `open` first, then `grow` as often as there is work, then `unseen`. */
export interface TreeWorker {
  open(job: TreeJob): Promise<Outcome<void>>;
  /** Model bytes of `count` trees from the tree number `first` on. */
  grow(first: number, count: number): Promise<Outcome<Uint8Array>>;
  unseen(): Promise<Outcome<Unseen>>;
}

export type RemoteTreeWorker = Remote<TreeWorker>;
