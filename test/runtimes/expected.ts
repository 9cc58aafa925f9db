// What the scenario gives here and now: from the sources, in the Node that runs the tests.

import * as hedgerow from "../../ts/index.ts";
import { type Outcome, scenario } from "./scenario.ts";

export function expected(): Promise<Outcome> {
  return scenario(hedgerow);
}
