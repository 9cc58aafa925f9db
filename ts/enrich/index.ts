/**
 * hedgerow/enrich: what threat-intelligence feeds say of a record, as features.
 *
 * ```ts
 * import { Enricher, indicatorColumns, readFeed, withEnrichment } from "hedgerow/enrich";
 *
 * const feed = await readFeed(csv, "c2");
 * const enricher = new Enricher([feed], { feeds: ["c2"], columns: ["dst_ip", "host"] });
 * const model = await withEnrichment(await train(enricher.dataset(alerts)), enricher.spec);
 * model.predict(enricher.record(alert));
 * ```
 */

export { Enricher, indicatorColumns, timeOf } from "./enricher.ts";
export { type EnrichmentSpec, enrichmentOf, withEnrichment } from "./enrichment-spec.ts";
export { Feed, type FeedHit, type FeedProblem } from "./feed.ts";
export { loadFeed, saveFeed } from "./feed-bytes.ts";
export { feedFromCSV } from "./feed-csv.ts";
export { feedFromSTIX } from "./feed-stix.ts";
export { readFeed } from "./read-feed.ts";
