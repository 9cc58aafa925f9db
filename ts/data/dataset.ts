/**
 * A table of records to train on, to test with or to score. In: CSV, JSONL, records or columns. Out: raw columns, the
 * Schema of its features, and, when there is a label, the classes and the class of each row. A Dataset does not change;
 * cutting it to some rows keeps the classes, so that both sides of a split agree on them.
 */
import { HedgerowError } from "../error.ts";
import { toRecord, toWeights } from "./cells-out.ts";
import { type Cell, type RawColumn, selectRows } from "./column.ts";
import { checkDatasetOptions, type DatasetOptions, missingOf, wantedFor } from "./dataset-options.ts";
import { checkFolds, foldsOf, groupedFolds, stratifiedFolds, timeFolds } from "./folds.ts";
import { columnsTable, type GivenColumns } from "./given-columns.ts";
import { type Labels, labelledRows, labelsOf } from "./labels.ts";
import { noSuchColumn } from "./nearest.ts";
import { countOf } from "./profile.ts";
import { RecordColumns } from "./record-columns.ts";
import { Schema } from "./schema.ts";
import { grouped, marked, type SplitRows, stratified, timeOrdered } from "./split.ts";
import { csvTable, jsonlTable, type Table, usualMissing } from "./table.ts";
import type { TextInput } from "./text-input.ts";
import type { TimeFormat } from "./time-text.ts";

export interface SplitOptions {
  /** @default 0 */
  seed?: number | undefined;
  /**
   * "label" keeps the classes' shares on both sides (without a label: at random), "group" keeps rows with the same cell
   * of `column` together, "time" trains on the earlier rows. @default "label"
   */
  by?: "label" | "group" | "time" | undefined;
  /** The column of groups or times. @default for time: the schema's only time feature */
  column?: string | undefined;
}

/** @internal What a Dataset is made of. */
export interface DatasetParts {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, RawColumn>;
  readonly schema: Schema;
  readonly label: string | undefined;
  readonly classes: readonly string[];
  readonly labels: Uint16Array<ArrayBuffer>;
  readonly weights: Float32Array<ArrayBuffer> | undefined;
  readonly warnings: readonly string[];
}

export class Dataset {
  readonly rows: number;
  readonly schema: Schema;
  /** Name of the label column. */
  readonly label?: string;
  /** Class names, sorted; empty without a label. */
  readonly classes: readonly string[];
  /** Class index of each row; empty without a label. */
  readonly labels: Uint16Array<ArrayBuffer>;
  readonly weights?: Float32Array<ArrayBuffer>;
  /** What a person should know, one sentence each. */
  readonly warnings: readonly string[];
  readonly #columns: ReadonlyMap<string, RawColumn>;

  private constructor(parts: DatasetParts) {
    this.rows = parts.rows;
    this.schema = parts.schema;
    if (parts.label !== undefined) this.label = parts.label;
    this.classes = parts.classes;
    this.labels = parts.labels;
    if (parts.weights !== undefined) this.weights = parts.weights;
    this.warnings = parts.warnings;
    this.#columns = parts.columns;
  }

  /** CSV: text, bytes, a stream or a File; gzip is recognised. */
  static async fromCSV(input: TextInput, options: DatasetOptions = {}): Promise<Dataset> {
    checkDatasetOptions(options);
    const { delimiter } = options;
    const table = await csvTable(input, {
      delimiter,
      missing: missingOf(options),
      wanted: wantedFor(options),
    });
    return Dataset.#from(table, options);
  }

  /** One JSON object a line, nested objects as dotted names. */
  static async fromJSONL(input: TextInput, options: DatasetOptions = {}): Promise<Dataset> {
    checkDatasetOptions(options);
    return Dataset.#from(await jsonlTable(input), options);
  }

  static fromRecords(
    records: Iterable<Readonly<Record<string, unknown>>>,
    options: DatasetOptions = {},
  ): Dataset {
    checkDatasetOptions(options);
    const columns = new RecordColumns();
    for (const record of records) columns.add(record);
    if (columns.rows === 0) throw new HedgerowError("bad-data", "There are no records");
    return Dataset.#from({ rows: columns.rows, columns: columns.finish(), warnings: [] }, options);
  }

  /** Arrays by column name, all of one length. Float64Arrays are taken without a copy and must not change afterwards. */
  static fromColumns(columns: GivenColumns, options: DatasetOptions = {}): Dataset {
    checkDatasetOptions(options);
    return Dataset.#from(columnsTable(columns), options);
  }

