// All tests: the checks of `npm run check`, then the runners, whose output is shown as they run, then one total line.
// It fails when anything failed and when a runner ran nothing. Skipped tests are listed by name as not run.

import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { check, NATIVE } from "../build/check.ts";
import { demo } from "../build/demo.ts";
import { environment, root } from "../build/run.ts";
import { runStep } from "../build/step.ts";

interface Tally {
  passed: number;
  failed: number;
  notRun: string[];
}

/** What Vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** The runners behind Vitest and their files; the first that fits counts. */
const GROUPS: readonly [name: string, files: RegExp][] = [
  ["workerd", /^test\/runtimes\/workerd\./],
  ["Chromium", /^test\/runtimes\/chromium\./],
  ["demo page", /^test\/e2e\//],
  ["Node", /^test\/runtimes\/node\./],
  ["AssemblyScript parity", /^test\/parity\./],
  ["test/", /^test\//],
  ["ts/", /^ts\//],
];

async function rust(): Promise<Tally> {
  const tally = none();
  const { status, output } = await shown("build/with-rust", ["cargo", "test", ...NATIVE]);
  for (const [, passed, failed] of output.matchAll(/^test result: .*? (\d+) passed; (\d+) failed;/gm)) {
    tally.passed += Number(passed);
    tally.failed += Number(failed);
  }
  for (const [, name = ""] of output.matchAll(/^test (.+) \.\.\. ignored/gm)) tally.notRun.push(name);
  // Code that does not compile counts as one failure.
  if (status !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}

function vitest(): Map<string, Tally> {
  const file = ".cache/vitest.json";
  rmSync(file, { force: true });
  const reports = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { status } = spawnSync("vitest", ["run", ...reports], {
    cwd: root,
    env: environment,
    stdio: "inherit",
  });
  const tallies = new Map(GROUPS.map(([name]) => [name, none()]));
  for (const { name, status, assertionResults } of read(file).testResults) {
    const path = relative(root, name);
    const group = GROUPS.find(([, files]) => files.test(path));
    const tally = tallies.get(group?.[0] ?? "");
    if (tally === undefined) throw new Error(`${path} belongs to no runner.`);
    const failed = assertionResults.filter((result) => result.status === "failed").length;
    tally.passed += assertionResults.filter((result) => result.status === "passed").length;
    // A file that fails as a whole, at import for instance, has no failed test of its own.
    tally.failed += failed === 0 && status === "failed" ? 1 : failed;
    for (const result of assertionResults) {
      if (result.status !== "passed" && result.status !== "failed") tally.notRun.push(result.fullName);
    }
  }
  if (status !== 0 && sum([...tallies.values()]).failed === 0)
    tallies.set("Vitest itself", { ...none(), failed: 1 });
  return tallies;
}

function read(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return { testResults: [] };
  }
}

/** Runs a command, showing its output and keeping it. */
function shown(command: string, args: string[]): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      process.stdout.write(text);
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
  });
}

function none(): Tally {
  return { passed: 0, failed: 0, notRun: [] };
}

function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      notRun: [...a.notRun, ...b.notRun],
    }),
    none(),
  );
}

const checksFailed = check();
process.chdir(root);
runStep(demo);
const tallies = new Map([["Rust", await rust()], ...vitest()]);
console.log();
for (const [name, tally] of tallies) {
  if (tally.passed + tally.failed === 0) {
    console.log(`${name}: ran nothing, which counts as a failure`);
    tally.failed = 1;
  } else console.log(`${name}: ${tally.passed} passed, ${tally.failed} failed`);
}
if (checksFailed > 0) console.log(`checks: ${checksFailed} failed (see the top)`);
const total = sum([...tallies.values()]);
for (const name of total.notRun) console.log(`not run: ${name}`);
const failed = total.failed + checksFailed;
console.log(`${total.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
