// What the last `open` found wrong, and where: a fault number (0 for nothing) and a byte offset of the model.

/** Byte offset of the last fault. */
export let errorAt: u32 = 0;

/** Notes the place and gives the number back, for the caller to return. */
export function fail(number: i32, offset: usize): i32 {
  errorAt = <u32>offset;
  return number;
}
