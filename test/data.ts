// The real data sets: where they lie, and tests that need them. They are too large for the repository. Where they are absent
// such a test is skipped, and `npm test` lists it by name as not run; with CI=true it fails.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type TestContext, test } from "vitest";

/** HEDGEROW_DATA, by default ../shared/data beside the repository. */
export const dataFolder: string = resolve(
  import.meta.dirname,
  "..",
  process.env.HEDGEROW_DATA || "../shared/data",
);

/** A file of the data folder. */
export function dataFile(path: string): string {
  return resolve(dataFolder, path);
}

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
