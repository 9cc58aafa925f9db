// `hedgerow export`: a model in, a file out that another runtime takes.

import { toLightGBM } from "../interop/to-lightgbm.ts";
import { toONNX } from "../interop/to-onnx.ts";
import { toXGBoost } from "../interop/to-xgboost.ts";
import type { Model } from "../model/model.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { placedIn, UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { readModel } from "./read-model.ts";
import { standalone } from "./standalone.ts";
import { printSaved } from "./train-report.ts";

const FORMATS = ["onnx", "xgboost", "lightgbm", "js"] as const;
type Format = (typeof FORMATS)[number];

/** By the ending of the file to write. */
const ENDINGS: Readonly<Record<string, Format>> = {
  onnx: "onnx",
  json: "xgboost",
  txt: "lightgbm",
  js: "js",
  mjs: "js",
};

export const exportCommand: Command = {
  name: "export",
  summary: "write a model for ONNX, XGBoost or LightGBM, or as one JavaScript file",
  usage: "MODEL -o FILE [options]",
  options: [
    { name: "output", short: "o", value: "FILE", help: "the file to write" },
    {
      name: "to",
      value: "FORMAT",
      help: `${FORMATS.join(", ")} (default: by the ending .onnx, .json, .txt or .js)`,
    },
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    "The columns of those files are the encoder's, not the record's fields; a calibration stays behind. What a format cannot express is refused with the reason.",
    "js is a module without dependencies that answers records: import { predict } from './model.js'.",
  ],
  examples: ["hedgerow export alerts.bin -o alerts.onnx", "hedgerow export alerts.bin -o alerts.js"],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...others] = given.operands;
  if (others.length > 0) throw new UsageError("One model at a time can be exported");
  const output = given.needed("output", "the file to write");
  const format = given.choice("to", FORMATS) ?? ENDINGS[/\.([a-z]+)(?:\.gz)?$/.exec(output)?.[1] ?? ""];
  if (format === undefined) throw new UsageError(`--to is missing: ${FORMATS.join(", ")}`);
  const model = await readModel(file);
  await checkOutput(output, [file as string]);
  const content = await placedIn({ file: file as string }, () => written(model, format));
  const saved = await writeWhole(output, (sink) => sink.write(content));
  if (given.flag("json")) return print(io.stdout, JSON.stringify({ format, output: saved }));
  await print(io.stdout, `${format}: ${printSaved(saved)}`);
}

function written(model: Model, format: Format): Promise<string | Uint8Array> | string | Uint8Array {
  switch (format) {
    case "onnx":
      return toONNX(model);
    case "xgboost":
      return toXGBoost(model);
    case "lightgbm":
      return toLightGBM(model);
    case "js":
      return standalone(model);
  }
}
