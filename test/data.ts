// Tests that need the real data sets. Where these are absent such a test is skipped, and `npm test` lists it by name as not
// run; with CI=true it fails.

import { existsSync } from "node:fs";
import { type TestContext, test } from "vitest";
import { dataFolder } from "./data-folder.ts";

export { dataFile, dataFolder } from "./data-folder.ts";

/**
 * A test that reads real data.
 *
 * @example
 * dataTest("intrusion: boosting reaches the ceiling", async () => {
 *   const text = await readFile(dataFile("intrusion/intrusion.csv"), "utf8");
 * }, 60_000);
 */
export function dataTest(name: string, run: (context: TestContext) => unknown, timeout?: number): void {
  if (existsSync(dataFolder)) test(name, run as (context: TestContext) => Promise<void>, timeout);
  else if (process.env.CI === "true") {
    test(name, () => {
      throw new Error(`The data folder ${dataFolder} is absent. Set HEDGEROW_DATA.`);
    });
  } else test.skip(name);
}
