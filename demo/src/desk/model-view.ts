// A model in numbers and words, for the page.

import type { Kept } from "./bench.ts";

export interface ModelView {
  readonly id: string;
  readonly method: string;
  readonly classes: readonly string[];
  readonly label: string | undefined;
  readonly features: number;
  readonly trees: number;
  readonly rounds: number;
  readonly bytes: number;
  readonly rows: number;
  readonly heldRows: number | undefined;
  readonly seconds: number | undefined;
  readonly stopped: boolean;
  readonly decision: { readonly positive?: string; readonly threshold?: number } | undefined;
  readonly anomaly: boolean;
  readonly importedFrom: string | undefined;
  /** Options that were given to training. */
  readonly options: Readonly<Record<string, unknown>>;
}

export function describeModel(
  { id, model, held }: Kept,
  { seconds, stopped = false }: { seconds?: number; stopped?: boolean },
): ModelView {
  const { method, label, training, trees, byteLength, decision, anomaly, imported } = model.info;
  return {
    id,
    method,
    classes: model.classes,
    label,
    features: model.schema.features.length,
    trees,
    rounds: training.rounds,
    bytes: byteLength,
    rows: training.rows,
    heldRows: held?.rows,
    seconds,
    stopped,
    decision: decision && { ...pick(decision) },
    anomaly: anomaly !== undefined,
    importedFrom: imported?.maker,
    options: training.options,
  };
}

function pick({
  positive,
  threshold,
}: {
  positive?: string;
  threshold?: number;
}): NonNullable<ModelView["decision"]> {
  return {
    ...(positive === undefined ? {} : { positive }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}
