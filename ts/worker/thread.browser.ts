// Browsers: a dedicated worker.

import { endedEarly, type Thread } from "./thread.ts";

/** Service workers and some older browsers have none, or none inside of a worker. */
export const canSpawn: boolean = typeof Worker === "function";

export function threadOf(worker: Worker): Thread {
  const ended = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      // A file that can not be loaded comes without a message.
      reject(endedEarly(event.message || "its file can not be loaded", event.error ?? undefined));
    });
    worker.addEventListener("messageerror", () => reject(endedEarly("it sent what can not be read")));
  });
  // Whoever waits for the worker hears of it; nobody may be waiting.
  ended.catch(() => {});
  return { endpoint: worker, ended, terminate: () => worker.terminate() };
}
