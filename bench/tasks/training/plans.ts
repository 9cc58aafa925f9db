// The bouts: which data, which sizes, against whom. A smoke run has little of everything.

import type { Bout, BoutPeer } from "./bout.ts";
import { AS_LIGHTGBM, FEATURES } from "./options.ts";

function boostingPeers(classes: number, rounds: number): BoutPeer[] {
  const args = () => ({ classes, rounds, leaves: 31, rate: 0.1 });
  return [
    { peer: "lightgbm", name: "LightGBM", kind: "lightgbm", args },
    { peer: "xgboost", name: "XGBoost hist", kind: "xgboost", args },
  ];
}

export function bouts(quick: boolean): Bout[] {
  const rounds = quick ? 5 : 100;
  const rows = (count: number): number => (quick ? 2000 : count);
  const testRows = quick ? 500 : 50_000;
  const draws = quick ? 2 : 5;
  const patient = { rounds: draws, seconds: quick ? 1 : 300 };
  const boosting = (id: string, count: number, classes: number, runs: number): Bout => ({
    id,
    work: `boosting, ${classes === 2 ? "" : `${classes} classes, `}${count.toLocaleString("en")} x ${FEATURES}, 31 leaves, 255 bins, 100 rounds`,
    data: { rows: rows(count), features: FEATURES, classes },
    testRows,
    draws: Math.min(runs, draws),
    options: { ...AS_LIGHTGBM, rounds },
    peers: boostingPeers(classes, rounds),
    effort: { ...patient, rounds: Math.min(runs, draws) },
    quality: classes === 2 ? "AUC" : "logLoss",
  });
  const forest = (id: string, count: number, runs: number): Bout => ({
    id,
    work: `forest, ${count.toLocaleString("en")} x ${FEATURES}, 100 trees of depth 12`,
    data: { rows: rows(count), features: FEATURES },
    testRows,
    draws: Math.min(runs, draws),
    options: { method: "forest", trees: quick ? 5 : 100, maxDepth: 12, minRowsPerLeaf: 1 },
    peers: [
      {
        peer: "scikit-learn",
        name: "scikit-learn",
        kind: "forest",
        args: (seed) => ({ trees: quick ? 5 : 100, depth: 12, seed }),
      },
    ],
    effort: { ...patient, rounds: Math.min(runs, draws) },
    quality: "accuracy",
  });
  return [
    boosting("train.boosting.200k", 200_000, 2, 5),
    boosting("train.boosting.20k", 20_000, 2, 5),
    boosting("train.classes3.200k", 200_000, 3, 2),
    forest("train.forest.20k", 20_000, 5),
    forest("train.forest.200k", 200_000, 1),
  ];
}
