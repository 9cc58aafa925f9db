// What the scenario gives here and now: from the sources, in the Node that runs the tests.

import * as hedgerow from "../../ts/index.ts";
import * as worker from "../../ts/worker/index.ts";
import { type Outcome, scenario } from "./scenario.ts";
import { scenario as workersScenario } from "./workers-scenario.ts";

export function expected(): Promise<Outcome> {
  return scenario(hedgerow);
}

let bytes: Promise<string> | undefined;

/** The bytes of the workers' scenario. */
export function expectedOverWorkers(): Promise<string> {
  bytes ??= workersScenario(hedgerow, worker).then((outcome) => outcome.bytes);
  return bytes;
}
