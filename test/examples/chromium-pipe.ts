// Chromium over a pipe, the one way in which it loads an unpacked extension on demand (Extensions.loadUnpacked). In: flags. Out: calls of the
// DevTools protocol, at the browser or at a target. Messages are JSON, each ended by a NUL.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { BROWSERS } from "../runtimes/browser.ts";

// biome-ignore lint/suspicious/noExplicitAny: results of the protocol are looked at by tests alone
type Result = any;

export interface Chromium {
  send(method: string, params?: object, session?: string): Promise<Result>;
  /** Opens a page and gives its session and target when it is loaded. */
  open(url: string): Promise<{ session: string; target: string }>;
  /** The value of an expression in a page, awaited. */
  evaluate(session: string, expression: string): Promise<Result>;
  close(): Promise<void>;
}

export async function startPiped(...flags: string[]): Promise<Chromium> {
  const profile = mkdtempSync(resolve(tmpdir(), "hedgerow-chromium-"));
  const common = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"];
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-quic"];
  const words = [...common, ...quiet, "--remote-debugging-pipe", `--user-data-dir=${profile}`, ...flags];
  const program = BROWSERS.find((file) => existsSync(file)) as string;
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, { done: (result: Result) => void; failed: (error: Error) => void }>();
  let rest = Buffer.alloc(0);
  output.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const { id, result, error } = JSON.parse(rest.subarray(0, end).toString("utf8"));
      rest = rest.subarray(end + 1);
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) asked?.done(result);
      else asked?.failed(new Error(error.message));
    }
  });
  child.on("exit", () => {
    for (const { failed } of waiting.values()) failed(new Error("Chromium ended"));
  });
  let last = 0;
  const send: Chromium["send"] = (method, params = {}, session) =>
    new Promise((done, failed) => {
      last++;
      waiting.set(last, { done, failed });
      const message = { id: last, method, params, ...(session === undefined ? {} : { sessionId: session }) };
      input.write(`${JSON.stringify(message)}\0`);
    });
  const evaluate: Chromium["evaluate"] = async (session, expression) => {
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await send("Runtime.evaluate", asked, session);
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  return {
    send,
    evaluate,
    async open(url) {
      const { targetId } = await send("Target.createTarget", { url });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      const loaded = `location.href !== "about:blank" && document.readyState === "complete"`;
      while (!(await evaluate(sessionId, loaded).catch(() => false)))
        await new Promise((done) => setTimeout(done, 50));
      return { session: sessionId, target: targetId };
    },
    async close() {
      const ended = new Promise((done) => child.once("exit", done));
      await send("Browser.close").catch(() => child.kill());
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
