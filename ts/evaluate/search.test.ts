import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleSessions } from "../data/sample/index.ts";
import type { TrainOptions } from "../model/options.ts";
import { train } from "../model/train.ts";
import { crossValidate } from "./cross-validate.ts";
import { rungsOf, thinned } from "./halving.ts";
import { type SearchOptions, search } from "./search.ts";
import { drawSettings, gridSettings, type SearchSpace } from "./search-space.ts";
import type { SearchState } from "./search-state.ts";

const sample = sampleSessions({ rows: 900, seed: 3 });
const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["session_id"] });
const base: TrainOptions = { method: "forest", trees: 8 };
const space: SearchSpace = {
  minRowsPerLeaf: { low: 1, high: 200, log: true, integer: true },
  maxDepth: [2, 4, 0],
};
const halving = { factor: 3, leastRows: 100 };

test("settings are drawn within their ranges, and more trials begin with the same ones", () => {
  const many = drawSettings(space, base, 300, 5);
  expect(drawSettings(space, base, 20, 5)).toEqual(many.slice(0, 20));
  expect(drawSettings(space, base, 20, 6)).not.toEqual(many.slice(0, 20));
  const leaves = many.map(({ minRowsPerLeaf = 0 }) => minRowsPerLeaf);
  expect(leaves.every((value) => Number.isInteger(value) && value >= 1 && value <= 200)).toBe(true);
  // Evenly by the logarithm: as many below the geometric mean as above.
  const low = leaves.filter((value) => value < 14).length;
  expect(low).toBeGreaterThan(110);
  expect(low).toBeLessThan(190);
  expect(new Set(many.map(({ maxDepth }) => maxDepth))).toEqual(new Set([2, 4, 0]));
  const grid = gridSettings({ maxDepth: [1, 2], l2: [0, 1, 2] }, {});
  expect(grid).toHaveLength(6);
  expect(grid[1]).toEqual({ maxDepth: 1, l2: 1 });
});

test("wrong spaces and options are named", async () => {
  const refused = (space: object, options: SearchOptions = {}) =>
    expect(search(data, space as SearchSpace, base, options)).rejects;
  await refused({}).toMatchObject({ message: "the search space is empty: name an option and its values" });
  await refused({ nope: [1] }).toMatchObject({ code: "bad-option", message: "there is no option nope" });
  await refused({ maxDepth: [] }).toMatchObject({ message: "maxDepth: there is no value to try" });
  await refused({ maxDepth: { low: 3, high: 1 } }).toMatchObject({ code: "bad-option" });
  await refused({ l2: { low: 0, high: 1, log: true } }).toMatchObject({ code: "bad-option" });
  await refused({ subsample: [0.5, 7] }).toMatchObject({
    message: "subsample must be above 0 and at most 1, not 7",
  });
  await refused({ rounds: [5] }).toMatchObject({ message: "rounds is for boosting only" });
  await refused(space, { strategy: "grid" }).toMatchObject({
    message: expect.stringContaining("needs a list"),
  });
  await refused(space, { trials: 0 }).toMatchObject({ code: "bad-option" });
  await refused(space, { metric: "f1" as never }).toMatchObject({ code: "bad-option" });
  await refused(space, { halving: { factor: 1 } }).toMatchObject({ code: "bad-option" });
});

test("rungs hold fewer and fewer trials on more and more rows", () => {
  expect(rungsOf(27, 10_000, {})).toEqual(
    [
      { share: 1 / 3 / 3, trials: 27 },
      { share: 1 / 3, trials: 9 },
      { share: 1, trials: 3 },
    ].map((rung) => ({ ...rung, share: expect.closeTo(rung.share, 12) })),
  );
  expect(rungsOf(27, 600, {})).toEqual([{ share: 1, trials: 27 }]);
  expect(rungsOf(2, 10_000, {})).toEqual([{ share: 1, trials: 2 }]);
  const [fold] = thinned(data.foldRows(3), data.labels, 0.25, 1);
  expect(fold?.test).toEqual(data.foldRows(3)[0]?.test);
  expect(fold?.train.length).toBeGreaterThan(148);
  expect(fold?.train.length).toBeLessThan(152);
});

test("scores are those of cross-validation, the best setting is trained on all rows", async () => {
  const found = await search(data, space, base, { trials: 9, folds: 3, metric: "macroF1", halving });
  expect(found.complete).toBe(true);
  expect(found.trials.map(({ rung }) => rung)).toEqual([1, 1, 1, ...Array(9).fill(0)]);
  const { best } = found;
  expect(best.score).toBe(Math.max(...found.trials.slice(0, 3).map(({ score }) => score as number)));
  const again = await crossValidate(data, { ...base, ...best.settings }, { folds: 3 });
  expect(best.score).toBe(again.metrics.macroF1.mean);
  expect(best.standardError).toBe(again.metrics.macroF1.standardError);
  expect(found.model.save()).toEqual((await train(data, { ...base, ...best.settings })).save());
});

test("a search goes on where it was left, with any number of workers", async () => {
  const options: SearchOptions = { trials: 9, folds: 3, halving, seed: 2 };
  const whole = await search(data, space, base, options);
  const states: SearchState[] = [];
  const enough = new AbortController();
  const onTrial = (state: SearchState) => {
    states.push(JSON.parse(JSON.stringify(state)));
    if (state.trials.length === 4) enough.abort();
  };
  const part = await search(data, space, base, { ...options, onTrial, enough: enough.signal });
  expect(part.complete).toBe(false);
  expect(part.trials).toHaveLength(4);
  expect(part.best).toEqual(part.trials[0]);
  let done = 0;
  const resume = states.at(-1) as SearchState;
  const onProgress = () => done++;
  const rest = await search(data, space, base, { ...options, resume, workers: 2, onProgress });
  const timeless = (trials: object) =>
    JSON.stringify(trials, (key, value) => (key === "seconds" ? 0 : value));
  expect(timeless(rest.trials)).toEqual(timeless(whole.trials));
  expect(done).toBe(12 - 4);
  expect(rest.model.save()).toEqual(whole.model.save());
  await expect(search(data, space, base, { ...options, seed: 3, resume })).rejects.toMatchObject({
    message: "the state is of another search: it differs in seed",
  });
});

test("a time budget leaves at least one trial, a signal ends it all", async () => {
  const short = await search(data, space, base, { trials: 9, folds: 3, halving: "none", timeBudget: 1 });
  expect(short.trials).toHaveLength(1);
  expect(short.complete).toBe(false);
  const control = new AbortController();
  const onTrial = () => control.abort();
  const ended = search(data, space, base, { trials: 9, folds: 3, onTrial, signal: control.signal });
  await expect(ended).rejects.toMatchObject({ code: "aborted" });
});
