// When requests are answered. In: pieces of work, and word of each connection taken. Out: the work, done in the order it came: at once, unless much was
// done in this turn of the event loop. Node takes one connection a turn. A turn that answers a thousand requests therefore keeps
// all connections but one waiting, and of a thousand that come at once the last would wait for minutes.

/** Milliseconds of work in a turn: as long as a connection or a probe that comes waits. */
const TURN = 50;
/** The same after a turn that took a connection, so that those behind it are taken soon. */
const MOMENT = 1;

export class Turns {
  readonly #waiting: (() => void)[] = [];
  /** Whether work was done in this turn. */
  #begun = false;
  /** When this turn has done enough. */
  #end = 0;
  #most = TURN;
  #taken = false;

  /** Tells of a connection that was taken. */
  taken(): void {
    this.#taken = true;
    if (!this.#begun) this.#begin();
  }

  /** Does the work now or soon. */
  run(work: () => void): void {
    if (!this.#begun) this.#begin();
    if (this.#waiting.length === 0 && performance.now() < this.#end) work();
    else this.#waiting.push(work);
  }

  /** Resolves when it is the caller's turn; what follows at once is the work. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.run(resolve));
  }

  #begin(): void {
    this.#begun = true;
    this.#end = performance.now() + this.#most;
    setImmediate(this.#over);
  }

  readonly #over = async (): Promise<void> => {
    this.#most = this.#taken ? MOMENT : TURN;
    this.#taken = false;
    this.#begun = false;
    if (this.#waiting.length === 0) return;
    this.#begin();
    let done = 0;
    do {
      (this.#waiting[done++] as () => void)();
      // So that what follows a resolved turn is done within this one.
      await undefined;
    } while (done < this.#waiting.length && performance.now() < this.#end);
    this.#waiting.splice(0, done);
  };
}
