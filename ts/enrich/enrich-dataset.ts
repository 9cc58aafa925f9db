// Datasets and feeds: which columns are looked up, and the dataset with what the feeds say of them. For training; a place that only answers
// needs the enricher alone.

import type { RawColumn } from "../data/column.ts";
import { Dataset } from "../data/dataset.ts";
import { Schema } from "../data/schema.ts";
import type { TimeFormat } from "../data/time-text.ts";
import type { Enricher } from "./enricher.ts";
import type { EnrichmentSpec } from "./enrichment-spec.ts";
import { indicatorOf } from "./indicator.ts";

/**
 * The dataset with the columns that the enricher adds; those that have a value in it are features, as ages are not where a feed has no
 * dates. Throws `bad-data` where it has a column of such a name already.
 *
 * @example
 * const model = await train(enrichDataset(alerts, enricher));
 */
export function enrichDataset(dataset: Dataset, enricher: Enricher): Dataset {
  const columns = dataset.columnNames.map((name) => dataset.column(name));
  const added = enricher.columns(columns, dataset.rows);
  const told = added.filter(({ values }) => values.some((value) => !Number.isNaN(value)));
  const { schema, rows, label, classes, labels, weights, warnings } = dataset;
  const kinds = Object.fromEntries(told.map(({ name }) => [name, "number" as const]));
  const more = Schema.infer(told, rows, { overrides: kinds });
  return Dataset.fromParts({
    rows,
    columns: new Map([...columns, ...added].map((column) => [column.name, column])),
    schema: new Schema({
      features: [...schema.features, ...more.features],
      label: schema.label,
      missing: schema.missing,
      report: [...schema.report, ...more.report],
    }),
    label,
    classes,
    labels,
    weights,
    warnings,
  });
}

/** Distinct values looked at, and the share that must be indicators. */
const LOOKED_AT = 1000;
const MOSTLY = 0.5;

/** The columns that hold addresses, domains, hashes or URLs in at least half of their different values. */
export function indicatorColumns(columns: readonly RawColumn[]): string[] {
  return columns.filter(holdsIndicators).map(({ name }) => name);
}

function holdsIndicators(column: RawColumn): boolean {
  if (column.kind === "numbers") return false;
  const values = new Set<string>();
  const all: Iterable<unknown> = column.kind === "strings" ? column.dictionary : column.values;
  for (const cell of all) {
    for (const text of Array.isArray(cell) ? cell : [cell]) if (typeof text === "string") values.add(text);
    if (values.size >= LOOKED_AT) break;
  }
  const found = [...values].filter((text) => indicatorOf(text) !== undefined).length;
  return found > 0 && found >= MOSTLY * values.size;
}

/** The time column of a schema, where it has one only. */
export function timeOf({ features }: Schema): EnrichmentSpec["time"] {
  const [time, ...others] = features.filter(({ kind }) => kind === "time");
  if (time === undefined || others.length > 0) return undefined;
  return { column: time.name, format: time.settings["format"] as TimeFormat };
}
