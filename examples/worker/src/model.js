// The model's bytes, from KV, R2 or the Worker itself -> a scorer, made once an isolate and made anew every few minutes where the model can change.
// A model that is not good does not replace one that is.

import { loadScorer } from "hedgerow/edge";
import bundled from "../model.bin";

const KEY = "model.bin";
const FRESH_MILLISECONDS = 300_000;

let current;
let loadedAt = 0;

export async function scorerFor(env) {
  const stored = env.MODELS_KV ?? env.MODELS_R2;
  const stale = stored !== undefined && Date.now() - loadedAt > FRESH_MILLISECONDS;
  if (current !== undefined && !stale) return current;
  loadedAt = Date.now();
  const next = load(env);
  const before = current;
  current = before === undefined ? next : next.catch(() => before);
  try {
    return await current;
  } catch (error) {
    // The next request tries again.
    current = undefined;
    throw error;
  }
}

async function load(env) {
  const bytes = (await storedBytes(env)) ?? bundled;
  return loadScorer(bytes, env.PUBLIC_KEY === undefined ? {} : { publicKey: env.PUBLIC_KEY });
}

async function storedBytes({ MODELS_KV, MODELS_R2 }) {
  if (MODELS_KV !== undefined) return MODELS_KV.get(KEY, "arrayBuffer");
  if (MODELS_R2 !== undefined) return (await MODELS_R2.get(KEY))?.arrayBuffer();
  return undefined;
}
