// A forest grown in several workers. In: the binned columns and what else decides the trees. Out: the same bytes and
// out-of-bag shares as in one thread, since a tree depends on the seed and its number only, trees are put together in the
// order of their numbers, and the sums are whole numbers.
//
// Each worker gets the columns once, then trees in small batches: whoever is done takes the next, so that all end together.

import { wrap } from "comlink";
import { canSpawn, spawnTrees } from "#spawn-trees";
import { guarded } from "../wasm/core.ts";
import type { Matrix, TreeCollector } from "../wasm/generated/core.js";
import { aborted } from "./aborted.ts";
import { valueIn } from "./outcome.ts";
import { canShareMemory } from "./shared-memory.ts";
import type { Thread } from "./thread.ts";
import type { RemoteTreeWorker, TreeJob, TreeWorker } from "./tree-job.ts";

/** How long a batch may take: long beside a message, short beside a whole forest. */
const BATCH_MS = 50;

interface Part {
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** How many workers there will be when so many are asked for. 1 is the calling thread itself. */
export function usableWorkers(workers: number | undefined, trees: number): number {
  return canSpawn ? Math.min(workers ?? 1, trees) : 1;
}

/** Training in progress. */
export class ParallelForest {
  readonly #total: number;
  readonly #first: number;
  readonly #signal: AbortSignal | undefined;
  readonly #threads: Thread[] = [];
  readonly #collector: TreeCollector;
  /** Grown trees that wait for those before them, by the number of their first. */
  readonly #parts = new Map<number, Part>();
  /** The next tree that nobody grows yet. */
  #next = 0;
  #collected = 0;
  #asked = 0;
  #stopping = false;
  #closed = false;
  #finished = 0;
  #msPerTree = Number.POSITIVE_INFINITY;
  #failure: { error: unknown } | undefined;
  #wake: () => void = () => {};

  /** The collector is taken over; the matrix stays the caller's. `first` is the number of the first tree to be grown. */
  constructor(
    collector: TreeCollector,
    matrix: Matrix,
    job: Omit<TreeJob, "matrix">,
    plan: { total: number; workers: number; signal: AbortSignal | undefined; first: number },
  ) {
    this.#total = plan.total;
    this.#signal = plan.signal;
    this.#collector = collector;
    this.#first = plan.first;
    const whole: TreeJob = { ...job, matrix: shared(matrix.bytes()) };
    this.#signal?.addEventListener("abort", this.#abort);
    try {
      for (let i = 0; i < plan.workers; i++) this.#threads.push(spawnTrees());
    } catch (error) {
      this.free();
      throw error;
    }
    for (const thread of this.#threads) {
      thread.ended.catch((error) => this.#fail(error));
      this.#work(thread, whole).catch((error) => this.#fail(error));
    }
  }

  /** Waits for one more tree. */
  step(): Promise<void> {
    this.#asked++;
    return this.#until(() => this.#collected >= this.#asked);
  }

  /** Hands out no more trees, waits for those being grown, and says how many there are. */
  async finish(): Promise<number> {
    this.#stopping = true;
    await this.#until(() => this.#finished === this.#threads.length);
    return this.#collected;
  }

  /** After `finish`: the bytes of the model. */
  model(metadata: Uint8Array): Uint8Array {
    return this.#collector.model(metadata);
  }

  /** After `finish`: as `ForestTrainer.unseen`. */
  unseen(): Float64Array {
    return this.#collector.unseen();
  }

  free(): void {
    if (this.#closed) return;
    this.#close();
    this.#collector.free();
  }

  async #work(thread: Thread, job: TreeJob): Promise<void> {
    const worker: RemoteTreeWorker = wrap<TreeWorker>(thread.endpoint);
    valueIn(await worker.open(job));
    while (!this.#closed && !this.#stopping && this.#next < this.#total) await this.#batch(worker);
    if (this.#closed) return;
    const { sums, trees } = valueIn(await worker.unseen());
    if (this.#closed) return;
    guarded(() => this.#collector.addUnseen(sums, trees));
    thread.terminate();
    this.#finished++;
    this.#wake();
  }

  async #batch(worker: RemoteTreeWorker): Promise<void> {
    const first = this.#next;
    const count = this.#batchSize();
    this.#next += count;
    const start = performance.now();
    const bytes = valueIn(await worker.grow(this.#first + first, count));
    this.#msPerTree = (performance.now() - start) / count;
    if (this.#closed) return;
    this.#parts.set(first, { count, bytes });
    this.#collect();
  }

  /** Batches become smaller to the end, where a long one would be waited for. */
  #batchSize(): number {
    const left = this.#total - this.#next;
    const fair = Math.ceil(left / (2 * this.#threads.length));
    return Math.max(1, Math.min(fair, Math.floor(BATCH_MS / this.#msPerTree)));
  }

  #collect(): void {
    for (let part = this.#parts.get(this.#collected); part !== undefined; ) {
      const { bytes, count } = part;
      guarded(() => this.#collector.add(bytes));
      this.#parts.delete(this.#collected);
      this.#collected += count;
      part = this.#parts.get(this.#collected);
    }
    this.#wake();
  }

  async #until(ready: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      if (ready()) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  readonly #abort = (): void => this.#fail(aborted(this.#signal as AbortSignal));

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const thread of this.#threads) thread.terminate();
    this.#wake();
  }

  #close(): void {
    this.#closed = true;
    this.#signal?.removeEventListener("abort", this.#abort);
    for (const thread of this.#threads) thread.terminate();
  }
}

/** In memory that all workers read, where there is such; else the bytes, of which each worker gets a copy. */
function shared(bytes: Uint8Array): Uint8Array {
  if (!canShareMemory()) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
