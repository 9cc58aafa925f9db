// Every entry's types, as a reader's project sees them.

import { Dataset, load, type Model, type Prediction, signModel } from "hedgerow";
import { Digest, digestPage } from "hedgerow/digest";
import { loadScorer, type Scorer } from "hedgerow/edge";
import { loadScorer as loadFull } from "hedgerow/edge/full";
import { loadTagger } from "hedgerow/edge-text";
import { Enricher, type Feed, loadFeed } from "hedgerow/enrich";
import { fromXGBoost } from "hedgerow/interop";
import { type ReportResults, report } from "hedgerow/report";
import { train } from "hedgerow/worker";

const scorer: Scorer = await loadScorer(new Uint8Array(), { publicKey: "" });
const answer: Prediction = scorer.predict({ port: 443 });
const label: string = answer.label;
const model: Model = await load(new Uint8Array());
const stream: TransformStream<Readonly<Record<string, unknown>>, Prediction> = model.stream();
const feed: Feed = loadFeed(new Uint8Array());
const enriched = new Enricher([feed], { feeds: ["c2"], columns: ["ip"] }).record({ ip: "192.0.2.1" });
const shift: string = digestPage(await new Digest(model).results());
const page: (results: ReportResults) => string = report;
// @ts-expect-error: a label is a text
const wrong: number = answer.label;

export {
  Dataset,
  enriched,
  fromXGBoost,
  label,
  loadFull,
  loadTagger,
  page,
  shift,
  signModel,
  stream,
  train,
  wrong,
};
