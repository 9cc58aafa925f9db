/**
 * XGBoost models: JSON and UBJSON as `save_model` writes them, versions 1.3 to 3.x. In: the file. Out: a Model whose margins
 * have XGBoost's bits (on x86-64; sums in f32, the base first, trees in the order of the file).
 *
 * Read in doc/tutorials/saving_model.rst, src/tree/tree_model.cc, src/gbm/gbtree.cc, src/learner.cc of dmlc/xgboost.
 */
import { Fault } from "../data/fault.ts";
import { fieldsOf, listIn, textOf } from "../data/json-check.ts";
import type { Model } from "../model/model.ts";
import { ForestBytes } from "./forest-bytes.ts";
import {
  type CategoryNames,
  categoryNames,
  type Found,
  type ImportOptions,
  importing,
  namesIn,
  toModel,
} from "./imported.ts";
import { numberIn, numbersIn, parseMakersJson } from "./json.ts";
import { parseUbjson } from "./ubjson.ts";
import { objectiveOf } from "./xgboost-objective.ts";
import { xgboostTree } from "./xgboost-tree.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Choices for XGBoost. */
export interface XGBoostOptions extends ImportOptions {
  /**
   * Rounds to take: "best" is as many as early stopping found best, as `XGBClassifier.predict` does; "all", as `Booster.predict`
   * does. @default "best"
   */
  rounds?: "best" | "all" | undefined;
}

/**
 * Imports what `Booster.save_model` or `XGBModel.save_model` wrote: `model.json` or `model.ubj`, as bytes, text or parsed JSON.
 * Throws `bad-model` saying what is not understood: `dump_model`'s output, the old binary format, gblinear, vector leaves.
 *
 * @example
 * const model = await fromXGBoost(await readFile("model.json"), { classes: ["benign", "attack"] });
 */
export async function fromXGBoost(
  source: Uint8Array | ArrayBuffer | string | object,
  options: XGBoostOptions = {},
): Promise<Model> {
  return toModel(
    importing("XGBoost model", () => findXGBoost(parse(source), options.rounds)),
    options,
  );
}

function parse(source: Uint8Array | ArrayBuffer | string | object): unknown {
  if (typeof source === "string") return parseMakersJson(source);
  if (source instanceof ArrayBuffer) return parseBytes(new Uint8Array(source));
  return source instanceof Uint8Array ? parseBytes(source) : source;
}

function parseBytes(bytes: Uint8Array): unknown {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 4));
  if (start === "binf" || start.startsWith("bs64"))
    throw new Fault(
      "it is the old binary format; load it with XGBoost before 3.1 and save it as .json or .ubj",
    );
  // JSON has a quote or a blank behind the brace, UBJSON the type of a length.
  const isUbjson = bytes[0] === 0x7b && /^[UiIlL#$N}]/.test(start.slice(1)) && start[1] !== "}";
  return isUbjson ? parseUbjson(bytes) : parseMakersJson(new TextDecoder().decode(bytes));
}

/** What the parsed file holds. */
export function findXGBoost(json: unknown, rounds: "best" | "all" = "best"): Found {
  if (Array.isArray(json))
    throw new Fault("it is the output of dump_model, which is not exact; use save_model");
  const root = fieldsOf(json, "the file");
  if (root["learner"] === undefined) throw new Fault('it has no "learner": is it what save_model wrote?');
  const learner = fieldsOf(root["learner"], '"learner"');
  const params = fieldsOf(learner["learner_model_param"], "learner_model_param");
  const version = Array.from(numbersIn(root["version"] ?? [], "version"));
  const features = whole(params["num_feature"], "num_feature");
  const classes = whole(params["num_class"] ?? "0", "num_class");
  if (whole(params["num_target"] ?? "1", "num_target") > 1)
    throw new Fault("it has several targets, which are not supported");
  const objective = objectiveOf(fieldsOf(learner["objective"], "objective"), classes);
  const { model, weights } = gradientBooster(learner);
  const trees = listIn(model["trees"], "trees");
  const groups = numbersIn(model["tree_info"], "tree_info", trees.length);
  const forest = new ForestBytes({
    features,
    base: bases(params["base_score"], objective.outputs).map(objective.toMargin),
    link: objective.link,
    leavesF64: false,
    sumF32: true,
  });
  const ends = roundEnds(model, trees.length);
  const count =
    rounds === "best" ? treesOfBest(learner, model, ends, objective.outputs, trees.length) : trees.length;
  for (let i = 0; i < count; i++) {
    const weight = weights === undefined ? 1 : (weights[i] as number);
    forest.add(xgboostTree(trees[i], `tree ${i}`, { output: groups[i] as number, weight }));
  }
  return {
    forest,
    features,
    names: namesIn(learner["feature_names"], "feature_names", features),
    categories:
      model["cats"] === undefined ? undefined : categoriesOf(fieldsOf(model["cats"], "cats"), features),
    classes: objective.classes,
    method: "boosting",
    from: { maker: "XGBoost", version: version.join("."), objective: objective.name },
  };
}

