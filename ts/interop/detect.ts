// Whose model a file is, by its first bytes.

/** The makers whose files can be imported. */
export const MAKERS = ["xgboost", "lightgbm", "sklearn", "onnx"] as const;
export type Maker = (typeof MAKERS)[number];

/** How much of a file tells; export_sklearn.py writes its format first. */
const START = 4096;

/**
 * Whose model a file is. It never fails: what is nobody's is taken for LightGBM's text, whose reader then says what is wrong.
 *
 * @example
 * makerOf(new TextEncoder().encode('{"learner": {}}')); // "xgboost"
 */
export function makerOf(bytes: Uint8Array): Maker {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, START));
  if (/^\s*[{[]/.test(start)) return /"format":\s*"hedgerow-forest"/.test(start) ? "sklearn" : "xgboost";
  if (start.startsWith("binf") || start.startsWith("bs64")) return "xgboost";

  // A protocol buffer of ONNX begins with the number of its version.
  return bytes[0] === 8 ? "onnx" : "lightgbm";
}
