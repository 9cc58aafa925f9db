// What was looked up in which feeds: plain data that a model carries.

import type { TimeFormat } from "../data/time-text.ts";
import { HedgerowError } from "../error.ts";

export interface EnrichmentSpec {
  /** Names of feeds. */
  feeds: readonly string[];
  /** Columns that hold addresses, domains, hashes or URLs. */
  columns: readonly string[];
  /**
   * The column with the time of a record: ages count up to it, and what the feed learnt later does not count. Without it ages count up to
   * the last day of the feed, and all of the feed counts, what came later included.
   */
  time?: { column: string; format: TimeFormat } | undefined;
}

/** The spec of a model; undefined where its records are taken as they come. Throws `bad-model` where it is damaged. */
export function enrichmentOf({
  info: { enrichment },
}: {
  readonly info: { readonly enrichment?: EnrichmentSpec };
}): EnrichmentSpec | undefined {
  if (enrichment === undefined) return undefined;
  try {
    return checkSpec(enrichment);
  } catch (cause) {
    throw new HedgerowError("bad-model", "what the model says of its feeds is damaged", {}, { cause });
  }
}

/** Throws `bad-option`. */
export function checkSpec(spec: EnrichmentSpec): EnrichmentSpec {
  const { feeds, columns } = spec ?? {};
  for (const [name, list] of Object.entries({ feeds, columns })) {
    const texts = Array.isArray(list) && list.length > 0 && list.every((item) => typeof item === "string");
    if (!texts || new Set(list).size < list.length)
      throw new HedgerowError("bad-option", `"${name}" must be a list of different names`);
  }
  return spec;
}
