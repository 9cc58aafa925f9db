// Node: where a worker hears the one that started it.

import { parentPort } from "node:worker_threads";
import type { Endpoint } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";

export function ownEndpoint(): Endpoint {
  if (parentPort === null) throw new Error("This file is run as a worker only.");
  return nodeEndpoint(parentPort);
}
