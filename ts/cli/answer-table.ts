// Answers in, a Parquet file out, a row group at a time, so that memory holds one. The columns are the fields of a line of NDJSON:
// file, row or id, kept (a struct), then label, probability and probabilities (a struct, one field a class), or margins (a list).
// What is copied from records is text, as a column has one type; what is no text is JSON.

import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { HedgerowError } from "../error.ts";
import { VERSION } from "../version.ts";
import type { Copied } from "./answer-line.ts";
import type { AnswerFields, Answers } from "./answers.ts";
import type { Sink } from "./io.ts";

const ROWS_OF_GROUP = 50_000;

const REQUIRED = { repetition_type: "REQUIRED" } as const;
const OPTIONAL = { repetition_type: "OPTIONAL" } as const;
const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
const DOUBLE = { type: "DOUBLE" } as const;

/** A column's name with the elements that describe it. */
type Described = readonly [SchemaElement, ...SchemaElement[]];

export class AnswerTable implements Answers {
  readonly #writer: ByteWriter & { index: number };
  readonly #table: ParquetWriter;
  readonly #sink: Sink;
  readonly #classes: readonly string[];
  readonly #columns: ReadonlyMap<string, unknown[]>;
  #rows = 0;

  constructor(
    sink: Sink,
    { classes, outputs }: { classes: readonly string[]; outputs: number },
    fields: AnswerFields,
  ) {
    this.#sink = sink;
    this.#classes = classes;
    const columns = columnsFor(classes, outputs, fields);
    this.#columns = new Map(columns.map(([{ name }]) => [name, []]));
    const root = { name: "answers", num_children: columns.length };
    this.#writer = new ByteWriter() as ByteWriter & { index: number };
    this.#table = new ParquetWriter({
      writer: this.#writer,
      schema: [root, ...columns.flat()],
      createdBy: `hedgerow version ${VERSION}`,
    });
  }

  label(
    copied: Copied,
    best: number,
    probabilities: ArrayLike<number>,
    from: number,
  ): Promise<void> | undefined {
    const each: Record<string, number> = {};
    this.#classes.forEach((name, i) => {
      each[name] = probabilities[from + i] as number;
    });
    return this.#push({
      ...copied,
      label: this.#classes[best],
      probability: probabilities[from + best],
      probabilities: each,
    });
  }

  /** A table has no place for it. */
  error(_: Copied, error: HedgerowError): never {
    throw error;
  }

  margins(copied: Copied, margins: Float64Array): Promise<void> | undefined {
    return this.#push({ ...copied, margins: Array.from(margins) });
  }

  async end(): Promise<void> {
    await this.#flush();
    await this.#table.finish();
    await this.#handOn();
  }

  #push(answer: Copied & Readonly<Record<string, unknown>>): Promise<void> | undefined {
    for (const [name, values] of this.#columns) values.push(cellFor(name, answer[name]));
    return ++this.#rows === ROWS_OF_GROUP ? this.#flush() : undefined;
  }

  async #flush(): Promise<void> {
    if (this.#rows === 0) return;
    const columnData = Array.from(this.#columns, ([name, values]) => ({ name, data: values.splice(0) }));
    await this.#table.write({ columnData, rowGroupSize: ROWS_OF_GROUP });
    this.#rows = 0;
    await this.#handOn();
  }

  /** What is written so far goes to the sink, and its room is used again; offsets in the file go on. */
  async #handOn(): Promise<void> {
    const bytes = this.#writer.getBytes().slice();
    this.#writer.index = 0;
    await this.#sink.write(bytes);
  }
}

function columnsFor(classes: readonly string[], outputs: number, fields: AnswerFields): Described[] {
  const { id, keep, named, margins } = fields;
  const columns: Described[] = [];
  if (named) columns.push([{ name: "file", ...TEXT, ...REQUIRED }]);
  if (id !== undefined) columns.push([{ name: "id", ...TEXT, ...OPTIONAL }]);
  else if (margins !== true) columns.push([{ name: "row", type: "INT64", ...REQUIRED }]);
  if (keep.length > 0)
    columns.push(
      struct(
        "kept",
        keep.map((name) => ({ name, ...TEXT, ...OPTIONAL })),
      ),
    );
  if (margins === true && outputs > 0)
    columns.push([
      { name: "margins", converted_type: "LIST", num_children: 1, ...REQUIRED },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", ...DOUBLE, ...REQUIRED },
    ]);
  else
    columns.push(
      [{ name: "label", ...TEXT, ...REQUIRED }],
      [{ name: "probability", ...DOUBLE, ...REQUIRED }],
      struct(
        "probabilities",
        classes.map((name) => ({ name, ...DOUBLE, ...REQUIRED })),
      ),
    );
  return columns;
}

function struct(name: string, fields: SchemaElement[]): Described {
  return [{ name, num_children: fields.length, ...REQUIRED }, ...fields];
}

function cellFor(name: string, value: unknown): unknown {
  if (name === "row") return BigInt(value as number);
  if (name === "id") return textOf(value);
  if (name === "kept")
    return Object.fromEntries(
      Object.entries(value as object).map(([field, each]) => [field, textOf(each)] as const),
    );
  return value;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
