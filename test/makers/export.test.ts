// Exported models give our margins in the libraries they are written for, and come back through our own importers.

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../build/run.ts";
import { Dataset } from "../../ts/data/dataset.ts";
import { sampleIncidents, toRecords } from "../../ts/data/sample/index.ts";
import {
  fromLightGBM,
  fromONNX,
  fromXGBoost,
  toLightGBM,
  toONNX,
  toXGBoost,
} from "../../ts/interop/index.ts";
import type { Model } from "../../ts/model/model.ts";
import { train } from "../../ts/model/train.ts";
import { Dice } from "../random-model.ts";
import { caseFile, makeCases, python } from "./cases.ts";

const folder = resolve(root, ".cache/exports");

interface Exported {
  name: string;
  apart: number;
  different: number;
  probabilitiesApart?: number;
  labelsWrong?: number;
}

let results: Exported[] = [];
const returned: string[] = [];

/** Encoded rows of data, and others of its values mixed, with holes and codes that never occurred. */
function triedRows(
  model: Model,
  data: Float32Array,
  allowNegative: boolean,
  codesFrom = Number.POSITIVE_INFINITY,
): Float32Array {
  const width = model.header.features;
  const dice = new Dice(7);
  const rows = data.slice(0, 2000 * width);
  for (let i = 1000 * width; i < rows.length; i++) {
    const column = model.encoder.columns[i % width];
    rows[i] = data[width * dice.below(data.length / width) + (i % width)] as number;
    const codes = [allowNegative ? -3 : 3, 300, 0, 7];
    const isCode = column?.kind === "category" || i % width >= codesFrom;
    // ONNX takes a fraction for no member.
    if (isCode) rows[i] = Math.trunc(rows[i] as number);
    const odd = isCode ? codes : [0, -1e30, 3e38, 0.5, 1e-20];
    if (dice.chance(0.1)) rows[i] = Number.NaN;
    else if (dice.chance(0.15)) rows[i] = dice.pick(odd);
  }
  return rows;
}

async function models(): Promise<[name: string, model: Model, data: Float32Array][]> {
  const incidents = Dataset.fromRecords(toRecords(sampleIncidents({ rows: 2500, seed: 3 })), {
    label: "triage_grade",
    drop: ["incident_id"],
  });
  const binary = Dataset.fromRecords(
    [...toRecords(sampleIncidents({ rows: 2200, seed: 4 }))].map((record) => ({
      ...record,
      triage_grade: String(record["triage_grade"]) === "TP",
    })),
    { label: "triage_grade", drop: ["incident_id"] },
  );
  const settings = { seed: 1, calibrate: "none" } as const;
  const list: [string, Model, Float32Array][] = [];
  for (const [name, dataset] of [
    ["3 classes", incidents],
    ["2 classes", binary],
  ] as const) {
    for (const method of ["boosting", "forest"] as const) {
      const more = method === "boosting" ? { rounds: 30 } : { trees: 12 };
      const model = await train(dataset, { ...settings, ...more, method });
      list.push([`${method} of ${name}`, model, model.encoder.encodeRows(dataset)]);
    }
  }
  return list;
}

