// Three streams in; what a command sees of the world out: its input, two ways to print, and what the terminal can do.
// A write is done when the stream has taken it, so a slow reader slows the command and memory stays bounded.

import type { Readable, Writable } from "node:stream";

/** A stream that may be a terminal. */
export type Screen = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

/** Somewhere to write to, piece by piece, in order. */
export interface Sink {
  write(piece: string | Uint8Array): Promise<void>;
}

export interface Io {
  readonly stdin: Readable;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** The stream behind `stderr`, for a line that is redrawn. */
  readonly progress: Screen;
  /** Columns of the terminal, 80 where there is none or it says 0; lines of text are no longer. */
  readonly width: number;
  /** Whether results may be coloured. */
  readonly colour: boolean;
  /** Hears the next interrupt instead of ending the process; the function given back stops that. */
  onInterrupt(listener: () => void): () => void;
  /** Hears each signal of this name instead of ending the process; the function given back stops that. */
  onSignal(signal: "SIGINT" | "SIGTERM" | "SIGHUP", listener: () => void): () => void;
}

const WIDTH = 80;
const WIDEST = 120;

/** `onInterrupt` and `onSignal` as `Io` has them; without a process there are no signals. */
export function makeIo(
  stdin: Readable,
  stdout: Screen,
  stderr: Screen,
  onInterrupt: Io["onInterrupt"] = () => () => {},
  onSignal: Io["onSignal"] = () => () => {},
): Io {
  const { NO_COLOR = "", TERM } = process.env;
  return {
    stdin,
    stdout: sinkOf(stdout),
    stderr: sinkOf(stderr),
    progress: stderr,
    width: Math.min(WIDEST, Math.max(40, stdout.columns || WIDTH)),
    colour: stdout.isTTY === true && NO_COLOR === "" && TERM !== "dumb",
    onInterrupt,
    onSignal,
  };
}

function sinkOf(stream: Writable): Sink {
  // Each write learns of its own failure; without a listener a failed stream would end the process.
  stream.on("error", () => undefined);
  return {
    write: (piece) =>
      new Promise((resolve, reject) => {
        // A pipe takes a piece at once; signals are only heard between turns of the event loop.
        stream.write(piece, (error) => (error ? reject(error) : setImmediate(resolve)));
      }),
  };
}

/** Prints a text as lines of their own. */
export async function print(sink: Sink, text: string): Promise<void> {
  await sink.write(`${text}\n`);
}
