// A model that is asked for many rows goes on in blocks, and nobody can tell but by the clock.

import { expect, test } from "vitest";
import { bitsOf } from "../../test/bits.ts";
import { Dice, randomModel, randomRow } from "../../test/random-model.ts";
import { compiled, reference } from "../../test/scorers.ts";
import { modelError } from "../model/faults.ts";
import { RowScorer } from "./scorer.ts";
import { SwiftScorer } from "./swift-scorer.ts";

const module = compiled("scorer.wasm");
const numbers = { trees: 20, features: 9, outputs: 2, categories: 0, zeroMissing: false, thresholds: 50 };
const shape = { ...numbers, shared: false, depth: 6, nodes: 63 };

function swift(bytes: Uint8Array): SwiftScorer {
  return new SwiftScorer(RowScorer.create(module, bytes, modelError), bytes);
}

// The first of them waits for the module, the second one finds it there.
test.each([9, 10])("answers keep their bits while the scorer changes, model %i", async (seed) => {
  const dice = new Dice(seed);
  const model = randomModel(dice, shape);
  const oracle = reference.create(model.bytes);
  const scorer = swift(model.bytes);
  const first = scorer.row;
  for (let i = 0; i < 500; i++) {
    const row = randomRow(dice, model);
    scorer.row.set(row);
    expect(bitsOf(scorer.score())).toBe(bitsOf(oracle(row)));
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(scorer.row).not.toBe(first);
});

test("who is asked for a few rows does not change", async () => {
  const model = randomModel(new Dice(9), shape);
  const scorer = swift(model.bytes);
  const first = scorer.row;
  for (let i = 0; i < 100; i++) scorer.score();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(scorer.row).toBe(first);
});

test("a model that does not fit stays where it is", async () => {
  const dice = new Dice(4);
  const model = randomModel(dice, { ...shape, categories: 1, codes: 9 });
  const oracle = reference.create(model.bytes);
  const scorer = swift(model.bytes);
  const first = scorer.row;
  await scorer.hurry();
  expect(scorer.scoreMany(first, 1)).toBeUndefined();
  for (let i = 0; i < 300; i++) {
    const row = randomRow(dice, model);
    scorer.row.set(row);
    expect(bitsOf(scorer.score())).toBe(bitsOf(oracle(row)));
  }
  expect(scorer.row).toBe(first);
});

test("many rows are scored here, too", async () => {
  const dice = new Dice(9);
  const model = randomModel(dice, shape);
  const scorer = swift(model.bytes);
  const row = randomRow(dice, model);
  const rows = Float32Array.from({ length: 300 * row.length }, (_, i) => row[i % row.length] as number);
  await scorer.hurry();
  const wanted = [...reference.create(model.bytes)(row)];
  const margins = scorer.scoreMany(rows, 300) as Float64Array;
  expect(margins.length).toBe(300 * wanted.length);
  for (let i = 0; i < margins.length; i++) expect(margins[i]).toBe(wanted[i % wanted.length]);
});
