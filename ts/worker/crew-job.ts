// What crosses between a training and the threads that share its work.

import type { Remote } from "comlink";
import type { TreeSettings } from "../model/tree-settings.ts";
import type { Outcome } from "./outcome.ts";

/** The rows of one training, but for their columns. */
export interface CrewJob {
  /** core-threads.wasm, compiled once for all. */
  readonly module: WebAssembly.Module;
  /** Threads, the leader among them. */
  readonly hands: number;
  readonly classes: number;
  readonly labels: Uint16Array;
  readonly weights: Float32Array;
  /** 1 for a row that is only watched. */
  readonly heldOut: Uint8Array;
  /** The model that training goes on from, and how many of its outputs are its classifier's. */
  readonly earlier: { readonly bytes: Uint8Array; readonly outputs: number } | undefined;
}

/** What a thread joins: the module, the leader's memory, and where in it the crew is. */
export interface Place {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly place: number;
}

/** One column of all rows, and how it is to be binned. */
export interface CrewColumn {
  readonly values: Float32Array;
  /** Of a column of category codes: how many there are. */
  readonly categories: number | undefined;
  readonly bins: number;
}

/** Before the first round. */
export interface Start {
  /** Rounds of the model that training goes on from. */
  readonly before: number;
  /** Mean log-losses, as `BoostingTrainer.loss` gives them. */
  readonly losses: Float64Array;
}

/** What such a thread can do. The leader: `open`, then `add` every column, `begin`, and `step` as often as wanted. All others: `serve`. */
export interface CrewWorker {
  /** A place for each of the others. */
  open(job: CrewJob): Promise<Outcome<readonly Place[]>>;
  add(column: CrewColumn): Promise<Outcome<void>>;
  begin(settings: TreeSettings, learningRate: number): Promise<Outcome<Start>>;
  /** The losses after one more round. */
  step(): Promise<Outcome<Float64Array>>;
  /** The bytes of the model of the first `rounds` rounds, without metadata. */
  model(rounds: number): Promise<Outcome<Uint8Array>>;
  /** Never answers. */
  serve(place: Place): Promise<Outcome<void>>;
}

export type RemoteCrewWorker = Remote<CrewWorker>;
