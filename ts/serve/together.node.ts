// Requests that are answered together. In: requests, as their bodies are whole. Out: groups of them, each within the turn of the event loop that
// brought its requests. Between two requests Node and the system push the trees, and the code that walks them, out of the processor's caches: what
// is done for many at once is done in half of the time. Where requests come one by one none is kept: to be told of a turn's end costs 3 us.

import type { Turns } from "./turns.node.ts";

/** Requests in a group: of more the garbage collection would copy what is kept of them, and the first would wait. */
const MOST = 32;
/** Bytes of bodies in a group: larger ones gain nothing, and would wait for each other. */
const MOST_BYTES = 2 ** 14;
/** Turns in a row with one request each, after which so many requests are answered at once. */
const ALONE = 16;
const AT_ONCE = 64;

export class Together<T extends { readonly body: Uint8Array }> {
  readonly #turns: Turns;
  readonly #answer: (group: readonly T[]) => void;
  #group: T[] = [];
  #bytes = 0;
  /** Whether the end of the turn is waited for. */
  #awaited = false;
  /** Requests of this turn. */
  #came = 0;
  /** Turns in a row, up to now, that had one request. */
  #alone = 0;
  /** Requests still to be answered at once. */
  #atOnce = 0;

  constructor(turns: Turns, answer: (group: readonly T[]) => void) {
    this.#turns = turns;
    this.#answer = answer;
  }

  add(one: T): void {
    // While connections come a turn ends when its time is over, which is seen between groups.
    if (this.#turns.watched || this.#atOnce > 0) {
      this.#close();
      if (this.#atOnce > 0) this.#atOnce--;
      this.#turns.run(() => this.#answer([one]));
      return;
    }
    this.#came++;
    this.#group.push(one);
    this.#bytes += one.body.length;
    if (!this.#awaited) {
      this.#awaited = true;
      setImmediate(this.#turnOver);
    }
    if (this.#group.length >= MOST || this.#bytes >= MOST_BYTES) this.#close();
  }

  readonly #turnOver = (): void => {
    this.#alone = this.#came === 1 ? this.#alone + 1 : 0;
    if (this.#alone >= ALONE) this.#atOnce = AT_ONCE;
    this.#came = 0;
    this.#awaited = false;
    this.#close();
  };

  #close(): void {
    if (this.#group.length === 0) return;
    const group = this.#group;
    this.#group = [];
    this.#bytes = 0;
    this.#turns.run(() => this.#answer(group));
  }
}
