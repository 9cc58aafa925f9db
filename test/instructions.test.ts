// The core's work in instructions, held to bench/instructions.json: a change that makes it much slower does not pass unseen. Counted,
// not timed, so that it does not depend on the machine's load; compilers differ by less than the margin.

import { expect, test } from "vitest";
import { baseline, countInstructions, hasValgrind } from "../bench/instructions.ts";

const MARGIN = 1.5;

test.skipIf(!hasValgrind() && process.env.CI !== "true")(
  "no fixed piece of work takes many more instructions than before",
  () => {
    const counts = countInstructions();
    const grown = Object.entries(baseline()).flatMap(([work, before]) => {
      const now = counts[work as keyof typeof counts];
      return now > MARGIN * before ? [`${work}: ${now}, before ${before}`] : [];
    });
    // If the growth is meant: node bench/instructions.ts --write
    expect(grown).toEqual([]);
  },
  300_000,
);
