// The benchmark's own code, without peers: its trees are the scorer's, its command runs, its judgements and tables are right.

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { exponent, interleave } from "../bench/measure.ts";
import { toLightGBM } from "../bench/models/to-lightgbm.ts";
import { toONNX } from "../bench/models/to-onnx.ts";
import { toXGBoost } from "../bench/models/to-xgboost.ts";
import { type ExportNode, nextAbove, readTrees } from "../bench/models/trees.ts";
import { digits } from "../bench/report/format.ts";
import { scale } from "../bench/report/scale.ts";
import { judge } from "../bench/report/targets.ts";
import { between } from "../bench/report/write.ts";
import { type Results, timeGroup } from "../bench/results.ts";
import { buildModel } from "./model-builder.ts";
import { readModel, scoreReference } from "./reference.ts";

const model: Uint8Array = buildModel({
  features: 2,
  outputs: 2,
  link: 2,
  base: [0.5, -1],
  divisor: [2, 1],
  trees: [
    {
      weight: 0.5,
      root: {
        feature: 0,
        threshold: 1.5,
        missingLeft: true,
        left: { feature: 1, codes: [0, 33], missingLeft: true, left: [1], right: [2] },
        right: { feature: 1, codes: [2], listedRight: true, missingLeft: true, left: [3], right: [4] },
      },
    },
    { output: 1, root: [7] },
    { output: 1, root: { feature: 0, threshold: -2, left: [1], right: [-1] } },
  ],
});

function goesLeft({ feature, threshold, codes, missingLeft }: ExportNode, row: Float32Array): boolean {
  const x = row[feature] as number;
  if (Number.isNaN(x)) return missingLeft;
  return codes ? codes.includes(x) : x <= threshold;
}

test("plain trees, summed, are the margins of the reference", () => {
  const { trees, outputs } = readTrees(model);
  const oracle = readModel(model);
  for (const x of [-3, -2, 1.5, 1.6, Number.NaN]) {
    for (const code of [0, 1, 2, 33, 50, Number.NaN]) {
      const row = Float32Array.of(x, code);
      const margins = new Float64Array(outputs);
      for (const { nodes, leaves, output } of trees) {
        let at = nodes.length > 0 ? 0 : ~0;
        while (at >= 0) {
          const node = nodes[at] as ExportNode;
          at = goesLeft(node, row) ? node.left : node.right;
        }
        for (const [j, value] of (leaves[~at] as number[]).entries()) margins[output + j]! += value;
      }
      expect([...margins]).toEqual([...scoreReference(oracle, row)]);
    }
  }
});

test("`x <= t` is `x < nextAbove(t)`", () => {
  for (const t of [0, -0, 1, -1, 1.5, Math.fround(1e-40), -3.25e20]) {
    const above = nextAbove(Math.fround(t));
    expect(above).toBeGreaterThan(t);
    expect(Math.fround((t + above) / 2) === Math.fround(t) || Math.fround((t + above) / 2) === above).toBe(
      true,
    );
  }
});

test("every writer writes all trees", () => {
  const numeric = readTrees(
    buildModel({
      features: 1,
      trees: [{ root: { feature: 0, threshold: 0, left: [1], right: [2] } }, { root: [3] }],
    }),
  );
  const xgboost = JSON.parse(toXGBoost(numeric));
  expect(xgboost.learner.gradient_booster.model.trees).toHaveLength(2);
  expect(xgboost.learner.gradient_booster.model.trees[0].left_children).toEqual([1, -1, -1]);
  expect(toLightGBM(readTrees(model)).match(/^Tree=/gm)).toHaveLength(3);
  expect(toLightGBM(readTrees(model))).toContain("cat_boundaries=0 8 9");
  expect(Buffer.from(toONNX(numeric)).includes("TreeEnsembleRegressor")).toBe(true);
});

test("contenders take turns, one that fails is out, the first round warms up", async () => {
  const order: string[] = [];
  const gone: string[] = [];
  const contender = (name: string) => ({
    name,
    run(round: number) {
      order.push(name);
      if (name === "c" && round === 1) throw new Error("no");
      return round;
    },
  });
  const runs = await interleave(
    [contender("a"), contender("b"), contender("c")],
    { rounds: 3, seconds: 9 },
    (name) => gone.push(name),
  );
  expect(order.join("")).toBe("abcbcaab");
  expect(gone).toEqual(["c"]);
  expect([...runs]).toEqual([
    ["a", [1, 2]],
    ["b", [1, 2]],
  ]);
});

test("ratios are the peer's least over ours, and targets are judged by them", () => {
  const runs = new Map([
    ["hedgerow", [2, 1, 4]],
    ["peer", [6, 6, 8]],
  ]);
  const group = timeGroup("g", "work", runs);
  expect(group.figures[1]).toMatchObject({ ratio: 6, spread: [2.5, 4.5], median: 6 });
  const conditions = { date: "", seconds: 0, loadBefore: 0, loadAfter: 0, quick: false };
  const results: Results = {
    machine: {},
    versions: {},
    tasks: { score: { conditions, groups: [group], absent: [] } },
  };
  const target = { work: "work", group: "g", peer: "peer" };
  expect(judge(results, { ...target, atLeast: 6 }).verdict).toBe("pass");
  expect(judge(results, { ...target, atLeast: 7 }).verdict).toBe("short");
  expect(judge(results, { ...target, group: "h", atLeast: 1 }).verdict).toBe("not measured");
});

test("the exponent of a power law is found", () => {
  expect(exponent([1, 10, 100], [3, 60, 1200])).toBeCloseTo(Math.log10(20), 12);
});

test("only what stands between the markers is replaced", () => {
  const begin = "<!-- bench: written by `npm run bench -- --write` -->";
  const text = `a\n${begin}\nold\n<!-- bench: end -->\nz`;
  expect(between(text, "new")).toBe(`a\n${begin}\n\nnew\n\n<!-- bench: end -->\nz`);
  expect(() => between("a", "new")).toThrow("markers");
});

test("rates and texts are measured without peers, and told of", () => {
  const main = resolve(import.meta.dirname, "../bench/main.ts");
  const words = [main, "bridges", "text", "--quick", "--alone", "--json"];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect(`${status} ${status === 0 ? "" : stderr}`).toBe("0 ");
  const results = JSON.parse(stdout) as Results;
  expect(results.tasks.bridges?.groups.map(({ id }) => id)).toEqual(
    ["files", "parquet", "rows", "record"].map((way) => `bridges.rate.${way}`),
  );
  const text = scale(results);
  const [figure] = results.tasks.bridges?.groups[3]?.figures ?? [];
  const hours = ((figure?.value ?? 0) * 1e9) / 3600;
  expect(text).toContain(`A day's billion is ${digits(hours)} hours of processor time`);
  expect(scale({ machine: {}, versions: {}, tasks: {} })).toBe("Not measured yet.");
}, 120_000);

test("the command runs without peers", () => {
  const main = resolve(import.meta.dirname, "../bench/main.ts");
  const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
  const { stdout, stderr, status } = run("score", "train", "size", "--quick", "--alone", "--json");
  expect(`${status} ${status === 0 ? "" : stderr}`).toBe("0 ");
  const results = JSON.parse(stdout) as Results;
  expect(Object.keys(results.tasks)).toEqual(["score", "train", "size"]);
  for (const task of Object.values(results.tasks)) {
    expect(task.groups.length).toBeGreaterThan(4);
    for (const { figures } of task.groups)
      expect(figures.every(({ value }) => Number.isFinite(value))).toBe(true);
  }
  expect(run("everything").status).toBe(2);
}, 120_000);
