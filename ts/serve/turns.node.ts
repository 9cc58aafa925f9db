// When requests are answered. In: pieces of work, and word of each connection taken. Out: the work, in the order it came: at once, but not while
// connections wait to be taken. Node takes one a turn of the event loop, and a turn answers all requests that have come: with a
// thousand connections and large bodies that is a second, and the last of many that come at once would wait for minutes. So
// a turn after one that took a connection does little, until no more come. At other times nothing waits: a thousand
// requests that are kept, parsed but not answered, cost half as much again, as the garbage collection copies them.

/** Milliseconds of work in a turn after one that took a connection. */
const MOMENT = 1;

export class Turns {
  readonly #waiting: (() => void)[] = [];
  /** Whether this turn took a connection. */
  #taken = false;
  /** Whether turns are watched: since a connection came, until one takes none. */
  #watched = false;
  /** Until when this turn may work. */
  #end = Number.POSITIVE_INFINITY;

  /** Whether connections come, so that turns are short. */
  get watched(): boolean {
    return this.#watched;
  }

  /** Tells of a connection that was taken. */
  taken(): void {
    this.#taken = true;
    if (this.#watched) return;
    this.#watched = true;
    setImmediate(this.#over);
  }

  /** Does the work now or soon. */
  run(work: () => void): void {
    if (this.#waiting.length === 0 && (!this.#watched || performance.now() < this.#end)) work();
    else this.#waiting.push(work);
  }

  /** Resolves when it is the caller's turn; what follows at once is the work. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.run(resolve));
  }

  readonly #over = async (): Promise<void> => {
    this.#watched = this.#taken;
    this.#taken = false;
    if (this.#watched) setImmediate(this.#over);
    this.#end = this.#watched ? performance.now() + MOMENT : Number.POSITIVE_INFINITY;
    let done = 0;
    while (done < this.#waiting.length && (done === 0 || performance.now() < this.#end)) {
      (this.#waiting[done++] as () => void)();
      // So that what follows a resolved turn is done within this one.
      await undefined;
    }
    this.#waiting.splice(0, done);
  };
}
