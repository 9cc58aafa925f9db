import * as hedgerow from "hedgerow";
import * as worker from "hedgerow/worker";
import { scenario } from "./workers-scenario.ts";

globalThis.run = () => scenario(hedgerow, worker);

/** Trains for as long as it is let; gives the error it ends with. */
globalThis.trainOn = async (place) => {
  const sample = hedgerow.sampleIncidents({ rows: 2000, seed: 7 });
  const data = hedgerow.Dataset.fromColumns(sample.columns, { label: sample.label });
  const { train } = place === "worker" ? worker : hedgerow;
  const options = { method: "forest", workers: place === "worker" ? 1 : 2, trees: 100_000 };
  return train(data, options).catch(({ name, code, message }) => ({ name, code, message }));
};

/** Accuracies of some models, each fitted in a worker. */
globalThis.compared = async () => {
  const sample = hedgerow.sampleSessions({ rows: 400, seed: 7 });
  const data = hedgerow.Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["session_id"] });
  const [fit, test] = data.split(0.7);
  const models = ["logistic", "tree", "knn", "svm-rbf", "bayes"];
  const { models: found } = await hedgerow.compare(fit, { test, models, workers: 2 });
  return found.map(({ model, accuracy }) => [model, accuracy]);
};
