// Whether a decision can be applied to a model's classes. In: what a caller asks for, or what a model's metadata says.

import { HedgerowError } from "../error.ts";
import type { Decision } from "./decision.ts";

/** Throws `bad-option` for a decision that can not be. */
export function checkDecision(decision: Decision | undefined, classes: readonly string[]): void {
  const { positive, threshold, costs, abstainBelow = 0 } = decision ?? {};
  if (!(abstainBelow >= 0 && abstainBelow <= 1))
    throw wrong(`abstainBelow must be a probability, not ${abstainBelow}`);
  if (costs !== undefined) {
    if (positive !== undefined || threshold !== undefined)
      throw wrong("a decision has a threshold or costs, not both");
    checkCosts(costs, classes);
    return;
  }
  if (positive === undefined && threshold === undefined) return;
  if (!classes.includes(positive ?? ""))
    throw wrong(`there is no class ${JSON.stringify(positive)}; the classes are ${classes.join(", ")}`);
  // Above 1: never.
  if (!(typeof threshold === "number" && threshold >= 0))
    throw wrong(`threshold must be a number from 0, not ${String(threshold)}`);
}

function checkCosts(costs: NonNullable<Decision["costs"]>, classes: readonly string[]): void {
  for (const [truth, answers] of Object.entries(costs)) {
    for (const [answer, cost] of Object.entries(answers)) {
      const unknown = [truth, answer].find((name) => !classes.includes(name));
      if (unknown !== undefined)
        throw wrong(`costs name ${JSON.stringify(unknown)}; the classes are ${classes.join(", ")}`);
      if (!(cost >= 0 && Number.isFinite(cost)))
        throw wrong(`the cost of answering ${answer} for ${truth} must be a number from 0, not ${cost}`);
    }
  }
}

function wrong(message: string): HedgerowError {
  return new HedgerowError("bad-option", message);
}
