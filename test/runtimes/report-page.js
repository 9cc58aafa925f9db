// A page that makes a report of its own, as one that offers it for download does.

import { Dataset, sampleSessions, train } from "hedgerow";
import { report, reportResults } from "hedgerow/report";

globalThis.reported = async () => {
  const sample = sampleSessions({ rows: 400, seed: 7 });
  const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["session_id"] });
  const [fit, held] = data.split(0.7);
  const model = await train(fit, { rounds: 20 });
  const before = document.body.outerHTML;
  const results = await reportResults(model, { train: fit, test: held, explainRows: 40 });
  return { results, page: report(results), untouched: document.body.outerHTML === before };
};
