// `hedgerow tag predict`: a tagger and texts in, the same records with their labels out, in order, while they come in: CSV as
// CSV with two more columns, NDJSON as NDJSON with two more fields, or with --json-lines all that the tagger says.

import Papa from "papaparse";
import { csvBatches } from "../data/csv.ts";
import { jsonlRecords } from "../data/jsonl.ts";
import { usualMissing } from "../data/table.ts";
import { isMissing } from "../data/text-column.ts";
import { HedgerowError } from "../error.ts";
import { NavigatorCounts } from "../text/navigator.ts";
import type { LoadedTagger, Tag } from "../text/tagger.ts";
import { type TextRecord, textReader } from "../text/tagger-records.ts";
import type { Arguments } from "./arguments.ts";
import { BufferedSink } from "./buffered-sink.ts";
import { type DataFile, findFiles, openFiles } from "./data-file.ts";
import { dataOf, fileOptions } from "./data-options.ts";
import { placedIn, UsageError } from "./failure.ts";
import { type Io, print, type Sink } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { readTaggerFile, textColumns } from "./tag-records.ts";

const ID = "Predicted MITRE ID";
const SCORE = "Predicted MITRE Score";

export async function runTagPredict(
  [file, ...names]: readonly string[],
  given: Arguments,
  io: Io,
): Promise<void> {
  const output = given.text("output");
  if (given.flag("json") && output === undefined)
    throw new UsageError("--json needs -o FILE: the answers themselves are what is printed otherwise");
  const tagger = await readTaggerFile(file);
  const files = await findFiles(dataOf(names));
  if (output !== undefined) await checkOutput(output, [file as string, ...files]);
  const answers = new Answers(tagger, given);
  const { format } = fileOptions(given);
  const answerAll = async (sink: Sink): Promise<void> => {
    const lines = new BufferedSink(sink);
    try {
      for await (const data of openFiles(files, io, format))
        await placedIn({ file: data.name }, () => answers.answer(data, lines));
    } finally {
      await lines.end();
    }
  };
  const written = output === undefined ? await answerAll(io.stdout) : await writeWhole(output, answerAll);
  const layer = given.text("navigator");
  if (layer !== undefined)
    await writeWhole(layer, (sink) =>
      sink.write(`${JSON.stringify(answers.counts.layer({ name: "hedgerow" }))}\n`),
    );
  const { rows, answered } = answers;
  if (given.flag("json")) await print(io.stdout, JSON.stringify({ rows, answered, output: written }));
}

class Answers {
  rows = 0;
  answered = 0;
  readonly counts = new NavigatorCounts();
  readonly #tagger: LoadedTagger;
  readonly #text: (record: TextRecord, row?: number) => string;
  readonly #given: Arguments;
  readonly #top: number;
  #headed = false;

  constructor(tagger: LoadedTagger, given: Arguments) {
    this.#tagger = tagger;
    this.#text = textReader(textColumns(given, tagger));
    this.#given = given;
    this.#top = given.number("top") ?? 3;
  }

  async answer(file: DataFile, sink: BufferedSink): Promise<void> {
    if (file.format === "csv") await this.#answerCsv(file, sink);
    else for await (const { record } of jsonlRecords(file.bytes)) await this.#answerRecord(record, sink);
  }

  async #answerCsv(file: DataFile, sink: BufferedSink): Promise<void> {
    const { missing = usualMissing, delimiter } = fileOptions(this.#given);
    const absent = new Set(missing);
    for await (const { header, rows } of csvBatches(file.bytes, { delimiter })) {
      if (!this.#headed && !this.#given.flag("json-lines")) {
        this.#headed = true;
        for (const name of [ID, SCORE])
          if (header.includes(name))
            throw new HedgerowError("bad-data", "The data has this column already", { column: name });
        await sink.write(csvLine([...header, ID, SCORE]));
      }
      for (const cells of rows) {
        const present = header.map((name, c) => [name, cells[c] as string] as const);
        const record = Object.fromEntries(present.filter(([, cell]) => !isMissing(cell, absent)));
        if (this.#given.flag("json-lines")) await this.#answerRecord(record, sink);
        else await sink.write(csvLine([...cells, ...this.#cellsFor(this.#tags(record, 0))]));
      }
    }
  }

  async #answerRecord(record: TextRecord, sink: BufferedSink): Promise<void> {
    if (this.#given.flag("json-lines")) {
      const tags = this.#tags(record, undefined);
      await sink.write(`${JSON.stringify({ row: this.rows, tags })}\n`);
      return;
    }
    const tags = this.#tags(record, 0);
    const [id, score] = this.#cellsFor(tags);
    const said = this.#tagger.multi ? tags.map(({ technique }) => technique) : id === "" ? null : id;
    await sink.write(
      `${JSON.stringify({ ...record, [ID]: said, [SCORE]: score === "" ? null : Number(score) })}\n`,
    );
  }

  /** With `reasons` 0 only what a column takes. */
  #tags(record: TextRecord, reasons: 0 | undefined): Tag[] {
    this.rows++;
    const tags = this.#tagger.tag(this.#text(record, this.rows), {
      top: reasons === 0 && !this.#tagger.multi ? 1 : this.#top,
      abstain: !this.#given.flag("all"),
      described: reasons,
      terms: reasons,
      neighbours: reasons,
    });
    if (tags.length > 0) this.answered++;
    this.counts.add(tags);
    return tags;
  }

  #cellsFor(tags: readonly Tag[]): [string, string] {
    return [
      tags.map(({ technique }) => technique).join(";"),
      tags[0] === undefined ? "" : String(tags[0].score),
    ];
  }
}

function csvLine(cells: readonly string[]): string {
  return `${Papa.unparse([[...cells]])}\n`;
}
