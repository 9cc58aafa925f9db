// A model and what its records are looked up in, in; the model that says so out.

import { readMetadata, withMetadata } from "../model/bytes.ts";
import type { Metadata } from "../model/metadata.ts";
import { Model } from "../model/model.ts";
import { checkSpec, type EnrichmentSpec } from "./enrichment-spec.ts";

/**
 * The model with what its records are enriched by, for those who will score with it.
 *
 * @example
 * const watched = await withEnrichment(await train(enrichDataset(alerts, enricher)), enricher.spec);
 */
export async function withEnrichment(model: Model, spec: EnrichmentSpec): Promise<Model> {
  const bytes = model.save();
  const metadata = readMetadata(bytes) as Metadata;
  const enrichment = JSON.parse(JSON.stringify(checkSpec(spec)));
  return Model.open(withMetadata(bytes, { ...metadata, enrichment }), model.unseen);
}
