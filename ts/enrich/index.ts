/**
 * hedgerow/enrich: what threat-intelligence feeds say of a record, as features.
 *
 * ```ts
 * import { Enricher, enrichDataset, readFeed, withEnrichment } from "hedgerow/enrich";
 *
 * const feed = await readFeed(csv, "c2");
 * const enricher = new Enricher([feed], { feeds: ["c2"], columns: ["dst_ip", "host"] });
 * const model = await withEnrichment(await train(enrichDataset(alerts, enricher)), enricher.spec);
 * model.predict(enricher.record(alert));
 * ```
 */

export { enrichDataset, indicatorColumns, timeOf } from "./enrich-dataset.ts";
export { Enricher } from "./enricher.ts";
export { type EnrichmentSpec, enrichmentOf } from "./enrichment-spec.ts";
export { Feed, type FeedHit, type FeedProblem } from "./feed.ts";
export { loadFeed, saveFeed } from "./feed-bytes.ts";
export { feedFromCSV } from "./feed-csv.ts";
export { feedFromSTIX } from "./feed-stix.ts";
export { readFeed } from "./read-feed.ts";
export { withEnrichment } from "./with-enrichment.ts";
