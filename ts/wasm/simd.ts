// Whether this engine runs SIMD. In: nothing. Out: the file name of the scorer build to load.
// The probe is the smallest module with a vector instruction: () -> v128.const 0, drop.

const PROBE: Uint8Array<ArrayBuffer> = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 26, 11,
]);

export function hasSimd(): boolean {
  return WebAssembly.validate(PROBE);
}
