// Checks 1 to 6 of the model format: header, base and divisors. In: the bytes. Out: a fault number, 0 for none.
// After it the sections lie within the bytes, and their pointers in model.ts may be used.

import * as fault from "../ts/model/fault-numbers";
import * as layout from "../ts/model/layout";
import { xxh32 } from "./checksum";
import { fail } from "./faults";
import { baseAt, divisorAt, features, field, locate, model, modelLength, outputs } from "./model";

export function checkHeader(): i32 {
  if (modelLength < <u32>layout.HEADER_BYTES) return fail(fault.TOO_SHORT, modelLength);
  if (field(0) !== layout.MAGIC_LOW || field(4) !== layout.MAGIC_HIGH) return fail(fault.NO_MAGIC, 0);
  const version = field(layout.AT_VERSION);
  if (version !== layout.VERSION) {
    const number = version > <u32>layout.VERSION ? fault.NEWER_VERSION : fault.UNKNOWN_VERSION;
    return fail(number, layout.AT_VERSION);
  }
  const computed = locate();
  const given = field(layout.AT_BYTE_LENGTH);
  if (given !== modelLength) return fail(fault.WRONG_LENGTH, layout.AT_BYTE_LENGTH);
  if (computed !== given) return fail(fault.WRONG_COUNTS, layout.AT_BYTE_LENGTH);
  const hashed = xxh32(model + layout.AT_BYTE_LENGTH, given - layout.AT_BYTE_LENGTH);
  if (hashed !== field(layout.AT_CHECKSUM)) return fail(fault.WRONG_CHECKSUM, layout.AT_CHECKSUM);
  const found = checkFields();
  return found !== 0 ? found : checkSums();
}

function checkFields(): i32 {
  const flags = field(layout.AT_FLAGS);
  if ((flags & <u32>layout.UNKNOWN_FLAGS) !== 0) return fail(fault.UNKNOWN_FLAG, layout.AT_FLAGS);
  const link = flags >> layout.LINK_SHIFT;
  if (link > <u32>layout.LAST_LINK) return fail(fault.UNKNOWN_LINK, layout.AT_FLAGS);
  if (outputs - 1 >= <u32>layout.MOST_OUTPUTS) return fail(fault.BAD_OUTPUTS, layout.AT_OUTPUTS);
  if (features > <u32>layout.MOST_FEATURES) return fail(fault.BAD_FEATURES, layout.AT_FEATURES);
  if (link === layout.LINK_LOGISTIC && outputs > 2) return fail(fault.LOGISTIC_OUTPUTS, layout.AT_OUTPUTS);
  if (field(layout.AT_RESERVED_WORD) !== 0) return fail(fault.RESERVED_NOT_ZERO, layout.AT_RESERVED_WORD);
  if (field(layout.AT_RESERVED_LONG) !== 0) return fail(fault.RESERVED_NOT_ZERO, layout.AT_RESERVED_LONG);
  if (field(layout.AT_RESERVED_LONG + 4) !== 0)
    return fail(fault.RESERVED_NOT_ZERO, layout.AT_RESERVED_LONG + 4);
  if (!isFinite(load<f64>(model, layout.AT_LINK_PARAMETER))) {
    return fail(fault.BAD_LINK_PARAMETER, layout.AT_LINK_PARAMETER);
  }
  return 0;
}

function checkSums(): i32 {
  for (let at = baseAt; at < divisorAt; at += 8) {
    if (!isFinite(load<f64>(at))) return fail(fault.BAD_BASE, at - model);
  }
  const stop = divisorAt + outputs * 8;
  for (let at = divisorAt; at < stop; at += 8) {
    const divisor = load<f64>(at);
    if (!isFinite(divisor) || divisor <= 0) return fail(fault.BAD_DIVISOR, at - model);
  }
  return 0;
}
