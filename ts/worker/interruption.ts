// What ends work that other threads do before it is done. In: a signal, threads, whatever else fails. Out: the work's answer, or the first
// of these as an error.

import { aborted, checkAborted } from "./aborted.ts";
import type { Thread } from "./thread.ts";

/** `end` it when the work is over. */
export class Interruption {
  readonly #signal: AbortSignal | undefined;
  readonly #what: string | undefined;
  readonly #rejected: Promise<never>;
  /** Ends the work with this error. */
  fail: (error: unknown) => void = () => {};

  /** `what` names the work in the error of an abort, which is thrown at once where the signal has been given: it is told only once. */
  constructor(signal: AbortSignal | undefined, what?: string) {
    checkAborted(signal, what);
    this.#signal = signal;
    this.#what = what;
    this.#rejected = new Promise<never>((_, reject) => {
      this.fail = reject;
    });
    // Nobody may be waiting.
    this.#rejected.catch(() => {});
    signal?.addEventListener("abort", this.#abort);
  }

  /** A thread that ends early ends the work. */
  watch(thread: Thread): void {
    thread.ended.catch(this.fail);
  }

  unlessEnded<Work extends Promise<unknown>>(work: Work): Promise<Awaited<Work>> {
    return Promise.race([work as Promise<Awaited<Work>>, this.#rejected]);
  }

  /** Listens to the signal no more. */
  end(): void {
    this.#signal?.removeEventListener("abort", this.#abort);
  }

  readonly #abort = (): void => this.fail(aborted(this.#signal as AbortSignal, this.#what));
}
