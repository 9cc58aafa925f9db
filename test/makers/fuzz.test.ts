// Damaged files of the real makers: each gives a model or a HedgerowError that says what is wrong, in bounded time. What is
// imported scores without a fault. HEDGEROW_FUZZ_SECONDS tries for longer.

import { describe, expect, test } from "vitest";
import { HedgerowError } from "../../ts/error.ts";
import { fromLightGBM, fromONNX, fromSklearn, fromXGBoost } from "../../ts/interop/index.ts";
import type { Model } from "../../ts/model/model.ts";
import { Dice } from "../random-model.ts";
import { caseFile, makeCases } from "./cases.ts";

const milliseconds = 1000 * Number(process.env.HEDGEROW_FUZZ_SECONDS ?? 2);

/** What stands for a number in a text. */
const HOSTILE = [
  "-1",
  "0",
  "1",
  "2",
  "NaN",
  "Infinity",
  "1e999",
  "-2147483648",
  "4294967296",
  "9007199254740993",
  "0.5",
  "[]",
  '""',
  "null",
  "1e9",
];

function mutateText(dice: Dice, text: string): string {
  const at = dice.below(text.length);
  const span = 1 + dice.below(60);
  switch (dice.below(6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + span);
    case 2:
      return text.slice(0, at) + text.slice(at, at + span) + text.slice(at);
    case 3: {
      const from = dice.below(text.length);
      return text.slice(0, at) + text.slice(from, from + span) + text.slice(at + span);
    }
    default: {
      // A number near the place becomes another.
      const tail = text.slice(at).replace(/-?\d+(\.\d+)?(E-?\d+)?/, () => dice.pick(HOSTILE));
      return text.slice(0, at) + tail;
    }
  }
}

function mutateBytes(dice: Dice, bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  const at = dice.below(bytes.length);
  switch (dice.below(5)) {
    case 0:
      return changed.slice(0, at);
    case 1:
      for (let i = at; i < Math.min(at + 8, changed.length); i++)
        changed[i] = dice.pick([0xff, 0x7f, 0x80, 0]);
      return changed;
    case 2:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - 40))]);
    default:
      for (let i = 1 + dice.below(4); i > 0; i--) {
        const place = dice.below(changed.length);
        changed[place] = (changed[place] as number) ^ (1 << dice.below(8));
      }
      return changed;
  }
}

type Importer = (bytes: Uint8Array) => Promise<Model>;

const kinds: readonly [name: string, maker: string, ending: string, importer: Importer, isText: boolean][] = [
  ["XGBoost JSON", "xgboost", ".json", (bytes) => fromXGBoost(bytes), true],
  ["XGBoost UBJSON", "xgboost", ".ubj", (bytes) => fromXGBoost(bytes), false],
  ["LightGBM", "lightgbm", ".txt", (bytes) => fromLightGBM(bytes), true],
  ["scikit-learn", "sklearn", ".json", (bytes) => fromSklearn(bytes), true],
  ["ONNX", "onnx", ".onnx", (bytes) => fromONNX(bytes), false],
];

/** Whether a model came of it; anything but a located refusal is thrown. */
async function tryImport(importer: Importer, bytes: Uint8Array): Promise<boolean> {
  let model: Model;
  try {
    model = await importer(bytes);
  } catch (error) {
    if (error instanceof HedgerowError && error.code !== "internal") return false;
    throw error;
  }
  const rows = new Float32Array(2 * model.header.features).fill(1.5);
  rows.fill(Number.NaN, model.header.features);
  if (model.classes.length > 0) model.predictRows(rows, 2);
  return true;
}

describe("damaged files", () => {
  test.each(kinds)(
    "%s",
    async (_, maker, ending, importer, isText) => {
      const files = makeCases(maker)
        .map(({ file }) => file)
        .filter((file) => file.endsWith(ending));
      const originals = [...new Set(files)].map(caseFile).filter((bytes) => bytes.length < 150_000);
      expect(originals.length).toBeGreaterThan(2);
      const stop = performance.now() + milliseconds;
      let [tries, models, slowest] = [0, 0, 0];
      for (let seed = 1; performance.now() < stop || tries < 60; seed++) {
        const dice = new Dice(seed * 7919);
        const original = dice.pick(originals);
        const text = new TextDecoder("latin1").decode(original);
        const bytes = isText ? new TextEncoder().encode(mutateText(dice, text)) : mutateBytes(dice, original);
        const start = process.cpuUsage().user;
        try {
          if (await tryImport(importer, bytes)) models++;
        } catch (cause) {
          throw new Error(`seed ${seed}: ${String(cause)}`, { cause });
        }
        slowest = Math.max(slowest, process.cpuUsage().user - start);
        tries++;
      }
      // Most changes are refused, some are harmless; no test of time, but a runaway would not come here.
      expect(models).toBeLessThan(tries);
    },
    milliseconds + 300_000,
  );
});

