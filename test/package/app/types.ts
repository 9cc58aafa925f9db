// Every entry's types, as a reader's project sees them.

import { Dataset, load, type Model, type Prediction, signModel } from "hedgerow";
import { loadScorer, type Scorer } from "hedgerow/edge";
import { loadScorer as loadFull } from "hedgerow/edge/full";
import { loadTagger } from "hedgerow/edge-text";
import { fromXGBoost } from "hedgerow/interop";
import { train } from "hedgerow/worker";

const scorer: Scorer = await loadScorer(new Uint8Array(), { publicKey: "" });
const answer: Prediction = scorer.predict({ port: 443 });
const label: string = answer.label;
const model: Model = await load(new Uint8Array());
const stream: TransformStream<Readonly<Record<string, unknown>>, Prediction> = model.stream();
// @ts-expect-error: a label is a text
const wrong: number = answer.label;

export { Dataset, fromXGBoost, label, loadFull, loadTagger, signModel, stream, train, wrong };
