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
