import fc from "fast-check";
import { expect, test } from "vitest";
import { calibrator } from "./calibration.ts";
import { risingLine } from "./isotonic.ts";

function sorted(rows: readonly { score: number; is: number; weight: number }[]) {
  const order = [...rows].sort((a, b) => a.score - b.score);
  return risingLine(
    Float64Array.from(order, ({ score }) => score),
    Uint8Array.from(order, ({ is }) => is),
    Float64Array.from(order, ({ weight }) => weight),
  );
}

// scikit-learn 1.9.1, with the two imaginary rows:
//   i = np.arange(400); w = 1 + (i % 3) / 2; w = w / w.mean(); p = ((i * 37) % 401 + 0.5) / 402
//   y = (((i * 61) % 397) / 397 < p ** 2).astype(int); o = np.argsort(p)
//   ps, ys, ws = np.r_[p.min(), p[o], p.max()], np.r_[1, y[o], 0], np.r_[1, w[o], 1]
//   v = IsotonicRegression().fit(ps, ys, sample_weight=ws).predict(ps)
//   [(np.average(ps[v == u], weights=ws[v == u]), u) for u in np.unique(v)]
test("pools are scikit-learn's", () => {
  const rows = Array.from({ length: 400 }, (_, i) => {
    const score = (((i * 37) % 401) + 0.5) / 402;
    return { score, is: ((i * 61) % 397) / 397 < score ** 2 ? 1 : 0, weight: (1 + (i % 3) / 2) / 1.49875 };
  });
  const mean = rows.reduce((sum, { weight }) => sum + weight, 0) / 400;
  expect(mean).toBeCloseTo(1, 9);
  const line = sorted(rows);
  const from = [
    0.1151081, 0.3310487, 0.4541088, 0.5234962, 0.5920398, 0.7139458, 0.8374645, 0.9067164, 0.9762364,
  ];
  const to = [
    0.01772179, 0.06276151, 0.3103448, 0.3272727, 0.3333333, 0.6099585, 0.8392857, 0.8888889, 0.94741,
  ];
  expect(line.from).toHaveLength(from.length);
  line.from.forEach((x, i) => {
    expect(x).toBeCloseTo(from[i] as number, 6);
    expect(line.to[i]).toBeCloseTo(to[i] as number, 6);
  });
});

test("the line rises, is never sure, and stays short", () => {
  const row = fc.record({
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    is: fc.nat(1),
    weight: fc.constantFrom(0.1, 1, 7),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 300 }), (rows) => {
      const line = sorted(rows);
      const calibrate = calibrator({ method: "isotonic", lines: [line] }, 2);
      let last = 0;
      for (let x = 0; x <= 1; x += 1 / 256) {
        const share = Float64Array.of(1 - x, x);
        calibrate(share, 0);
        expect(share[1]).toBeGreaterThanOrEqual(last);
        expect(share[1]).toBeGreaterThan(0);
        expect(share[1]).toBeLessThan(1);
        last = share[1] as number;
      }
    }),
  );
});

test("at most 200 points", () => {
  const rows = Array.from({ length: 4000 }, (_, i) => ({ score: i / 4000, is: 1, weight: 1 }));
  // Pairs with ever larger shares: none is pooled.
  const line = sorted(rows.map((row, i) => ({ ...row, is: i % 2, weight: i % 2 === 1 ? 1 + i : 4000 })));
  expect(line.from.length).toBeLessThanOrEqual(200);
  expect(line.from.length).toBeGreaterThan(100);
  expect(line.from).toEqual([...line.from].sort((a, b) => a - b));
});
