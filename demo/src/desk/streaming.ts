// What the stream needs of the desk: a model's bytes, rows to stream, and a new model that has learnt from a person's verdicts.

import { Dataset, refit } from "hedgerow";
import { train } from "hedgerow/worker";
import { type StreamSample, sampleFor } from "../live/source.ts";
import { bench, kept } from "./bench.ts";
import { rowsToJudge } from "./judging.ts";
import { describeModel, type ModelView } from "./model-view.ts";
import type { AlertRecord } from "./rows.ts";

export interface StreamSetup {
  /** The sample whose alerts the model understands. */
  readonly sample: StreamSample | undefined;
  readonly columns: readonly string[];
  /** Columns that trends are likely wanted by: a category, an organisation. */
  readonly trends: readonly string[];
}

const MOST_STREAMED = 5000;
const WEIGHT = "hedgerow weight of a row";

export function streamSetup(id: string): StreamSetup {
  const { features } = kept(id).model.schema;
  const columns = features
    .filter(({ kind }) => kind === "category" || kind === "boolean")
    .map(({ name }) => name);
  const liked = [/categor|type|tactic|protocol/i, /org|tenant|customer|site|browser|encrypt/i].flatMap(
    (pattern) => columns.find((name) => pattern.test(name)) ?? [],
  );
  return {
    sample: sampleFor(features.map(({ name }) => name)),
    columns,
    trends: [...new Set([...liked, ...columns])].slice(0, 2),
  };
}

export function bytesOf(id: string): Uint8Array {
  return kept(id).model.save();
}

export function heldRecords(id: string): AlertRecord[] {
  const { rows } = rowsToJudge(kept(id));
  return Array.from({ length: Math.min(rows.rows, MOST_STREAMED) }, (_, row) => rows.record(row));
}

/**
 * Trains anew on the rows that the model was trained on and the verdicts, each of which counts as `weight` rows. Of a model whose rows are
 * not here only the leaves are moved.
 */
export async function learnFrom(
  id: string,
  as: string,
  verdicts: readonly { readonly record: AlertRecord; readonly verdict: string }[],
  weight: number,
): Promise<ModelView> {
  const { model, fit, held } = kept(id);
  const { label = "verdict" } = model.info;
  const given = verdicts.map(({ record, verdict }) => ({ ...record, [label]: verdict, [WEIGHT]: weight }));
  const started = performance.now();
  if (fit === undefined) {
    const rows = Dataset.fromRecords(given, { label, schema: model.schema, classes: model.classes });
    bench.models.set(as, { id: as, model: await refit(model, rows), unseen: undefined, fit, held });
  } else {
    const old = Array.from({ length: fit.rows }, (_, row) => ({
      ...fit.record(row),
      [WEIGHT]: fit.weights?.[row] ?? 1,
    }));
    const rows = Dataset.fromRecords([...old, ...given], {
      label,
      schema: fit.schema,
      classes: model.classes,
      weight: WEIGHT,
    });
    const again = await train(rows, model.info.training.options);
    bench.models.set(as, { id: as, model: again, unseen: again.unseen, fit: rows, held });
  }
  return describeModel(kept(as), { seconds: (performance.now() - started) / 1000 });
}
