// From nothing to the first answer. Every run is a fresh process, since engines keep compiled code; its clock starts when the process is up.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { columnName } from "../data/numbers.ts";
import { type Contender, interleave } from "../measure.ts";
import { type Group, timeGroup } from "../results.ts";
import { type Context, needPython, noteAbsent, present } from "./context.ts";
import { PeerFiles, records, SHAPES, type Shape, scoredModel } from "./scoring/models.ts";

/** Steps of the small scorer, in the order in which load-child.ts tells them. */
const STEPS = ["compile scorer.wasm", "instantiate and open the model", "first row", "all three"] as const;

export async function* load(context: Context): AsyncGenerator<Group> {
  const scored = await scoredModel(SHAPES["classes3"] as Shape, context.quick);
  const files = new PeerFiles(scored);
  const model = files.file("hedgerow.bin");
  writeFileSync(model, scored.bytes);
  const [record] = records(scored, 1);
  const row = files.file("record.json");
  writeFileSync(row, JSON.stringify(record));
  const effort = context.quick ? { rounds: 1, seconds: 1 } : { rounds: 11, seconds: 60 };

  context.say("load.scorer");
  const steps: number[][] = STEPS.map(() => []);
  for (let run = 0; run < effort.rounds; run++) {
    for (const [i, seconds] of child("scorer", model, row).entries()) (steps[i] as number[]).push(seconds);
  }
  const runs = new Map(
    STEPS.map((name, i) => [name as string, steps[i] as number[]]).reverse() as [string, number[]][],
  );
  yield timeGroup(
    "load.scorer",
    "the small scorer in a fresh process, 3 classes, 300 trees of depth 6",
    runs,
  );

  context.say("load.first");
  const fresh = (name: string, ...paths: string[]): Contender => ({
    name,
    run: () => child(name, ...paths)[0] as number,
  });
  const peers = await present(context, "load.first", [
    ["onnxruntime-node", async () => fresh("onnxruntime-node", onnxFile(files), row)],
    ["onnxruntime-web", async () => fresh("onnxruntime-web", onnxFile(files), row)],
    [
      "ydf-inference",
      async () => {
        const zipped = files.file("ydf.zip");
        await needPython(context).call("scoring.build_ydf", {
          trees: files.ydfTrees(),
          columns: Array.from({ length: scored.features }, (_, f) => columnName(f)),
          outputs: scored.outputs,
          work: files.file("ydf"),
          zipped,
        });
        return fresh("ydf-inference", zipped, row);
      },
    ],
  ]);
  yield timeGroup(
    "load.first",
    "import, load the model, first answer, in a fresh process; 3 classes, 300 trees of depth 6",
    await interleave([fresh("hedgerow", model, row), ...peers], effort, (name, error) =>
      noteAbsent(context, name, "load.first", error),
    ),
  );
}

function onnxFile(files: PeerFiles): string {
  const path = files.file("onnx");
  writeFileSync(path, files.onnx());
  return path;
}

/** Runs load-child.ts; the seconds it prints. */
function child(...args: string[]): number[] {
  const script = resolve(import.meta.dirname, "load-child.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${args[0]}: ${stderr.trim().split("\n").pop()}`);
  return JSON.parse(stdout.trim().split("\n").pop() ?? "[]") as number[];
}
