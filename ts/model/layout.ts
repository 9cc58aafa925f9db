// The numbers of the model format that readers share: places of the header's fields, flag bits, sizes of the records.
// Both TypeScript and the AssemblyScript scorer compile this file, so it holds literal constants only.
// rust-core/src/MODEL_FORMAT.md says what they mean.

/** The text `hedgerow`, as two little-endian u32. */
export const MAGIC_LOW = 0x67646568;
export const MAGIC_HIGH = 0x776f7265;
export const VERSION = 1;
export const HEADER_BYTES = 80;

export const AT_VERSION = 8;
export const AT_CHECKSUM = 12;
export const AT_BYTE_LENGTH = 16;
export const AT_FLAGS = 20;
export const AT_FEATURES = 24;
export const AT_OUTPUTS = 28;
export const AT_TREES = 32;
export const AT_NODES = 36;
export const AT_LEAF_VALUES = 40;
export const AT_CATEGORY_WORDS = 44;
export const AT_EDGES = 48;
export const AT_MAX_DEPTH = 52;
export const AT_METADATA_BYTES = 56;
export const AT_RESERVED_WORD = 60;
export const AT_LINK_PARAMETER = 64;
export const AT_RESERVED_LONG = 72;

export const LEAVES_F64 = 1;
export const SUM_F32 = 2;
export const HAS_BINS = 4;
export const HAS_STATISTICS = 8;
export const LINK_SHIFT = 8;
/** Flag bits without a meaning: 4 to 7 and 16 to 31. */
export const UNKNOWN_FLAGS = 0xffff00f0;

export const LINK_LOGISTIC = 1;
export const LAST_LINK = 4;
export const MOST_FEATURES = 16777215;
export const MOST_OUTPUTS = 65535;

export const TREE_BYTES = 24;
export const NODE_BYTES = 16;
export const FEATURE_BYTES = 8;

/** Bits of a node's test word; the feature stands in the low 24. */
export const FEATURE_MASK = 0xffffff;
export const MISSING_LEFT = 0x1000000;
export const CATEGORY = 0x2000000;
export const ZERO_MISSING = 0x4000000;
export const LISTED_RIGHT = 0x8000000;
export const UNKNOWN_TEST_BITS = 0xf0000000;

export const MOST_EDGES = 254;
export const MOST_CODES = 255;
