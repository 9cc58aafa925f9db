/**
 * Which columns are features, and of which kind. In: inference over a Dataset's columns with a caller's overrides, or
 * JSON. Out: features in column order, a report of what was inferred and why, and, fitted to training rows, an Encoder.
 * A Schema does not change; `with` and `without` give a new one.
 */
import { HedgerowError } from "../error.ts";
import type { RawColumn } from "./column.ts";
import { emptyColumn } from "./column.ts";
import { type ColumnSource, Encoder } from "./encode.ts";
import { located } from "./fault.ts";
import { type FeatureSpec, specFromJSON, specToJSON } from "./feature.ts";
import { type InferenceNote, inferFeatures, type Overrides, overridden } from "./infer.ts";
import { fieldsOf, listIn, textOf, textsOf } from "./json-check.ts";
import type { Kind, LabelledRows, Learnt } from "./kinds/kind.ts";
import { kindNamed } from "./kinds/registry.ts";
import { noSuchColumn } from "./nearest.ts";

export interface SchemaParts {
  readonly features: readonly FeatureSpec[];
  readonly label?: string | undefined;
  /** The texts that stood for missing in the CSV it was inferred from, when they were not the usual ones. */
  readonly missing?: readonly string[] | undefined;
  readonly report?: readonly InferenceNote[];
}

const VERSION = 1;

export class Schema {
  readonly features: readonly FeatureSpec[];
  readonly label?: string;
  readonly missing?: readonly string[];
  /** One note a column that was looked at, those left out too. */
  readonly report: readonly InferenceNote[];

  constructor({ features, label, missing, report = [] }: SchemaParts) {
    this.features = features;
    if (label !== undefined) this.label = label;
    if (missing !== undefined) this.missing = missing;
    this.report = report;
    const twice = features.find(({ name }, i) => features.findIndex((other) => other.name === name) !== i);
    if (twice !== undefined)
      throw new HedgerowError("bad-schema", "A feature is there twice", { column: twice.name });
  }

  /** `columns` are all that may be features: neither the label nor what is dropped. */
  static infer(
    columns: readonly RawColumn[],
    rows: number,
    options: {
      overrides?: Overrides;
      label?: string | undefined;
      missing?: readonly string[] | undefined;
    } = {},
  ): Schema {
    const { overrides = {}, label, missing } = options;
    checkNames(
      Object.keys(overrides),
      columns.map(({ name }) => name),
    );
    return new Schema({ ...inferFeatures(columns, rows, overrides), label, missing });
  }

  /** The feature of this name. */
  feature(name: string): FeatureSpec | undefined {
    return this.features.find((feature) => feature.name === name);
  }

  /** A Schema in which these columns have another kind, or are left out ("drop"). */
  with(overrides: Overrides): Schema {
    const columns =
      this.report.length > 0
        ? this.report.map(({ column }) => column)
        : this.features.map(({ name }) => name);
    checkNames(Object.keys(overrides), columns);
    const features: FeatureSpec[] = [];
    const report: InferenceNote[] = [];
    for (const name of columns) {
      const given = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
      const old = this.report.find(({ column }) => column === name);
      const [spec, note] = given === undefined ? [this.feature(name), old] : overridden(name, given);
      if (spec !== undefined) features.push(spec);
      if (note !== undefined) report.push(note);
    }
    return new Schema({ features, label: this.label, missing: this.missing, report });
  }

  /** A Schema without the column, and without a note on it. */
  without(name: string): Schema {
    return new Schema({
      features: this.features.filter((feature) => feature.name !== name),
      label: this.label,
      missing: this.missing,
      report: this.report.filter(({ column }) => column !== name),
    });
  }

  /** Learns what depends on values from these rows; a column that the rows do not have counts as missing. */
  fit(dataset: ColumnSource): Encoder {
    return new Encoder(
      this.features,
      this.features.map((spec) => fitOne(spec, dataset)),
    );
  }

  toJSON(): unknown {
    const { label, missing, report } = this;
    const features = this.features.map(specToJSON);
    return {
      version: VERSION,
      ...(label === undefined ? {} : { label }),
      ...(missing === undefined ? {} : { missing }),
      features,
      report,
    };
  }

  static fromJSON(json: unknown): Schema {
    return located(
      "bad-schema",
      "The schema cannot be read: ",
      () => ({}),
      () => {
        const fields = fieldsOf(json, "it");
        if (fields["version"] !== VERSION) {
          throw new HedgerowError(
            "bad-schema",
            `The schema is of version ${fields["version"]}; this hedgerow reads ${VERSION}`,
          );
        }
        return new Schema({
          features: listIn(fields["features"], '"features"').map((each) =>
            specFromJSON(fieldsOf(each, "a feature")),
          ),
          label: fields["label"] === undefined ? undefined : textOf(fields["label"], '"label"'),
          missing: fields["missing"] === undefined ? undefined : textsOf(fields["missing"], '"missing"'),
          report:
            fields["report"] === undefined ? [] : listIn(fields["report"], '"report"').map(noteFromJSON),
        });
      },
    );
  }
}

function fitOne({ name, kind, settings }: FeatureSpec, dataset: ColumnSource): Learnt {
  const column = dataset.find(name) ?? emptyColumn(name, dataset.rows);
  return located(
    "bad-value",
    `The feature "${name}" `,
    () => ({ column: name }),
    () => (kindNamed(kind) as Kind).fit(settings, column, labelledRows(dataset)),
  );
}

function labelledRows(dataset: ColumnSource): LabelledRows | undefined {
  const { labels, classes = [], weights } = dataset;
  if (labels === undefined || labels.length === 0) return undefined;
  return { labels, classes, weights, find: (name) => dataset.find(name) };
}

function noteFromJSON(json: unknown): InferenceNote {
  const fields = fieldsOf(json, "a note of the report");
  return {
    column: textOf(fields["column"], '"column"'),
    kind: textOf(fields["kind"], '"kind"') as InferenceNote["kind"],
    reason: textOf(fields["reason"], '"reason"'),
    notes: textsOf(fields["notes"], '"notes"'),
  };
}

function checkNames(given: readonly string[], columns: readonly string[]): void {
  for (const name of given) {
    if (!columns.includes(name))
      throw new HedgerowError("bad-option", noSuchColumn(name, columns), { column: name });
  }
}
