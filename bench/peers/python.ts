// The native libraries, in one Python process that answers one call at a time, so that their runs and hedgerow's take turns. A line
// of JSON goes in and one comes out; arrays go by files. The clock stands in Python, around the library's own call only.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pythonProgram, workFile } from "./install.ts";

const SERVER: string = resolve(import.meta.dirname, "python/serve.py");
/** One thread each, whatever the library asks for its threads. */
const ONE_THREAD = Object.fromEntries(
  ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT"].map((name) => [
    name,
    "1",
  ]),
);

export class PythonPeer {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor() {
    // A kernel chosen by hand for another numpy would slow this one.
    const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env;
    this.#child = spawn(pythonProgram(), ["-u", SERVER], {
      env: { ...env, ...ONE_THREAD, BENCH_WORK: workFile("") },
      stdio: ["pipe", "pipe", "inherit"],
    });
    // A write after the process ended shows as the end of its answers.
    this.#child.stdin?.on("error", () => {});
    const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#answers = lines[Symbol.asyncIterator]();
  }

  /** None where Python is not there. */
  static start(): PythonPeer | undefined {
    return existsSync(pythonProgram()) ? new PythonPeer() : undefined;
  }

  /** What the function `module.name` of bench/peers/python gives; its error is thrown here. */
  async call<T>(name: string, args: Record<string, unknown> = {}): Promise<T> {
    this.#child.stdin?.write(`${JSON.stringify({ call: name, args })}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`Python ended during ${name}`);
    const answer = JSON.parse(value) as { result?: T; error?: string };
    if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`);
    return answer.result as T;
  }

  close(): void {
    this.#child.stdin?.end();
  }
}
