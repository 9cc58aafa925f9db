// Numbers of what can be wrong with model bytes: ten times the number of the check in MODEL_FORMAT.md, plus a place in it.
// Both TypeScript and the AssemblyScript scorer compile this file, so it holds literal constants only.
// Their sentences are in faults.ts.

/** Not the model's fault: WebAssembly gave no memory for it. */
export const NO_MEMORY = 1;

export const TOO_SHORT = 11;
export const NO_MAGIC = 12;
export const NEWER_VERSION = 21;
export const UNKNOWN_VERSION = 22;
export const WRONG_LENGTH = 31;
export const WRONG_COUNTS = 32;
export const WRONG_CHECKSUM = 41;
export const UNKNOWN_FLAG = 51;
export const UNKNOWN_LINK = 52;
export const BAD_OUTPUTS = 53;
export const BAD_FEATURES = 54;
export const LOGISTIC_OUTPUTS = 55;
export const RESERVED_NOT_ZERO = 56;
export const BAD_LINK_PARAMETER = 57;
export const BAD_BASE = 61;
export const BAD_DIVISOR = 62;
export const BAD_WEIGHT = 71;
export const BAD_WIDTH = 72;
export const BAD_FIRST_NODE = 73;
export const BAD_ROOT = 74;
export const NODES_WITHOUT_TREE = 75;
export const NODE_FEATURE = 81;
export const NODE_FLAG = 82;
export const BAD_CHILD = 83;
export const BAD_CATEGORY = 84;
export const BAD_LEAF = 91;
export const FEATURE_KIND = 101;
export const FEATURE_COUNT = 102;
export const EDGE_SUM = 103;
export const BAD_EDGE = 104;
export const BAD_COVER = 111;
export const BAD_GAIN = 112;
export const WRONG_DEPTH = 121;
