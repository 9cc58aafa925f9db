// Small pieces of text in, large ones out to a sink: when 64 kB are there, or when the command waits for more input, so
// that answers to a slow stream are not held back. Pieces keep their order.

import type { Sink } from "./io.ts";

const ENOUGH = 1 << 16;

export class BufferedSink {
  readonly #sink: Sink;
  #text = "";
  #planned = false;
  /** Everything handed on so far. */
  #written: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Waits only when much is there. Throws what an earlier write threw, so that a closed pipe is noticed. */
  write(text: string): Promise<void> | undefined {
    this.#text += text;
    if (this.#failed || this.#text.length >= ENOUGH) return this.#flush();
    if (!this.#planned) {
      this.#planned = true;
      // Runs when what was read is worked off, which takes no turn of the event loop.
      setImmediate(() => {
        this.#planned = false;
        this.#flush().catch(() => undefined);
      });
    }
    return undefined;
  }

  async end(): Promise<void> {
    await this.#flush();
  }

  #flush(): Promise<void> {
    const text = this.#text;
    this.#text = "";
    if (text !== "") this.#written = this.#written.then(() => this.#sink.write(text));
    this.#written.catch(() => {
      this.#failed = true;
    });
    return this.#written;
  }
}
