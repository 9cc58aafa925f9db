/**
 * hedgerow/report: what a model is and how good, as one page to send, and as Markdown, CSV and JSON.
 *
 * ```ts
 * import { report, reportResults } from "hedgerow/report";
 *
 * const results = await reportResults(model, { train: fit, test: held });
 * const page = report(results);
 * ```
 */

export { dataHash } from "./data-hash.ts";
export { dataDictionary } from "./dictionary.ts";
export { evaluationMetrics } from "./evaluation-metrics.ts";
export { modelCard } from "./model-card.ts";
export { type PageOptions, report } from "./report.ts";
export { type ReportOptions, reportResults } from "./report-results.ts";
export type * from "./results.ts";
