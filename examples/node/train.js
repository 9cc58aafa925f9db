// node train.js [MODEL]: a model of made-up incidents, to try the service with.

import { writeFile } from "node:fs/promises";
import { Dataset, sampleIncidents, train } from "hedgerow";

const [file = "model.bin"] = process.argv.slice(2);
const { columns, label } = sampleIncidents({ rows: 5000, seed: 1 });
const model = await train(Dataset.fromColumns(columns, { label, drop: ["incident_id"] }), {
  rounds: 100,
  validation: 0,
});
await writeFile(file, model.save());
