// The page's end of the desk.

import { type Remote, wrap } from "comlink";
import type { Desk } from "./desk-worker.ts";
import { carryFaults } from "./faults.ts";

carryFaults();

export const desk: Remote<Desk> = wrap<Desk>(
  new Worker(new URL("./desk-worker.ts", import.meta.url), { type: "module", name: "desk" }),
);
