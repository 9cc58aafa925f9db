// Files and samples as a table. In: a File, or the name of a sample. Out: the columns as they are, none of them a feature yet,
// and what a person needs to choose the label.

import { Dataset, HedgerowError, Schema, sampleAlerts, sampleIncidents, sampleSessions } from "hedgerow";
import { bench } from "./bench.ts";
import { guessLabel } from "./guess-label.ts";
import { speedSample } from "./speed-sample.ts";

export type SampleName = "incidents" | "sessions" | "evidence" | "numbers";

/** A table that was opened. */
export interface Opened {
  readonly name: string;
  /** Of a sample: which, and the seed that drew it. */
  readonly sample: { readonly name: SampleName; readonly seed: number } | undefined;
  /** Whether a file has JSON lines, not CSV. */
  readonly json: boolean;
  readonly rows: number;
  readonly columns: readonly string[];
  /** Columns that can be a label: those with few different values. */
  readonly labels: readonly string[];
  readonly label: string | undefined;
  /** Columns to leave out, as a sample knows of itself. */
  readonly drop: readonly string[];
  readonly warnings: readonly string[];
}

/** Shares of the file's bytes, 0 to 1. */
export type ReadProgress = (share: number) => void;

const SAMPLES = { incidents: sampleIncidents, sessions: sampleSessions, evidence: sampleAlerts } as const;
/** Columns of the samples that name a row or give its grade away. */
const DROPPED: Readonly<Record<SampleName, readonly string[]>> = {
  incidents: ["incident_id"],
  sessions: ["session_id"],
  evidence: ["Id", "IncidentId", "AlertId"],
  numbers: [],
};
const TOLD_EVERY_MS = 60;
/** No features: kinds are inferred when the label is known, and a column that can not be read must not hide the others. */
const AS_IT_IS = { schema: new Schema({ features: [] }) };

let reading: AbortController | undefined;

export function openSample(name: SampleName, rows: number, seed = 1): Opened {
  const sample = name === "numbers" ? speedSample(rows, seed) : SAMPLES[name]({ rows, seed });
  const raw = Dataset.fromColumns(sample.columns, AS_IT_IS);
  return {
    ...opened(`sample of ${name}`, raw),
    label: sample.label,
    drop: DROPPED[name],
    sample: { name, seed },
  };
}

/** Reads a file; a later call ends an earlier one with `aborted`. */
export async function openFile(file: File, onProgress: ReadProgress): Promise<Opened> {
  reading?.abort();
  const mine = new AbortController();
  reading = mine;
  const raw = await readTable(file, onProgress, mine.signal);
  return { ...opened(file.name, raw), json: await isJSON(file) };
}

export function stopReading(): void {
  reading?.abort();
}

/** A file's table; JSON lines are told by the file's name, or by how it begins. */
export async function readTable(
  file: File,
  onProgress: ReadProgress,
  signal?: AbortSignal,
): Promise<Dataset> {
  const bytes = file.stream().pipeThrough(counter(file.size, onProgress, signal));
  return (await isJSON(file)) ? Dataset.fromJSONL(bytes, AS_IT_IS) : Dataset.fromCSV(bytes, AS_IT_IS);
}

export async function isJSON(file: File): Promise<boolean> {
  if (/\.(jsonl|ndjson|json)(\.gz)?$/i.test(file.name)) return true;
  if (/\.(csv|tsv|txt)(\.gz)?$/i.test(file.name)) return false;
  return (await file.slice(0, 256).text()).trimStart().startsWith("{");
}

function counter(
  size: number,
  onProgress: ReadProgress,
  signal: AbortSignal | undefined,
): TransformStream<Uint8Array, Uint8Array> {
  let [read, told] = [0, 0];
  return new TransformStream({
    transform(chunk, controller) {
      if (signal?.aborted === true) throw new HedgerowError("aborted", "reading was stopped");
      read += chunk.length;
      const now = performance.now();
      if (now - told > TOLD_EVERY_MS) {
        told = now;
        onProgress(size === 0 ? 1 : read / size);
      }
      controller.enqueue(chunk);
    },
  });
}

function opened(name: string, raw: Dataset): Opened {
  bench.raw = raw;
  bench.data = undefined;
  const guessed = guessLabel(raw);
  return {
    name,
    sample: undefined,
    json: false,
    rows: raw.rows,
    columns: raw.columnNames,
    labels: guessed.candidates,
    label: guessed.label,
    drop: [],
    warnings: raw.warnings,
  };
}