/** The trees, and DART's weights, which stand in one of three places. */
function gradientBooster(learner: Fields): { model: Fields; weights: ArrayLike<number> | undefined } {
  const booster = fieldsOf(learner["gradient_booster"], "gradient_booster");
  const name = textOf(booster["name"], "gradient_booster.name");
  if (name === "gblinear") throw new Fault("it is a linear model (gblinear) without trees");
  if (name !== "gbtree" && name !== "dart") throw new Fault(`the booster ${JSON.stringify(name)} is unknown`);
  const inner = booster["gbtree"] === undefined ? booster : fieldsOf(booster["gbtree"], "gbtree");
  const model = fieldsOf(inner["model"], "gradient_booster.model");
  const given = booster["weight_drop"] ?? inner["weight_drop"] ?? model["weight_drop"];
  if (given === undefined) {
    if (name === "dart") throw new Fault("it is a DART model without weight_drop");
    return { model, weights: undefined };
  }
  const trees = listIn(model["trees"], "trees").length;
  const weights = numbersIn(given, "weight_drop");
  // A booster that is not DART may write an empty list.
  if (weights.length === 0 && name !== "dart") return { model, weights: undefined };
  return { model, weights: Float32Array.from(numbersIn(weights, "weight_drop", trees)) };
}

/** base_score is "5E-1", or from 3.1 "[5E-1]" or "[1E0,2E0]"; one value is for all outputs. */
function bases(value: unknown, outputs: number): number[] {
  const text = typeof value === "number" ? String(value) : textOf(value, "base_score");
  const inner = /^\s*\[(.*)\]\s*$/.exec(text)?.[1] ?? text;
  const values = inner.split(",").map((each) => {
    const number = each.trim() === "" ? Number.NaN : Number(each);
    if (Number.isNaN(number)) throw new Fault(`base_score is ${JSON.stringify(text)}, not a number`);
    return Math.fround(number);
  });
  if (values.length === 1) return Array.from({ length: outputs }, () => values[0] as number);
  if (values.length === outputs) return values;
  throw new Fault(`base_score has ${values.length} values for ${outputs} outputs`);
}

/** Where each round's trees end, 0 before; older files do not tell. */
function roundEnds(model: Fields, trees: number): ArrayLike<number> | undefined {
  if (model["iteration_indptr"] === undefined) return undefined;
  const ends = Array.from(numbersIn(model["iteration_indptr"], "iteration_indptr"));
  const ascend = ends.every((end, i) => end >= (ends[i - 1] ?? 0));
  if (ends[0] !== 0 || !ascend || ends.at(-1) !== trees)
    throw new Fault("iteration_indptr does not fit the trees");
  return ends;
}

/** Early stopping keeps all trees and notes the best round as an attribute. */
function treesOfBest(
  learner: Fields,
  model: Fields,
  ends: ArrayLike<number> | undefined,
  outputs: number,
  trees: number,
): number {
  const attributes = learner["attributes"] === undefined ? {} : fieldsOf(learner["attributes"], "attributes");
  const best = attributes["best_iteration"];
  if (best === undefined) return trees;
  const round = whole(best, "best_iteration") + 1;
  if (ends !== undefined) return ends[Math.min(round, ends.length - 1)] as number;
  const param = fieldsOf(model["gbtree_model_param"] ?? {}, "gbtree_model_param");
  const parallel = Math.max(1, whole(param["num_parallel_tree"] ?? "1", "num_parallel_tree"));
  return Math.min(trees, round * parallel * outputs);
}

/** From 3.1: of each feature the bytes and offsets of its texts, or its numbers; nothing of one without categories. */
function categoriesOf(cats: Fields, features: number): Found["categories"] {
  const lists = listIn(cats["enc"] ?? [], "cats.enc");
  if (lists.length !== features) return undefined;
  const found = lists.map((list): CategoryNames | undefined => {
    const fields = fieldsOf(list, "cats.enc");
    const values = Array.from(numbersIn(fields["values"] ?? [], "cats.enc.values"));
    if (values.length === 0) return undefined;
    if (fields["offsets"] === undefined) return categoryNames(values, "cats.enc");
    const offsets = Array.from(numbersIn(fields["offsets"], "cats.enc.offsets"));
    const bytes = Uint8Array.from(values);
    const names = offsets.slice(1).map((end, i) => new TextDecoder().decode(bytes.subarray(offsets[i], end)));
    return { names, numbers: false };
  });
  return found.some((each) => each !== undefined) ? found : undefined;
}

function whole(value: unknown, what: string): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : numberIn(value, what);
  if (Number.isInteger(number) && number >= 0 && number <= 2 ** 31) return number;
  throw new Fault(`${what} is ${JSON.stringify(value)}, not a whole number`);
}
