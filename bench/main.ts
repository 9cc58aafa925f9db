// The benchmark. `npm run bench` measures all tasks; `npm run bench -- score train` only these. Results go to bench/results.json.
//
//   --json      print the results as JSON instead of tables
//   --quick     a smoke run: little data, nothing saved; its figures mean nothing
//   --alone     without peers
//   --only=TEXT measure only groups whose id contains the text, such as train.guide; the task's others stay as they were
//   --write     afterwards put what bench/results.json holds into README.md and docs/; without a task, measure nothing

import { VERSION } from "./hedgerow.ts";
import { machine, load as machineLoad } from "./machine.ts";
import { installPeers } from "./peers/install.ts";
import { PythonPeer } from "./peers/python.ts";
import { conditionsText, targetTable, taskTables } from "./report/tables.ts";
import { writeDocs } from "./report/write.ts";
import {
  type Group,
  merged,
  type Results,
  readResults,
  TASKS,
  type TaskName,
  type TaskResult,
  writeResults,
} from "./results.ts";
import { bridges } from "./tasks/bridges.ts";
import { type Context, noteAbsent, type Task } from "./tasks/context.ts";
import { edge } from "./tasks/edge.ts";
import { load } from "./tasks/load.ts";
import { quality } from "./tasks/quality.ts";
import { score } from "./tasks/score.ts";
import { serve } from "./tasks/serve.ts";
import { size } from "./tasks/size.ts";
import { text } from "./tasks/text.ts";
import { train } from "./tasks/train.ts";

const RUN: Readonly<Record<TaskName, Task>> = {
  score,
  train,
  load,
  edge,
  serve,
  size,
  quality,
  bridges,
  text,
};
const FLAGS: readonly string[] = ["--json", "--quick", "--alone", "--write"];
const ONLY = "--only=";

interface Wish {
  names: readonly TaskName[];
  quick: boolean;
  alone: boolean;
  /** Measure only groups whose id contains this. */
  only: string | undefined;
}

async function measure(name: TaskName, context: Context): Promise<TaskResult> {
  const start = performance.now();
  const loadBefore = machineLoad();
  const absent: string[] = [];
  const groups: Group[] = [];
  try {
    for await (const group of RUN[name]({ ...context, absent })) groups.push(group);
  } catch (error) {
    // What was measured before is kept.
    noteAbsent({ ...context, absent }, "hedgerow", `the rest of ${name}`, error);
    console.error(error);
    process.exitCode = 1;
  }
  const seconds = (performance.now() - start) / 1000;
  const date = new Date().toISOString().slice(0, 10);
  const conditions = {
    date,
    machine: machine(),
    seconds,
    loadBefore,
    loadAfter: machineLoad(),
    quick: context.quick,
  };
  return { conditions, groups, absent };
}

async function measureAll({ names, quick, alone, only }: Wish): Promise<Results> {
  const say = (line: string): void => console.error(line);
  if (!alone) say("peers: installing what is missing");
  const peers = alone ? undefined : installPeers();
  const missing = [...(peers?.absent ?? [])].map(([name, reason]) => `${name} is not installed: ${reason}`);
  for (const line of missing) say(`  ${line}`);
  const python = peers && PythonPeer.start();
  const versions = { hedgerow: VERSION, node: process.version, ...peers?.versions };
  // The tables are headed by the machine of the scores; a part measured elsewhere says so itself.
  const { machine: known } = readResults();
  const isPart = !names.includes("score") && Object.keys(known).length > 0;
  let results: Results = { machine: isPart ? known : machine(), versions, tasks: {} };
  try {
    for (const name of names) {
      const wants = (id: string): boolean => only === undefined || id.includes(only);
      const now = await measure(name, { quick, peers, python, absent: [], wants, say });
      // What another run has written meanwhile stays.
      const before = quick ? results.tasks : readResults().tasks;
      const task = only === undefined ? now : merged(before[name], now, only);
      results = { ...results, tasks: { ...before, [name]: task } };
      if (!quick) writeResults(results);
    }
  } finally {
    python?.close();
  }
  return results;
}

function print(results: Results, names: readonly TaskName[]): void {
  const cores = Number(results.machine["cores"]);
  console.log(conditionsText(results));
  for (const name of names) console.log(`\n${taskTables(name, results.tasks[name] as TaskResult, cores)}`);
  console.log(`\n### Targets\n\n${targetTable(results)}`);
}

async function main(args: readonly string[]): Promise<void> {
  const flags = args.filter((arg) => arg.startsWith("--"));
  const given = args.filter((arg) => !arg.startsWith("--"));
  const wrong = [
    ...flags.filter((flag) => !FLAGS.includes(flag) && !flag.startsWith(ONLY)),
    ...given.filter((name) => !(TASKS as readonly string[]).includes(name)),
  ];
  if (wrong.length > 0) {
    console.error(
      `unknown: ${wrong.join(", ")}\nusage: npm run bench -- [${TASKS.join("|")}] [${FLAGS.join("] [")}] [--only=TEXT]`,
    );
    process.exitCode = 2;
    return;
  }
  const has = (flag: string): boolean => flags.includes(flag);
  if (!has("--write") || given.length > 0) {
    const names = given.length > 0 ? (given as TaskName[]) : TASKS;
    const only = flags.find((flag) => flag.startsWith(ONLY))?.slice(ONLY.length);
    const results = await measureAll({ names, quick: has("--quick"), alone: has("--alone"), only });
    if (has("--json")) console.log(JSON.stringify(results));
    else print(results, names);
  }
  if (has("--write")) writeDocs(readResults());
}

await main(process.argv.slice(2));
