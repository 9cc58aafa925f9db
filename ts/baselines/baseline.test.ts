import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { type BaselineLearner, learnBaseline } from "./baseline.ts";

const MODELS = ["majority", "logistic", "tree", "knn", "svm-linear", "svm-rbf", "bayes"] as const;

/** Points around the corners of a triangle (of two corners with two classes); a colour that says little. */
function points(rows: number, classes: number, seed: number, spread = 1): Dataset {
  const random = new Random(seed);
  const noise = (): number => spread * (random.unit() + random.unit() + random.unit() - 1.5);
  const grades = Array.from({ length: rows }, (_, row) => row % classes);
  return Dataset.fromColumns(
    {
      x: grades.map((grade) => 3 * (grade === 1 ? 1 : 0) + noise()),
      y: grades.map((grade) => 3 * (grade === 2 ? 1 : 0) + noise()),
      colour: grades.map(() => ["red", "blue"][random.below(2)] as string),
      grade: grades.map((grade) => `g${grade}`),
    },
    { label: "grade" },
  );
}

async function fitted(training: Dataset, learner: BaselineLearner, test: Dataset) {
  const model = await learnBaseline(training, learner);
  return { ...model.predictMany(test), sampledRows: model.sampledRows };
}

const accuracy = (found: { labels: Uint16Array }, test: Dataset): number =>
  found.labels.filter((label, row) => label === test.labels[row]).length / test.rows;

test.each(MODELS)("%s: two and three classes, probabilities that sum to 1", async (baseline) => {
  for (const classes of [2, 3]) {
    const held = points(150, classes, 2);
    const found = await fitted(points(240, classes, 1), { baseline }, held);
    for (let row = 0; row < held.rows; row++) {
      const shares = found.probabilities.subarray(row * classes, (row + 1) * classes);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    }
    expect(accuracy(found, held)).toBeGreaterThan(baseline === "majority" ? 0.3 : 0.9);
    expect(found.sampledRows).toBeUndefined();
  }
});

test.each(MODELS)(
  "%s: the same whatever was fitted before, and with classes without rows",
  async (baseline) => {
    const [training, held] = [points(120, 3, 3, 2), points(60, 3, 4, 2)];
    const first = await fitted(training, { baseline }, held);
    await learnBaseline(points(80, 2, 5), { baseline: "tree" });
    const two = training.select([...training.labels.keys()].filter((row) => training.labels[row] !== 1));
    const narrow = await fitted(two, { baseline }, held);
    expect(narrow.classes).toEqual(["g0", "g1", "g2"]);
    expect(narrow.probabilities.filter((_, i) => i % 3 === 1).every((share) => share === 0)).toBe(true);
    expect((await fitted(training, { baseline }, held)).probabilities).toEqual(first.probabilities);
  },
);

test("one class only: that class", async () => {
  const training = points(90, 3, 1);
  const one = training.select([...training.labels.keys()].filter((row) => training.labels[row] === 2));
  for (const baseline of MODELS)
    expect((await fitted(one, { baseline }, training)).labels.every((label) => label === 2)).toBe(true);
});

test("logistic regression without a penalty on the intercept gives the classes their shares", async () => {
  const training = points(300, 2, 6, 4);
  const { probabilities } = await fitted(training, { baseline: "logistic" }, training);
  const mean = probabilities.filter((_, i) => i % 2 === 1).reduce((sum, p) => sum + p, 0) / 300;
  expect(mean).toBeCloseTo(0.5, 4);
});

test("knn answers with the shares of the five nearest rows, found by looking at all", async () => {
  const random = new Random(8);
  const side = (rows: number): Dataset =>
    Dataset.fromColumns(
      {
        x: Array.from({ length: rows }, () => random.unit()),
        y: Array.from({ length: rows }, () => random.unit()),
        grade: Array.from({ length: rows }, () => `g${random.below(3)}`),
      },
      { label: "grade" },
    );
  const [training, held] = [side(200), side(40)];
  const { probabilities } = await fitted(training, { baseline: "knn" }, held);
  const values = (dataset: Dataset, name: string): number[] =>
    Array.from({ length: dataset.rows }, (_, row) => dataset.record(row)[name] as number);
  const deviation = (name: string): number => {
    const all = values(training, name);
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    return Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
  };
  const scales = { x: deviation("x"), y: deviation("y") };
  const [xs, ys] = [values(training, "x"), values(training, "y")];
  for (let row = 0; row < held.rows; row++) {
    const { x, y } = held.record(row) as { x: number; y: number };
    const distance = (i: number): number =>
      (((xs[i] as number) - x) / scales.x) ** 2 + (((ys[i] as number) - y) / scales.y) ** 2;
    const nearest = [...xs.keys()].sort((a, b) => distance(a) - distance(b)).slice(0, 5);
    const shares = [0, 0, 0];
    for (const i of nearest) shares[training.labels[i] as number]! += 0.2;
    expect([...probabilities.subarray(3 * row, 3 * row + 3)]).toEqual(
      shares.map((share) => expect.closeTo(share, 9)),
    );
  }
});

test("the tree tells apart all rows that differ, in columns of few values too", async () => {
  const random = new Random(9);
  const columns: Record<string, number[]> = {};
  for (const name of ["a", "b", "c", "d"]) columns[name] = Array.from({ length: 300 }, () => random.below(4));
  const key = (row: number): string =>
    Object.values(columns)
      .map((values) => values[row])
      .join();
  const grades = new Map<string, string>();
  for (let row = 0; row < 300; row++) grades.set(key(row), `g${random.below(2)}`);
  const grade = Array.from({ length: 300 }, (_, row) => grades.get(key(row)) as string);
  const training = Dataset.fromColumns(
    { ...columns, grade },
    { label: "grade", schema: { a: "number", b: "number", c: "number", d: "number" } },
  );
  expect(accuracy(await fitted(training, { baseline: "tree" }, training), training)).toBe(1);
});

test("a sample of the rows, each class alike, and it is said", async () => {
  const training = points(300, 3, 1);
  const learner = { baseline: "knn", sampleRows: 60, seed: 5 } as const;
  const first = await fitted(training, learner, training);
  expect(first.sampledRows).toBe(60);
  expect((await fitted(training, learner, training)).probabilities).toEqual(first.probabilities);
  const other = await fitted(training, { ...learner, seed: 6 }, training);
  expect(other.probabilities).not.toEqual(first.probabilities);
  expect(
    (await fitted(training, { baseline: "bayes", sampleRows: 60 }, training)).sampledRows,
  ).toBeUndefined();
});

test("an anomaly score is the share of the second class", async () => {
  const { probabilities, labels } = await fitted(
    points(200, 2, 1),
    { baseline: "isolation" },
    points(50, 2, 2),
  );
  expect(probabilities[0]! + probabilities[1]!).toBeCloseTo(1, 12);
  expect(labels[0]).toBe(probabilities[1]! > probabilities[0]! ? 1 : 0);
});
