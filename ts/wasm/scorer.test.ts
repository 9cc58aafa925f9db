// The scorer's memory protocol, in both builds: what parity and fuzz tests do not reach through whole models.

import { describe, expect, test } from "vitest";
import { buildModel } from "../../test/model-builder.ts";
import { compiled } from "../../test/scorers.ts";
import { modelError } from "../model/faults.ts";
import { RowScorer } from "./scorer.ts";

const model: Uint8Array = buildModel({
  features: 2,
  outputs: 2,
  base: [1, 2],
  trees: [{ root: { feature: 1, threshold: 3, missingLeft: true, left: [10], right: [20] } }],
});

describe.each(["scorer.wasm", "scorer-scalar.wasm", "../edge/scorer.wasm"])("%s", (file) => {
  const module = compiled(file);

  test("imports nothing and exports its protocol", () => {
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    expect(WebAssembly.Module.exports(module)).toEqual(
      expect.arrayContaining([
        ...["reserve", "open", "score"].map((name) => ({ name, kind: "function" })),
        ...["errorAt", "rowAt", "features", "marginsAt", "outputs"].map((name) => ({
          name,
          kind: "global",
        })),
        { name: "memory", kind: "memory" },
      ]),
    );
  });

  test("a new row is all missing; the margins are one view, overwritten", () => {
    const scorer = RowScorer.create(module, model, modelError);
    expect([...scorer.row]).toEqual([Number.NaN, Number.NaN]);
    const margins = scorer.score();
    expect([...margins]).toEqual([11, 2]);
    scorer.row[1] = 4;
    expect(scorer.score()).toBe(margins);
    expect([...margins]).toEqual([21, 2]);
  });

  test("a later change of the bytes given changes nothing", () => {
    const bytes = model.slice();
    const scorer = RowScorer.create(module, bytes, modelError);
    bytes.fill(0xff);
    expect([...scorer.score()]).toEqual([11, 2]);
  });

  test("rows get the same margins and the same views before and after a model is laid out", () => {
    const scorer = RowScorer.create(module, model, modelError);
    const { row } = scorer;
    for (let i = 0; i < 20; i++) {
      row[1] = i % 2 === 0 ? 5 : 2;
      expect([...scorer.score()]).toEqual(i % 2 === 0 ? [21, 2] : [11, 2]);
      expect(scorer.row).toBe(row);
      expect(row.length).toBe(2);
    }
  });

  test("one instance opens one model after another, good or bad", () => {
    const kernel = raw(module);
    expect(kernel.put(model)).toBe(0);
    expect(kernel.scored([0, 5])).toEqual([21, 2]);
    const deep = buildModel({ features: 1, trees: Array.from({ length: 9000 }, () => ({ root: [0.5] })) });
    expect(kernel.put(deep)).toBe(0);
    expect(kernel.scored([0])).toEqual([4500]);
    expect(kernel.put(model.subarray(0, 100))).not.toBe(0);
    expect(kernel.errorOffset()).toBe(16);
    expect(kernel.scored([])).toEqual([]);
    expect(kernel.put(model)).toBe(0);
    expect(kernel.scored([0, 5])).toEqual([21, 2]);
  });

  test("scoring without a model does nothing, and opening nothing is an error", () => {
    const kernel = raw(module);
    expect(kernel.scored([])).toEqual([]);
    expect(kernel.open()).not.toBe(0);
    expect(kernel.put(new Uint8Array(0))).not.toBe(0);
    expect(kernel.scored([])).toEqual([]);
  });

  test("more memory than there is gives 0, and the instance lives on", () => {
    const kernel = raw(module);
    expect(kernel.reserve(0xffffffff)).toBe(0);
    expect(kernel.open()).not.toBe(0);
    expect(kernel.put(model)).toBe(0);
    expect(kernel.scored([0, 5])).toEqual([21, 2]);
  });
});

/** The exports as a host without the typed door uses them. */
interface RawKernel {
  reserve(byteLength: number): number;
  open(): number;
  errorOffset(): number;
  put(bytes: Uint8Array): number;
  scored(row: readonly number[]): number[];
}

function raw(module: WebAssembly.Module): RawKernel {
  const { exports } = new WebAssembly.Instance(module, {});
  const memory = exports.memory as WebAssembly.Memory;
  const call = (name: string, ...values: number[]): number =>
    (exports[name] as (...v: number[]) => number)(...values);
  const number = (name: string): number => (exports[name] as WebAssembly.Global).value >>> 0;
  return {
    reserve: (byteLength) => call("reserve", byteLength),
    open: () => call("open"),
    errorOffset: () => number("errorAt"),
    put(bytes) {
      const at = call("reserve", bytes.length);
      expect(at % 16).toBe(0);
      new Uint8Array(memory.buffer).set(bytes, at);
      return call("open");
    },
    scored(row) {
      new Float32Array(memory.buffer, number("rowAt"), number("features")).set(row);
      call("score");
      return [...new Float64Array(memory.buffer, number("marginsAt"), number("outputs"))];
    },
  };
}
