// The quickest scorer, of models that ask numbers alone, and of few features: their trees in blocks of three levels. Its exports are those of
// ../index.ts, but `open` is given bytes that were checked, and only says whether they fit: 0, or 1.

import { close, engineAt, features, growTo, locate, reserveRow, rowAt } from "../model";
import { layOut } from "./blocks";
import { gather, MOST_FEATURES, THRESHOLD_BYTES } from "./thresholds";

export { errorAt } from "../faults";
export { features, marginsAt, outputs, reserveModel as reserve, rowAt } from "../model";
export { walkRow as score } from "./walk";

/** Lays the model at the reserved place out; a new row is all missing. */
export function open(): i32 {
  locate();
  if (fits()) return 0;
  close();
  return 1;
}

function fits(): bool {
  if (features > MOST_FEATURES || !reserveRow()) return false;
  memory.fill(rowAt, 0xff, features * 4);
  const start = engineAt + THRESHOLD_BYTES;
  return growTo(start) && gather(engineAt) && layOut(start);
}
