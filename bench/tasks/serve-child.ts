// Run by the task `serve`: serve-child.ts MODEL [constant]. Serves the model on a free port, whose number it prints; with "constant" every prediction
// is answered by the same reply, so that the difference is what predicting costs.

import { readFileSync } from "node:fs";
import type * as main from "../../ts/index.ts";
import type * as node from "../../ts/serve/node.ts";
import { DIST } from "../hedgerow.ts";

const { load } = (await import(`${DIST}/index.js`)) as typeof main;
const { listen } = (await import(`${DIST}/serve/node.js`)) as typeof node;
const [file = "", constant] = process.argv.slice(2);
const server = await listen(await load(readFileSync(file)), { port: 0 });
if (constant === "constant") {
  const reply = server.service.predict(new TextEncoder().encode("{}"));
  server.service.predict = () => reply;
}
console.log(server.port);
process.on("SIGTERM", () => server.close());
