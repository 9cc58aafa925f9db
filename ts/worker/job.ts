// What crosses between `hedgerow/worker` and the worker that does the job.

import type { ProxyMarked, Remote } from "comlink";
import { Dataset } from "../data/dataset.ts";
import type { SplitRows } from "../data/split.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import type { HeldOut, Learner } from "../evaluate/learner.ts";
import { load, Model, type Predictions, type UnseenPredictions } from "../model/model.ts";
import type { Progress, TrainOptions } from "../model/options.ts";
import { type DatasetMessage, fromMessage, toMessage } from "./dataset-message.ts";
import type { Outcome } from "./outcome.ts";
import type { TaggerJob, TaggerListener } from "./tagger-job.ts";

/** One option: a dataset, a model's bytes, or what structuredClone takes as it is. */
export type OptionMessage =
  | { readonly kind: "dataset"; readonly dataset: DatasetMessage }
  | { readonly kind: "model"; readonly bytes: Uint8Array }
  | { readonly kind: "plain"; readonly value: unknown };

export interface TrainJob {
  /** core.wasm, compiled once for all. */
  readonly module: WebAssembly.Module;
  readonly dataset: DatasetMessage;
  readonly options: Readonly<Record<string, OptionMessage>>;
}

/** A model and what its bytes do not hold. */
export interface Trained {
  readonly bytes: Uint8Array;
  readonly unseen: UnseenPredictions | undefined;
}

export interface ScoreJob {
  readonly module: WebAssembly.Module;
  readonly model: Uint8Array;
  readonly dataset: DatasetMessage;
}

/** False ends the training with what it has; in the worker the answer is a promise. */
export type Listener = ((progress: Progress) => boolean | Promise<boolean>) & ProxyMarked;

export interface OpenJob {
  readonly module: WebAssembly.Module;
  readonly dataset: DatasetMessage;
  readonly test: DatasetMessage | undefined;
}

/** What a worker can do. It is asked once; or `open` comes first, then `holdOut` as often as there is work. */
export interface JobWorker {
  open(job: OpenJob): Promise<Outcome<void>>;
  /** Fits to rows of the opened dataset and predicts others; without rows, fits to it all and predicts the test part. */
  holdOut(
    learner: Readonly<Record<string, OptionMessage>>,
    rows: SplitRows | undefined,
  ): Promise<Outcome<HeldOut>>;
  train(job: TrainJob, onProgress: Listener | undefined): Promise<Outcome<Trained>>;
  trainTagger(job: TaggerJob, onProgress: TaggerListener | undefined): Promise<Outcome<Uint8Array>>;
  evaluate(job: ScoreJob): Promise<Outcome<Evaluation>>;
  predictMany(job: ScoreJob): Promise<Outcome<Predictions>>;
}

export type RemoteJobWorker = Remote<JobWorker>;

/** `signal` and `onProgress` stay where they are: they are no data. */
export function toOptionMessages(options: Learner): Record<string, OptionMessage> {
  const { signal: _signal, onProgress: _onProgress, ...rest } = options as TrainOptions;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, toOptionMessage(value)]));
}

function toOptionMessage(value: unknown): OptionMessage {
  if (value instanceof Dataset) return { kind: "dataset", dataset: toMessage(value) };
  if (value instanceof Model) return { kind: "model", bytes: value.save() };
  return { kind: "plain", value };
}

export async function fromOptionMessages<Options extends Learner>(
  messages: Readonly<Record<string, OptionMessage>>,
): Promise<Options> {
  const options: Record<string, unknown> = {};
  for (const [name, message] of Object.entries(messages)) options[name] = await receive(message);
  return options as Options;
}

function receive(message: OptionMessage): unknown {
  if (message.kind === "dataset") return fromMessage(message.dataset);
  return message.kind === "model" ? load(message.bytes) : message.value;
}
