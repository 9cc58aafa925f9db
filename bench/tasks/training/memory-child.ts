// Trains on as many rows as the first argument says, 40 columns, and prints as JSON how much memory that took.

import { datasetOf, draw } from "../../data/numbers.ts";
import { coreMemory, trainPlainly } from "../../hedgerow.ts";

const rows = Number(process.argv[2]);
const dataset = datasetOf(draw({ rows, features: 40, seed: 1 }));
const start = performance.now();
await trainPlainly(dataset, { method: "boosting", rounds: 10, maxLeaves: 31, nodeFeatureSubsample: 1 });
const seconds = (performance.now() - start) / 1000;
// Node counts the most memory held in KiB.
const resident = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ wasm: await coreMemory(), seconds, resident }));