/** What is wrong with the model that our own ONNX file gives: its margins, classes or names; "" for nothing. */
async function wrongWithReturned(file: Uint8Array, model: Model, rows: Float32Array): Promise<string> {
  const back = await fromONNX(file);
  const batch = rows.length / model.header.features;
  const ours = model.marginsOfRows(rows, batch);
  const theirs = back.marginsOfRows(rows, batch);
  const isNear = ours.every(
    (value, i) => Math.abs(value - (theirs[i] as number)) <= 1e-6 * Math.max(1, Math.abs(value)),
  );
  const names = (of: Model): string => of.encoder.columns.map(({ name }) => name).join("\n");
  const sharesOf = (of: Model): ArrayLike<number> =>
    of.classes.length === 0 ? [] : of.predictRows(rows, batch).probabilities;
  const [own, again] = [sharesOf(model), sharesOf(back)];
  const isLike =
    own.length === again.length &&
    Array.from(own).every((share, i) => Math.abs(share - (again[i] as number)) <= 1e-6);
  const wrong = {
    margins: ours.length === theirs.length && isNear,
    classes: String(model.classes) === String(back.classes),
    names: names(model) === names(back),
    probabilities: isLike,
  };
  return Object.entries(wrong)
    .filter(([, right]) => !right)
    .map(([what]) => what)
    .join(", ");
}

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const exports: object[] = [];
  const write = async (
    name: string,
    model: Model,
    format: "xgboost" | "lightgbm" | "onnx",
    data: Float32Array,
  ): Promise<void> => {
    const stem = `${name}-${format}`.replaceAll(" ", "-");
    // Columns behind the sixth are codes in the makers' cases with categories.
    const codesFrom = /categories/.test(name) ? 6 : Number.POSITIVE_INFINITY;
    const rows = triedRows(model, data, format !== "xgboost", codesFrom);
    const batch = rows.length / model.header.features;
    const written =
      format === "onnx" ? toONNX(model) : format === "xgboost" ? toXGBoost(model) : toLightGBM(model);
    if (written instanceof Uint8Array) {
      const wrong = await wrongWithReturned(written, model, rows);
      if (wrong !== "") returned.push(`${name} from ONNX: ${wrong}`);
    }
    const save = (ending: string, content: Uint8Array | string): string => {
      writeFileSync(resolve(folder, `${stem}.${ending}`), content);
      return `${stem}.${ending}`;
    };
    const bytesOf = (numbers: Float32Array | Float64Array): Uint8Array =>
      new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    exports.push({
      name: `${name}, ${format}`,
      format,
      file: save(format === "onnx" ? "onnx" : format === "xgboost" ? "json" : "txt", written),
      rows: save("rows", bytesOf(rows)),
      margins: save("margins", bytesOf(model.marginsOfRows(rows, batch))),
      features: model.header.features,
      classes: model.classes,
      types: model.encoder.columns.map(({ kind }) => (kind === "category" ? "c" : "float")),
      ...(model.classes.length === 0
        ? {}
        : { probabilities: save("probabilities", bytesOf(model.predictRows(rows, batch).probabilities)) }),
    });
  };
  for (const [name, model, data] of await models()) {
    for (const format of ["onnx", "lightgbm"] as const) await write(name, model, format, data);
    if (!name.startsWith("forest of 3")) await write(name, model, "xgboost", data);
    const rows = triedRows(model, data, true);
    const ours = model.marginsOfRows(rows, 2000);
    const back = await fromLightGBM(toLightGBM(model));
    if (!same(back.marginsOfRows(rows, 2000), ours, 1e-12)) returned.push(`${name} from LightGBM text`);
  }
  for (const [maker, endings] of [
    ["xgboost", [".json"]],
    ["lightgbm", [".txt"]],
  ] as const) {
    const seen = new Set<string>();
    for (const { name, file, rows } of makeCases(maker)) {
      if (!endings.some((ending) => file.endsWith(ending)) || seen.has(file)) continue;
      seen.add(file);
      const model =
        maker === "xgboost" ? await fromXGBoost(caseFile(file)) : await fromLightGBM(caseFile(file));
      const data = new Float32Array(caseFile(rows).buffer);
      if (maker === "xgboost") {
        await write(name, model, "xgboost", data);
        const again = await fromXGBoost(toXGBoost(model));
        if (!same(again.marginsOfRows(data, 2000), model.marginsOfRows(data, 2000), 0))
          returned.push(`${name} again`);
      } else await write(name, model, "lightgbm", data);
      if (!/zero as missing/.test(name)) await write(name, model, "onnx", data);
    }
  }
  writeFileSync(resolve(folder, "exports.json"), JSON.stringify(exports));
  const words = [resolve(import.meta.dirname, "check_exports.py"), folder];
  results = JSON.parse(execFileSync(python, words, { encoding: "utf8", maxBuffer: 2 ** 26 })) as Exported[];
}, 600_000);

function same(a: Float64Array, b: Float64Array, within: number): boolean {
  return a.every((value, i) => Object.is(value, b[i]) || Math.abs(value - (b[i] as number)) <= within);
}

test("the makers' margins are ours to f32's precision", () => {
  expect(results.length).toBeGreaterThan(60);
  expect(results.filter(({ apart }) => !(apart <= 2e-6))).toEqual([]);
});

test("0 bits differ where a model goes back to where it came from, and for boosting in LightGBM", () => {
  const exact = results.filter(
    ({ name }) => /^XGBoost.*, xgboost$/.test(name) || /^(LightGBM|boosting).*, lightgbm$/.test(name),
  );
  expect(exact.length).toBeGreaterThan(30);
  expect(exact.filter(({ different }) => different > 0)).toEqual([]);
});

test("ONNX answers with our labels and probabilities", () => {
  const answered = results.filter(({ labelsWrong }) => labelsWrong !== undefined);
  expect(answered.length).toBeGreaterThan(20);
  expect(
    answered.filter(
      ({ labelsWrong, probabilitiesApart }) => labelsWrong !== 0 || !((probabilitiesApart ?? 1) <= 1e-6),
    ),
  ).toEqual([]);
});

test("what was written comes back", () => {
  expect(returned).toEqual([]);
});

test("what cannot be expressed is refused with the reason", async () => {
  const few = Dataset.fromRecords(toRecords(sampleIncidents({ rows: 300, seed: 3 })), {
    label: "triage_grade",
  });
  const isolation = await train(few, { method: "isolation", trees: 5 });
  for (const write of [toONNX, toXGBoost, toLightGBM])
    expect(() => write(isolation)).toThrow("isolation forest");
  const zero = await fromLightGBM(
    caseFile(makeCases("lightgbm").find(({ name }) => /zero as missing/.test(name))?.file ?? ""),
  );
  expect(() => toONNX(zero)).toThrow("zero is missing");
});
