import { expect, test } from "vitest";
import { Random } from "../data/random.ts";
import { calibrator } from "./calibration.ts";
import { chooseCalibration, type UnseenRows } from "./choose-calibration.ts";

/** Rows whose second class has the probability `truth(share)` where the model says `share`. */
function rowsOf(rows: number, truth: (share: number) => number, seed = 1): UnseenRows {
  const random = new Random(seed);
  const probabilities = new Float64Array(rows * 2);
  const labels = new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    const share = random.unit();
    probabilities.set([1 - share, share], row * 2);
    labels[row] = random.unit() < truth(share) ? 1 : 0;
  }
  return { classes: 2, probabilities, truth: labels, weights: new Float64Array(rows).fill(1), squeeze: 1e-9 };
}

const bent = (share: number): number => share ** 2 / (share ** 2 + (1 - share) ** 2);
const stepped = (share: number): number => (share < 0.3 ? 0.02 : share < 0.6 ? 0.5 : 0.98);

test("what is bent is straightened, what is stepped gets a line", async () => {
  const found = await chooseCalibration(rowsOf(2000, bent), "auto");
  expect(found?.calibration).toMatchObject({ method: "vector", rows: 2000 });
  const { logLossBefore = 0, logLossAfter = 0 } = found?.calibration ?? {};
  expect(logLossAfter).toBeLessThan(logLossBefore);
  expect((await chooseCalibration(rowsOf(2000, stepped), "auto"))?.calibration.method).toBe("isotonic");
});

test("true probabilities hardly change", async () => {
  for (const rows of [20, 60, 1000]) {
    const unseen = rowsOf(rows, (share) => share);
    const found = await chooseCalibration(unseen, "auto");
    if (found === undefined) throw new Error("none");
    const shares = unseen.probabilities.slice();
    for (let row = 0; row < rows; row++) calibrator(found.calibration, 2)(shares, row * 2);
    const away = shares.reduce(
      (sum, share, i) => sum + Math.abs(share - (unseen.probabilities[i] as number)),
      0,
    );
    expect(away / shares.length).toBeLessThan(rows < 100 ? 0.1 : 0.05);
  }
});

test("few rows, or a class of few, get no more than a temperature", async () => {
  expect(["none", "temperature"]).toContain(
    (await chooseCalibration(rowsOf(40, stepped), "auto"))?.calibration.method,
  );
  const rare = rowsOf(1000, stepped);
  rare.truth.fill(0).fill(1, 0, 4);
  expect(["none", "temperature"]).toContain((await chooseCalibration(rare, "auto"))?.calibration.method);
});

test("a truth that was denied is never left at that", async () => {
  const unseen = rowsOf(30, (share) => share);
  unseen.probabilities.set([1, 0]);
  unseen.truth[0] = 1;
  const found = await chooseCalibration(unseen, "auto");
  expect(found?.calibration.method).toBe("temperature");
  expect(found?.probabilities[1]).toBeGreaterThan(0);
});

test("rows of weight 0 are no rows, and the scale of weights is nothing", async () => {
  const unseen = rowsOf(600, bent);
  const twice: UnseenRows = {
    ...unseen,
    probabilities: Float64Array.of(...unseen.probabilities, ...unseen.probabilities),
    truth: Uint16Array.of(...unseen.truth, ...unseen.truth),
    weights: new Float64Array(1200).fill(1),
  };
  const none = { ...twice, weights: twice.weights.slice().fill(0, 600) };
  const [once, half, scaled] = await Promise.all(
    [unseen, none, { ...unseen, weights: unseen.weights.map(() => 2 ** -10) }].map((rows) =>
      chooseCalibration(rows, "platt"),
    ),
  );
  expect(half?.calibration).toEqual(once?.calibration);
  expect(scaled?.calibration).toEqual(once?.calibration);
  expect(await chooseCalibration({ ...unseen, weights: new Float64Array(600) }, "auto")).toBeUndefined();
});

test("rows are calibrated by fits that did not see them", async () => {
  // Labels that nothing tells: a line fitted on the same rows would look better than chance, a crossed one can not.
  const found = await chooseCalibration(
    rowsOf(300, () => 0.5),
    "isotonic",
  );
  expect(found?.calibration.logLossAfter).toBeGreaterThan(Math.log(2) - 0.005);
});

test("of many rows some are fitted on, and all are calibrated", async () => {
  const unseen = rowsOf(25_000, bent);
  const found = await chooseCalibration(unseen, "temperature");
  if (found === undefined) throw new Error("none");
  expect(found.calibration.rows).toBe(10_000);
  for (let row = 0; row < 25_000; row++) {
    const [before, after] = [
      unseen.probabilities[row * 2 + 1] as number,
      found.probabilities[row * 2 + 1] as number,
    ];
    expect(Math.abs(after - bent(before))).toBeLessThan(0.02);
  }
});

test("others get their turn, and may end it", async () => {
  let turns = 0;
  const end = new Error("enough");
  const ended = chooseCalibration(rowsOf(500, bent), "auto", async () => {
    if (++turns === 3) throw end;
  });
  await expect(ended).rejects.toBe(end);
});
