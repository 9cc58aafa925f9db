// Many fits on parts of one dataset, over workers. In: the dataset, then learners and rows. Out: predictions of the rows held out.
// Each worker gets the dataset once and has one task at a time; where a runtime has no workers, and with one worker, the calling thread
// does it all. The same answers for any number of workers.

import { wrap } from "comlink";
import { canSpawn, spawnJob } from "#spawn-job";
import type { Dataset } from "../data/dataset.ts";
import type { SplitRows } from "../data/split.ts";
import { HedgerowError } from "../error.ts";
import { type HeldOut, holdOut, type Learner } from "../evaluate/learner.ts";
import { compiledCore, core } from "../wasm/core.ts";
import { checkAborted } from "./aborted.ts";
import { toMessage } from "./dataset-message.ts";
import { Interruption } from "./interruption.ts";
import { type JobWorker, type RemoteJobWorker, toOptionMessages } from "./job.ts";
import { valueIn } from "./outcome.ts";
import type { Thread } from "./thread.ts";

/** One worker with the dataset in it. */
interface Hand {
  thread: Thread;
  worker: RemoteJobWorker;
}

/** To be closed when all is done. */
export class FoldPool {
  readonly #dataset: Dataset;
  readonly #signal: AbortSignal | undefined;
  readonly #test: Dataset | undefined;
  readonly #hands: Hand[];
  readonly #idle: Hand[] = [];
  readonly #waiting: ((hand: Hand) => void)[] = [];
  readonly #interruption: Interruption;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(dataset: Dataset, workers: number, signal?: AbortSignal, test?: Dataset) {
    this.#dataset = dataset;
    this.#signal = signal;
    this.#test = test;
    this.#interruption = new Interruption(signal);
    this.#hands = Array.from({ length: workers }, () => {
      const thread = spawnJob();
      this.#interruption.watch(thread);
      return { thread, worker: wrap<JobWorker>(thread.endpoint) };
    });
  }

  /** `workers` is how many there may be; 1 is the calling thread itself. `test` are rows of their own to predict. */
  static async open(
    dataset: Dataset,
    workers: number,
    signal?: AbortSignal,
    test?: Dataset,
  ): Promise<FoldPool> {
    const pool = new FoldPool(dataset, canSpawn && workers > 1 ? workers : 0, signal, test);
    try {
      if (pool.#hands.length > 0) await core();
      for (const hand of pool.#hands) await pool.#receive(hand);
      return pool;
    } catch (error) {
      pool.close();
      throw error;
    }
  }

  async #receive(hand: Hand): Promise<void> {
    const { worker } = hand;
    const test = this.#test && toMessage(this.#test);
    const opened = worker.open({ module: compiledCore(), dataset: toMessage(this.#dataset), test });
    valueIn(await this.#interruption.unlessEnded(opened));
    this.#idle.push(hand);
  }

  /** As `holdOut` of evaluate/learner.ts, when a worker is free. */
  async holdOut(learner: Learner, rows?: SplitRows): Promise<HeldOut> {
    if (this.#hands.length === 0) {
      const how = { signal: this.#signal, test: this.#test };
      return this.#inTurn(() => holdOut(this.#dataset, learner, rows, how));
    }
    const hand = await this.#free();
    try {
      const answer = hand.worker.holdOut(toOptionMessages(learner), rows);
      return valueIn(await this.#interruption.unlessEnded(answer));
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(hand);
      else next(hand);
    }
  }

  /** One after another in the calling thread; after `close` none is begun. */
  #inTurn(work: () => Promise<HeldOut>): Promise<HeldOut> {
    const before = this.#last;
    const next = before.then(() => {
      checkAborted(this.#signal);
      if (this.#closed) throw new HedgerowError("aborted", "the work was ended");
      return work();
    });
    // Whoever awaits a task that failed has time to close.
    this.#last = next.catch(() => new Promise((resolve) => setTimeout(resolve)));
    return next;
  }

  #free(): Promise<Hand> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    const next = new Promise<Hand>((resolve) => this.#waiting.push(resolve));
    return this.#interruption.unlessEnded(next);
  }

  /** Ends the workers, whatever they do. */
  close(): void {
    this.#closed = true;
    this.#interruption.end();
    for (const { thread } of this.#hands) thread.terminate();
  }
}
