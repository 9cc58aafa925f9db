/**
 * Models of other makers, in and out. An entry of its own, so that a page that only trains and answers does not carry it.
 *
 * ```ts
 * import { fromXGBoost } from "hedgerow/interop";
 *
 * const model = await fromXGBoost(bytes, { classes: ["benign", "attack"] });
 * model.predict({ source: "edr", failedLogins: 41 });
 * ```
 */

export { MAKERS, type Maker, makerOf } from "./detect.ts";
export type { ImportOptions } from "./imported.ts";
export { fromLightGBM } from "./lightgbm.ts";
export { fromONNX } from "./onnx.ts";
export { fromSklearn } from "./sklearn.ts";
export { toJavaScript } from "./to-javascript.ts";
export { toLightGBM } from "./to-lightgbm.ts";
export { toONNX } from "./to-onnx.ts";
export { toXGBoost } from "./to-xgboost.ts";
export { fromXGBoost, type XGBoostOptions } from "./xgboost.ts";