  static #from(table: Table, options: DatasetOptions): Dataset {
    checkColumns(table, options);
    const { label, weight } = options;
    const warnings = [...table.warnings];
    const { rows, columns } = labelledOnly(table, options, warnings);
    const byName = new Map(columns.map((column) => [column.name, column]));
    const schema = schemaFor(columns, rows, options, warnings);
    let labels: Labels = { classes: options.classes ?? [], labels: new Uint16Array(0), warnings: [] };
    if (label !== undefined) labels = labelsOf(byName.get(label) as RawColumn, rows, options.classes);
    warnings.push(...labels.warnings);
    const weights = weight === undefined ? undefined : toWeights(byName.get(weight) as RawColumn, rows);
    return new Dataset({ rows, columns: byName, schema, label, ...labels, weights, warnings });
  }

  /** @internal The Dataset of parts that were one before, as after a way between threads. */
  static fromParts(parts: DatasetParts): Dataset {
    return new Dataset(parts);
  }

  /** The names of all columns, features or not. */
  get columnNames(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** The raw column of this name, feature or not. */
  column(name: string): RawColumn {
    const column = this.#columns.get(name);
    if (column === undefined)
      throw new HedgerowError("bad-option", noSuchColumn(name, this.columnNames), { column: name });
    return column;
  }

  /** Like `column`; undefined when there is none of this name. */
  find(name: string): RawColumn | undefined {
    return this.#columns.get(name);
  }

  /** One row with all its columns, the label too; missing cells are left out. */
  record(row: number): Record<string, Cell> {
    return toRecord(this.#columns.values(), row);
  }

  /** The rows with these indexes, in this order. */
  select(rows: ArrayLike<number>): Dataset {
    const columns = new Map<string, RawColumn>();
    for (const [name, column] of this.#columns) columns.set(name, selectRows(column, rows));
    const { weights } = this;
    const labels =
      this.label === undefined ? this.labels : Uint16Array.from(rows, (row) => this.labels[row] as number);
    const chosen =
      weights === undefined ? undefined : Float32Array.from(rows, (row) => weights[row] as number);
    return this.#changed({ rows: rows.length, columns, labels, weights: chosen });
  }

  /** The same rows with only these features; the other columns stay, and are no features. Throws `bad-schema` for one that is none. */
  withFeatures(names: readonly string[]): Dataset {
    for (const name of names)
      if (this.schema.feature(name) === undefined) {
        const features = this.schema.features.map((feature) => feature.name);
        throw new HedgerowError("bad-schema", noSuchColumn(name, features), { column: name });
      }
    const kept = new Set(names);
    const dropped = this.schema.features.filter(({ name }) => !kept.has(name));
    return this.#changed({ schema: dropped.reduce((schema, { name }) => schema.without(name), this.schema) });
  }

  #changed(parts: Partial<DatasetParts>): Dataset {
    const { rows, schema, label, classes, labels, weights, warnings } = this;
    return new Dataset({
      rows,
      schema,
      label,
      classes,
      labels,
      weights,
      warnings,
      columns: this.#columns,
      ...parts,
    });
  }

  /** Part to train on and part to test with; `trainShare` is the share of rows to train on, such as 0.8. */
  split(trainShare: number, options: SplitOptions = {}): [Dataset, Dataset] {
    const { train, test } = this.#splitRows(trainShare, options);
    return [this.select(train), this.select(test)];
  }

  #splitRows(share: number, { seed = 0, by = "label", column }: SplitOptions): SplitRows {
    if (this.rows < 2) throw new HedgerowError("bad-option", "One row cannot be split");
    switch (by) {
      case "label":
        if (this.label === undefined) return stratified(new Uint8Array(this.rows), 1, share, seed);
        return stratified(this.labels, this.classes.length, share, seed);
      case "group":
        return grouped(this.#groupColumn(column), this.rows, share, seed);
      case "time": {
        const { name, format } = this.#timeColumn(column);
        return timeOrdered(this.column(name), this.rows, share, format);
      }
      default:
        throw new HedgerowError(
          "bad-option",
          `"by" must be label, group or time; it is ${JSON.stringify(by)}`,
        );
    }
  }

  /**
   * Cross-validation: for each of `folds` folds the rows to train on and the rows to test with. By time, each fold trains on
   * what was before it. Throws `bad-option` where a class, or the groups, are fewer than the folds.
   */
  foldRows(folds: number, { seed = 0, by = "label", column }: SplitOptions = {}): SplitRows[] {
    checkFolds(by === "label" ? this.labels : new Uint16Array(0), this.classes, folds);
    switch (by) {
      case "group":
        return foldsOf(groupedFolds(this.#groupColumn(column), this.rows, folds, seed), folds);
      case "time": {
        const { name, format } = this.#timeColumn(column);
        return timeFolds(this.column(name), this.rows, folds, format);
      }
      default: {
        const labels = this.label === undefined ? new Uint16Array(this.rows) : this.labels;
        return foldsOf(stratifiedFolds(labels, folds, seed), folds);
      }
    }
  }

  #groupColumn(column: string | undefined): RawColumn {
    if (column === undefined)
      throw new HedgerowError("bad-option", 'A split by group needs the "column" of groups');
    return this.column(column);
  }

  #timeColumn(given: string | undefined): { name: string; format: TimeFormat } {
    const times = this.schema.features.filter(
      ({ kind, name }) => kind === "time" && (given ?? name) === name,
    );
    const spec = times[0];
    if (spec !== undefined && times.length === 1)
      return { name: spec.name, format: spec.settings["format"] as TimeFormat };
    if (given === undefined) {
      throw new HedgerowError(
        "bad-option",
        `A split by time needs the "column" of times: the schema has ${times.length} time features`,
      );
    }
    const [inferred] = Schema.infer([this.column(given)], this.rows).features;
    if (inferred?.kind === "time") return { name: given, format: inferred.settings["format"] as TimeFormat };
    throw new HedgerowError("bad-option", "The column is not one of times", { column: given });
  }

  /** By a column with the values train and test, which is then no feature. */
  splitOn(column: string): { train: Dataset; test: Dataset } {
    const { train, test } = marked(this.column(column), this.rows);
    const rest = this.#changed({ schema: this.schema.without(column) });
    return { train: rest.select(train), test: rest.select(test) };
  }
}

function checkColumns({ columns }: Table, { label, weight, drop = [] }: DatasetOptions): void {
  const names = columns.map(({ name }) => name);
  for (const name of [label, weight, ...drop]) {
    if (name === undefined || names.includes(name)) continue;
    const sentence = `${name === label ? "The label column is not there. " : ""}${noSuchColumn(name, names)}`;
    throw new HedgerowError(name === label ? "bad-label" : "bad-option", sentence, { column: name });
  }
}

function labelledOnly(
  table: Table,
  { label, unlabelled }: DatasetOptions,
  warnings: string[],
): Omit<Table, "warnings"> {
  const column = table.columns.find(({ name }) => name === label);
  if (column === undefined || unlabelled !== "drop") return table;
  const kept = labelledRows(column, table.rows);
  if (kept.length === table.rows) return table;
  if (kept.length === 0) throw new HedgerowError("bad-label", "No row has a label", { column: column.name });
  warnings.push(`${countOf(table.rows - kept.length, "row")} without a label left out`);
  return { rows: kept.length, columns: table.columns.map((each) => selectRows(each, kept)) };
}

function schemaFor(
  columns: readonly RawColumn[],
  rows: number,
  options: DatasetOptions,
  warnings: string[],
): Schema {
  const { label, weight, drop = [], schema, missing } = options;
  if (schema instanceof Schema) return schemaGiven(schema, columns, drop, warnings);
  const apart = new Set([label, weight, ...drop]);
  const unusual = missing === undefined || sameTexts(missing, usualMissing) ? undefined : missing;
  const features = columns.filter(({ name }) => !apart.has(name));
  return Schema.infer(features, rows, { overrides: schema ?? {}, label, missing: unusual });
}

function schemaGiven(
  schema: Schema,
  columns: readonly RawColumn[],
  drop: readonly string[],
  warnings: string[],
): Schema {
  const names = new Set(columns.map(({ name }) => name));
  const kept = drop.reduce((rest, name) => rest.without(name), schema);
  const absent = kept.features.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (absent.length > 0 && absent.length === kept.features.length) {
    throw new HedgerowError(
      "bad-data",
      `None of the schema's features is among the columns: ${[...names].slice(0, 20).join(", ")}`,
    );
  }
  if (absent.length > 0)
    warnings.push(`Features without a column count as missing in every row: ${absent.join(", ")}`);
  return kept;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
