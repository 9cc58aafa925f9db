// A model and rows in, the model with these rows as what `DriftMonitor` compares with out.

import type { Dataset } from "../data/dataset.ts";
import { Encoder } from "../data/encode.ts";
import { readMetadata, withMetadata } from "../model/bytes.ts";
import type { Metadata } from "../model/metadata.ts";
import { Model } from "../model/model.ts";
import { driftProfile } from "./drift-profile.ts";

/**
 * The model with the profile of this dataset, for models that other makers trained, or where a later time is to be compared with.
 * Rows the model was not trained on tell better how its scores lie: it is surer of those it was.
 *
 * @example
 * const watched = await withDriftProfile(await fromXGBoost(json), lastMonth);
 */
export async function withDriftProfile(model: Model, dataset: Dataset): Promise<Model> {
  const bytes = model.save();
  const metadata = readMetadata(bytes) as Metadata;
  const answers = model.classes.length === 0 ? undefined : model.predictMany(dataset);
  const drift = await driftProfile(Encoder.fromJSON(metadata.encoder), dataset, 0, answers);
  return Model.open(withMetadata(bytes, { ...metadata, drift }), model.unseen);
}
