// Run by Node. Trains over workers, aborts and fails; nothing may keep the process alive after that.

import { Dataset, sampleIncidents, train } from "hedgerow";
import * as worker from "hedgerow/worker";

const sample = sampleIncidents({ rows: 2000, seed: 7 });
const data = Dataset.fromColumns(sample.columns, { label: sample.label });
const outcomes = [];
await train(data, { method: "forest", trees: 10, workers: 2 });
await worker.train(data, { method: "forest", trees: 10, workers: 2, onProgress() {} });
outcomes.push("trained");
const signal = AbortSignal.timeout(60);
await worker
  .train(data, { rounds: 100_000, patience: 100_000, signal })
  .catch((error) => outcomes.push(error.code));
await worker.train(data, { classWeights: { Nope: 1 } }).catch((error) => outcomes.push(error.code));
console.log(outcomes.join(", "));
