// `hedgerow import`: another maker's model in, a model of ours out, whose margins are the maker's.

import { readFile } from "node:fs/promises";
import { formatCount } from "../format-number.ts";
import { MAKERS, type Maker, makerOf } from "../interop/detect.ts";
import type { ImportOptions } from "../interop/imported.ts";
import { fromLightGBM } from "../interop/lightgbm.ts";
import { fromONNX } from "../interop/onnx.ts";
import { fromSklearn } from "../interop/sklearn.ts";
import { fromXGBoost } from "../interop/xgboost.ts";
import type { Model } from "../model/model.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { fileError, placedIn, UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { printable } from "./print-text.ts";
import { readJson } from "./read-json.ts";
import { modelReport, printSaved } from "./train-report.ts";

export const importCommand: Command = {
  name: "import",
  summary: "make a model of one that XGBoost, LightGBM, scikit-learn or ONNX holds",
  usage: "FILE -o MODEL [options]",
  options: [
    { name: "output", short: "o", value: "MODEL", help: "the file to save the model in" },
    {
      name: "schema",
      value: "FILE",
      help: "how records become its features: JSON that hedgerow schema writes (default: the file's features, all numbers)",
    },
    { name: "classes", value: "A,B", help: "names of the classes, in the file's order" },
    {
      name: "categories",
      value: "HOW",
      help: "codes, or names where the file has those of pandas: what records hold (default: codes)",
    },
    { name: "from", value: "MAKER", help: `${MAKERS.join(", ")} (default: by the file's first bytes)` },
    {
      name: "rounds",
      value: "WHICH",
      help: "XGBoost: best takes the rounds that early stopping found best, all takes all (default: best)",
    },
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    "FILE is XGBoost's model.json or model.ubj, LightGBM's model.txt, JSON of export_sklearn.py, or model.onnx.",
    "Margins have the maker's bits; those of ONNX come from the same leaves. What cannot be read exactly is refused.",
  ],
  examples: [
    "hedgerow import model.json --classes benign,attack -o model.bin",
    "hedgerow import model.txt --schema schema.json -o model.bin",
    "hedgerow predict model.bin rows.csv --margins",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...others] = given.operands;
  if (file === undefined) throw new UsageError("No model file is named");
  if (others.length > 0) throw new UsageError("One model at a time can be imported");
  const output = given.needed("output", "the file to save the model in");
  const from = given.choice("from", MAKERS);
  const rounds = given.choice("rounds", ["best", "all"]);
  const schemaFile = given.text("schema");
  const schema = schemaFile === undefined ? undefined : await readJson(schemaFile);
  await checkOutput(output, schemaFile === undefined ? [file] : [file, schemaFile]);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw fileError(file, error, "read");
  }
  const categories = given.choice("categories", ["codes", "names"]);
  const options = { schema, classes: given.list("classes"), categories };
  const model = await placedIn({ file }, () => importAs(from ?? makerOf(bytes), bytes, options, rounds));
  const written = await writeWhole(output, (sink) => sink.write(model.save()));
  const { imported, method } = model.info;
  if (given.flag("json")) {
    const features = model.encoder.features.map(({ name }) => name);
    const report = { method, imported, classes: model.classes, features, model: modelReport(model, written) };
    return print(io.stdout, JSON.stringify(report));
  }
  await print(io.stdout, `${headText(file, model)}\n${printSaved(written)}`);
}

function importAs(
  maker: Maker,
  bytes: Uint8Array,
  options: ImportOptions,
  rounds: "best" | "all" | undefined,
): Promise<Model> {
  if (rounds !== undefined && maker !== "xgboost") throw new UsageError("--rounds is for models of XGBoost");
  switch (maker) {
    case "xgboost":
      return fromXGBoost(bytes, { ...options, rounds });
    case "lightgbm":
      return fromLightGBM(bytes, options);
    case "sklearn":
      return fromSklearn(bytes, options);
    case "onnx":
      return fromONNX(bytes, options);
  }
}

function headText(file: string, { info, classes, encoder }: Model): string {
  const { maker, version = "", objective = "" } = info.imported ?? { maker: "" };
  const made = [maker, version, objective].filter((each) => each !== "").join(" ");
  const answers = classes.length === 0 ? "numbers" : `classes ${classes.map(printable).join(", ")}`;
  const size = `${formatCount(info.trees)} trees, ${formatCount(encoder.features.length)} features`;
  return `${printable(file)}: ${printable(made)}, ${size}, ${answers}`;
}
