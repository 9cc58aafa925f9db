// A command line as a function: words and input in, exit code and what was printed out. For tests, and for a program
// that wants a command without a process.

import { Readable, Writable } from "node:stream";
import { type Io, makeIo } from "./io.ts";
import { run } from "./run.ts";

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

export async function call(
  words: readonly string[],
  stdin: string | Uint8Array = "",
  command: (words: readonly string[], io: Io) => Promise<number> = run,
): Promise<Outcome> {
  const texts = { out: "", err: "" };
  const caught = (name: "out" | "err"): Writable =>
    new Writable({
      write(chunk, _, done) {
        texts[name] += String(chunk);
        done();
      },
    });
  const io = makeIo(Readable.from([Buffer.from(stdin)]), caught("out"), caught("err"));
  return { code: await command(words, io), ...texts };
}
