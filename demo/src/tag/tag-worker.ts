// The worker that trains taggers and tags texts.

import { expose } from "comlink";
import { Catalogue, type LoadedTagger, loadTagger, type Tag, Tagger } from "hedgerow";
import { carryFaults } from "../desk/faults.ts";
import { readTable } from "../desk/reading.ts";
import type { AlertRecord } from "../desk/rows.ts";
import { type GuessedColumns, guessColumns } from "./guess-columns.ts";
import { SAMPLE_TEXTS, TECHNIQUES } from "./sample-texts.ts";

export interface TaggerView {
  readonly name: string;
  readonly labels: number;
  readonly rows: number;
  readonly bytes: number;
  readonly threshold: number;
  /** Share of right first answers on texts that were held out; undefined where the tagger does not tell. */
  readonly accuracy: number | undefined;
}

export interface OpenedTexts extends GuessedColumns {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly string[];
}

let tagger: LoadedTagger | undefined;
let records: readonly AlertRecord[] = [];
let name = "";
let training: AbortController | undefined;

const CATALOGUE = Catalogue.fromRecords(TECHNIQUES.map(({ id, name, tactics }) => ({ id, name, tactics })));

const tag = {
  async trainSample(): Promise<TaggerView> {
    tagger = await Tagger.train(
      SAMPLE_TEXTS.map((each) => ({ ...each })),
      { text: "text", label: "technique", catalogue: CATALOGUE },
    );
    return viewOf(tagger, "made-up alerts");
  },

  async open(file: File, onProgress: (share: number) => void): Promise<OpenedTexts> {
    const table = await readTable(file, onProgress);
    records = Array.from({ length: table.rows }, (_, row) => table.record(row));
    name = file.name;
    return { name, rows: table.rows, columns: table.columnNames, ...guessColumns(table) };
  },

  /** Ends an earlier training. */
  async train(
    { text, label }: { readonly text: string; readonly label: string },
    onProgress: (share: number) => void,
  ): Promise<TaggerView> {
    training?.abort();
    training = new AbortController();
    let told = 0;
    const labelled = records.filter(
      (record) => typeof record[text] === "string" && record[label] !== undefined,
    );
    tagger = await Tagger.train(labelled, {
      text,
      label,
      signal: training.signal,
      onProgress({ done, total }) {
        if (performance.now() - told < 60) return;
        told = performance.now();
        onProgress(done / total);
      },
    });
    return viewOf(tagger, name);
  },

  stop(): void {
    training?.abort();
  },

  load(bytes: Uint8Array, from: string): TaggerView {
    tagger = loadTagger(bytes);
    return viewOf(tagger, from);
  },

  save(): Uint8Array | undefined {
    return tagger?.save();
  },

  /** Those it is not sure of too: the page tells them apart. */
  tag(text: string): readonly Tag[] {
    return tagger?.tag(text, { top: 4, terms: 8, neighbours: 2, abstain: false }) ?? [];
  },
};

function viewOf(of: LoadedTagger, from: string): TaggerView {
  const { labels, info, threshold } = of;
  const held = info["heldOut"] as { accuracy?: number } | undefined;
  return {
    name: from,
    labels: labels.length,
    rows: Number(info["labelled"] ?? 0),
    bytes: of.save().length,
    threshold,
    accuracy: held?.accuracy,
  };
}

export type TagDesk = typeof tag;

carryFaults();
expose(tag);
