// Boosting whose rounds several threads share. In: rows, column after column. Out: the same bytes and losses as in one thread.
//
// A tree needs its forerunners, so unlike a forest's trees those of boosting can not be grown apart: here the threads have one memory and
// share the work on each node. One of them leads; the calling thread, which may not wait in a page, only asks it for rounds.

import { transfer, wrap } from "comlink";
import { loadThreads } from "#load-threads";
import { canSpawn, spawnCrew } from "#spawn-trees";
import type { TreeSettings } from "../model/tree-settings.ts";
import type { CrewColumn, CrewJob, CrewWorker, RemoteCrewWorker, Start } from "./crew-job.ts";
import { Interruption } from "./interruption.ts";
import { type Outcome, valueIn } from "./outcome.ts";
import { canShareMemory } from "./shared-memory.ts";
import type { Thread } from "./thread.ts";

/** With fewer rows a round is so short that the threads would spend it waiting for each other. */
const LEAST_ROWS = 16_384;

/**
 * Memory that threads share and that grows is broken in V8 11.3 (Node 20: "memory access out of bounds" after it grew). Whether it is
 * mended can not be asked; this function came with V8 11.9.
 */
const GROWS: boolean = "withResolvers" in Promise;

/** How many threads there will be when so many are asked for. */
export function usableThreads(workers: number | undefined, rows: number): number {
  return canSpawn && GROWS && rows >= LEAST_ROWS && canShareMemory() ? (workers ?? 1) : 1;
}

let compiled: Promise<WebAssembly.Module | undefined> | undefined;

/** core-threads.wasm, the same for all trainings; `undefined` where it can not be had this time. */
function threadsModule(): Promise<WebAssembly.Module | undefined> {
  compiled ??= loadThreads().catch(() => {
    compiled = undefined;
    return undefined;
  });
  return compiled;
}

/** Training in progress. */
export class ThreadedBoosting {
  readonly #threads: readonly Thread[];
  readonly #lead: RemoteCrewWorker;
  readonly #interruption: Interruption;
  readonly #adding: Promise<Outcome<void>>[] = [];

  private constructor(threads: readonly Thread[], interruption: Interruption) {
    this.#threads = threads;
    this.#interruption = interruption;
    for (const thread of threads) interruption.watch(thread);
    this.#lead = wrap<CrewWorker>((threads[0] as Thread).endpoint);
  }

  /** Threads with one memory, or `undefined` where there is no memory for them. */
  static async open(
    job: Omit<CrewJob, "module">,
    signal: AbortSignal | undefined,
  ): Promise<ThreadedBoosting | undefined> {
    const interruption = new Interruption(signal);
    const threads = Array.from({ length: job.hands }, () => spawnCrew());
    const boosting = new ThreadedBoosting(threads, interruption);
    try {
      const module = await interruption.unlessEnded(threadsModule());
      const opened = module && (await interruption.unlessEnded(boosting.#lead.open({ ...job, module })));
      if (opened === undefined || (opened.kind === "fault" && opened.code === "internal")) {
        boosting.free();
        return undefined;
      }
      valueIn(opened).forEach((place, i) => {
        void wrap<CrewWorker>((threads[i + 1] as Thread).endpoint).serve(place);
      });
      return boosting;
    } catch (error) {
      boosting.free();
      throw error;
    }
  }

  /** Sends a column, whose values are gone then; what is wrong with it `begin` tells. */
  add(column: CrewColumn): void {
    this.#adding.push(this.#lead.add(transfer(column, [column.values.buffer as ArrayBuffer])));
  }

  /** After the last column: what there is before the first round. */
  async begin(settings: TreeSettings, learningRate: number): Promise<Start> {
    for (const added of this.#adding.splice(0)) valueIn(await this.#interruption.unlessEnded(added));
    return valueIn(await this.#interruption.unlessEnded(this.#lead.begin(settings, learningRate)));
  }

  /** One more round, and the losses after it. */
  async step(): Promise<Float64Array> {
    return valueIn(await this.#interruption.unlessEnded(this.#lead.step()));
  }

  /** The bytes of the model of the first `rounds` rounds, without metadata. */
  async model(rounds: number): Promise<Uint8Array> {
    return valueIn(await this.#interruption.unlessEnded(this.#lead.model(rounds)));
  }

  /** Ends the threads, whatever they do. */
  free(): void {
    this.#interruption.end();
    for (const thread of this.#threads) thread.terminate();
  }
}