describe("refused by name", () => {
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HedgerowError);
    return (error as HedgerowError).message;
  };
  const xgboost = (tree: object, more: object = {}): object => ({
    version: [3, 2, 0],
    learner: {
      feature_names: [],
      learner_model_param: { base_score: "[5E-1]", num_class: "0", num_feature: "2", num_target: "1" },
      objective: { name: "binary:logistic" },
      gradient_booster: {
        name: "gbtree",
        model: {
          trees: [
            {
              left_children: [1, -1, -1],
              right_children: [2, -1, -1],
              split_indices: [0, 0, 0],
              split_conditions: [0.5, 1, 2],
              default_left: [0, 0, 0],
              ...tree,
            },
          ],
          tree_info: [0],
        },
        ...more,
      },
    },
  });

  test("XGBoost", async () => {
    await fromXGBoost(xgboost({}));
    expect(await refusal(fromXGBoost("[]"))).toContain("dump_model");
    expect(await refusal(fromXGBoost(new TextEncoder().encode("binf....")))).toContain("old binary format");
    expect(await refusal(fromXGBoost(xgboost({ left_children: [0, -1, -1] })))).toContain(
      "tree 0: node 0 is its own descendant",
    );
    expect(await refusal(fromXGBoost(xgboost({ left_children: [7, -1, -1] })))).toContain(
      "there is no node 7",
    );
    expect(await refusal(fromXGBoost(xgboost({ left_children: [2, -1, -1] })))).toContain("two parents");
    expect(await refusal(fromXGBoost(xgboost({ split_indices: [2, 0, 0] })))).toContain(
      "there is no feature 2",
    );
    expect(await refusal(fromXGBoost(xgboost({ split_conditions: [0.5, 1, "NaN"] })))).toContain(
      "not a finite number",
    );
    expect(await refusal(fromXGBoost(xgboost({ tree_param: { size_leaf_vector: "3" } })))).toContain(
      "vector leaves",
    );
    expect(await refusal(fromXGBoost(xgboost({ split_type: [1, 0, 0] })))).toContain(
      "categories are not there",
    );
    expect(await refusal(fromXGBoost(xgboost({}, { name: "gblinear" })))).toContain("gblinear");
    expect(await refusal(fromXGBoost(xgboost({}, { name: "dart" })))).toContain("weight_drop");
    // A length of 2^60 in a file of few bytes.
    const claim = Uint8Array.from([
      0x7b, 0x4c, 0, 0, 0, 0, 0, 0, 0, 1, 0x61, 0x5b, 0x24, 0x44, 0x23, 0x4c, 0x10, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(await refusal(fromXGBoost(claim))).toContain("does not fit the file");
  });

  test("NaN and Infinity tokens, DART weights in each of their places", async () => {
    const text = JSON.stringify(xgboost({ split_conditions: ["Infinity", 1, 2] })).replace(
      '"Infinity"',
      "Infinity",
    );
    expect((await fromXGBoost(text)).margins({ f0: 3e38 })[0]).toBe(1);
    const base = xgboost({}) as { learner: { gradient_booster: { model: object } } };
    const { model } = base.learner.gradient_booster;
    const places = [
      { name: "dart", gbtree: { name: "gbtree", model }, weight_drop: [0.5] },
      { name: "gbtree", model, weight_drop: [0.5] },
      { name: "gbtree", model: { ...model, weight_drop: [0.5] } },
    ];
    for (const gradient_booster of places) {
      const found = await fromXGBoost({ ...base, learner: { ...base.learner, gradient_booster } });
      expect(found.margins({ f0: 0 })[0]).toBe(0.5);
    }
  });

  test("LightGBM", async () => {
    expect(await refusal(fromLightGBM('{"tree_info":[]}'))).toContain("dump_model");
    expect(await refusal(fromLightGBM("tree\nversion=v9\nend of trees"))).toContain("v9");
    const head =
      "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=binary sigmoid:1\nfeature_names=a\n\n";
    const tree =
      "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=1\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n";
    const end = "\nend of trees\n";
    await fromLightGBM(head + tree + end);
    expect(await refusal(fromLightGBM(`${head}${tree}is_linear=1\n${end}`))).toContain("leaves are linear");
    expect(await refusal(fromLightGBM(head + tree.replace("left_child=-1", "left_child=0") + end))).toContain(
      "own descendant",
    );
    expect(
      await refusal(fromLightGBM(head + tree.replace("num_leaves=2", "num_leaves=99999999") + end)),
    ).toContain("(line 17)");
    expect(await refusal(fromLightGBM(head + tree))).toContain("cut off");
  });
});
