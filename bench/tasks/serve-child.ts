// Run by the task `serve`: serve-child.ts MODEL [constant]. Serves the model on a free port, whose number it sends; with "constant" every prediction
// is answered by the same reply, so that the difference is what predicting costs. Asked for its memory it collects all garbage and sends what it held
// before and what it holds then.

import { readFileSync } from "node:fs";
import type * as main from "../../ts/index.ts";
import type * as node from "../../ts/serve/node.ts";
import { DIST } from "../hedgerow.ts";

/** In MiB. */
export interface Memory {
  /** As it stands. */
  resident: number;
  /** Resident without garbage. */
  kept: number;
  /** Of that V8's heap. */
  heap: number;
}

const { load } = (await import(`${DIST}/index.js`)) as typeof main;
const { listen } = (await import(`${DIST}/serve/node.js`)) as typeof node;
const [file = "", constant] = process.argv.slice(2);
const server = await listen(await load(readFileSync(file)), { port: 0 });
if (constant === "constant") {
  const reply = server.service.predict(new TextEncoder().encode("{}"));
  server.service.predictAll = (asked) => asked.map(() => reply);
}
process.send?.(server.port);
process.on("message", () => process.send?.(memory()));
process.on("SIGTERM", () => {
  process.disconnect?.();
  void server.close();
});

function memory(): Memory {
  const mebibytes = (bytes: number) => bytes / 2 ** 20;
  const resident = mebibytes(process.memoryUsage.rss());
  // "last-resort" also gives freed pages back.
  globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
  const { rss, heapUsed } = process.memoryUsage();
  return { resident, kept: mebibytes(rss), heap: mebibytes(heapUsed) };
}
