// Models that outlive the visit: in the browser's own database, under a name. In and out: model bytes.

import { HedgerowError, load, type Model } from "hedgerow";
import { bench, kept } from "./bench.ts";
import { describeModel, type ModelView } from "./model-view.ts";

export interface KeptModel {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly saved: number;
  readonly bytes: number;
  readonly method: string;
  readonly classes: readonly string[];
}

interface Stored extends KeptModel {
  readonly model: Uint8Array;
}

const DATABASE = "hedgerow";
const STORE = "models";

/** Keeps the model under the name, in place of one that had it. */
export async function keep(id: string, name: string): Promise<void> {
  const { model } = kept(id);
  const bytes = model.save();
  const { method, classes } = model.info;
  const stored: Stored = { name, saved: Date.now(), bytes: bytes.length, method, classes, model: bytes };
  await inStore("readwrite", (store) => store.put(stored));
}

/** The newest first. */
export async function keptModels(): Promise<KeptModel[]> {
  const all = await inStore<Stored[]>("readonly", (store) => store.getAll());
  return all.map(({ model: _bytes, ...told }) => told).sort((a, b) => b.saved - a.saved);
}

export async function openKept(name: string, as: string): Promise<ModelView> {
  const found = await inStore<Stored | undefined>("readonly", (store) => store.get(name));
  if (found === undefined) throw new HedgerowError("bad-option", `There is no model "${name}" any more`);
  return lay(await load(found.model), as);
}

export async function dropKept(name: string): Promise<void> {
  await inStore("readwrite", (store) => store.delete(name));
}

/** A model from a file: of hedgerow, or of another maker. */
export async function importModel(
  file: File,
  as: string,
  classes: readonly string[] | undefined,
): Promise<ModelView> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return lay(isOurs(bytes) ? await load(bytes) : await imported(bytes, classes), as);
}

/** Lays the model on the bench. */
function lay(model: Model, id: string): ModelView {
  if (model.classes.length < 2)
    throw new HedgerowError(
      "bad-model",
      "The model gives numbers and no classes: this page is for classifiers",
    );
  bench.models.set(id, { id, model, unseen: undefined, fit: undefined, held: undefined });
  return describeModel(kept(id), {});
}

/** Our bytes begin so (MODEL_FORMAT.md). */
function isOurs(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 8)) === "hedgerow";
}

async function imported(bytes: Uint8Array, classes: readonly string[] | undefined): Promise<Model> {
  const { fromLightGBM, fromONNX, fromSklearn, fromXGBoost, makerOf } = await import("hedgerow/interop");
  const read = { xgboost: fromXGBoost, lightgbm: fromLightGBM, sklearn: fromSklearn, onnx: fromONNX }[
    makerOf(bytes)
  ];
  return read(bytes, classes === undefined ? {} : { classes });
}

async function inStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "name" });
  const database = await answer<IDBDatabase>(opening);
  try {
    return await answer<T>(ask(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function answer<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () =>
      reject(
        new HedgerowError(
          "internal",
          `The browser keeps no models here: ${request.error?.message ?? "no reason given"}`,
        ),
      );
  });
}
