// incidents.json for the example console: a dozen incidents of the built-in sample, without their grades.

import { writeFileSync } from "node:fs";
import { sampleIncidents, toRecords } from "hedgerow";

const sample = sampleIncidents({ rows: 14, seed: 21 });
const incidents = [...toRecords(sample)].map(({ [sample.label]: _, ...incident }) => incident);
writeFileSync(new URL("./incidents.json", import.meta.url), JSON.stringify(incidents));
