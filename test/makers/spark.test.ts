// examples/distributed with Spark, small: a local cluster of two executors, each a process of its own with Python workers that
// encode, and barrier tasks that train. What it saves is served here with XGBoost's bits.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, test } from "vitest";
import { python } from "./cases.ts";
import { checkTrained, example, writeParts } from "./distributed-case.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-spark-"));
const at = (name: string): string => join(folder, name);

/** Three virtual machines start for a little work: without the optimising compiler they are there sooner. */
const QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
const SETTINGS = [
  `spark.driver.extraJavaOptions=${QUICK}`,
  `spark.executor.extraJavaOptions=${QUICK}`,
  "spark.sql.shuffle.partitions=2",
];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("trained over executors of Spark, served here", async () => {
  const parts = await writeParts(folder, 2, 1500);
  const words = [example("train_spark.py"), at("schema.json"), at("part-*.csv"), "-o", at("spark.json")];
  const settings = SETTINGS.map((each) => `--conf "${each}"`).join(" ");
  execFileSync(python, [...words, "--workers", "2", "--rounds", "20", "--depth", "4"], {
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 2 ** 26,
    cwd: folder,
    env: {
      ...process.env,
      PYSPARK_SUBMIT_ARGS: `${settings} pyspark-shell`,
      // Nothing is to be asked of the machine's own name.
      SPARK_LOCAL_IP: "127.0.0.1",
    },
  });
  await checkTrained(folder, "spark.json", parts);
}, 600_000);
