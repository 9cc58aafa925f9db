// The quickest scorer, of models that ask numbers alone, and of few features: their trees in blocks of three levels. Its exports are those of
// ../index.ts, and for up to 64 rows one after another `scoreRows`. But `open` is given bytes that were checked, and only says whether they
// fit: 0, or 1.

import { close, features, growTo, locate } from "../model";
import { layOut } from "./blocks";
import { reserveRows } from "./rows";
import { gather, MOST_FEATURES, THRESHOLD_BYTES } from "./thresholds";

export { features, outputs, reserveModel as reserve } from "../model";
export { inBulk } from "./blocks";
export { marginsAt, rowAt } from "./rows";
export { score, scoreRows } from "./walk";

/** Lays the model at the reserved place out. */
export function open(): i32 {
  locate();
  if (fits()) return 0;
  close();
  return 1;
}

function fits(): bool {
  if (features > MOST_FEATURES) return false;
  const start = reserveRows();
  return (
    start !== 0 && growTo(<u64>start + THRESHOLD_BYTES) && gather(start) && layOut(start + THRESHOLD_BYTES)
  );
}
