// In: the number of a fault that a reader found in model bytes, and where. Out: the error that a person reads.
// All readers in TypeScript and AssemblyScript take their sentences from here.

import { HedgerowError } from "../error.ts";
import * as fault from "./fault-numbers.ts";

const sentences: Readonly<Record<number, string>> = {
  [fault.NO_MEMORY]: "There is no memory for this model",
  [fault.TOO_SHORT]: "This is not a hedgerow model: it is shorter than the 80 bytes of the header",
  [fault.NO_MAGIC]: 'This is not a hedgerow model: it does not begin with "hedgerow"',
  [fault.NEWER_VERSION]: "This model was made by a newer hedgerow; update hedgerow to read it",
  [fault.UNKNOWN_VERSION]: "The model's format version is unknown",
  [fault.WRONG_LENGTH]: "The model is cut off or has bytes too many: its header gives another length",
  [fault.WRONG_COUNTS]: "The model's length does not follow from the counts in its header",
  [fault.WRONG_CHECKSUM]: "The model is damaged: its checksum does not match its bytes",
  [fault.UNKNOWN_FLAG]: "The model's header has an unknown flag",
  [fault.UNKNOWN_LINK]: "The model's header names an unknown link",
  [fault.BAD_OUTPUTS]: "A model has 1 to 65,535 outputs",
  [fault.BAD_FEATURES]: "A model has at most 16,777,215 features",
  [fault.LOGISTIC_OUTPUTS]:
    "A model with the logistic link has one output, and at most one more that is no class's",
  [fault.RESERVED_NOT_ZERO]: "A reserved field of the model's header is not 0",
  [fault.BAD_LINK_PARAMETER]: "The model's link parameter is not a finite number",
  [fault.BAD_BASE]: "A base value of the model is not a finite number",
  [fault.BAD_DIVISOR]: "A divisor of the model is not a finite number above 0",
  [fault.BAD_WEIGHT]: "A tree's weight is not a finite number",
  [fault.BAD_WIDTH]: "A tree adds to no output, or to outputs that the model does not have",
  [fault.BAD_FIRST_NODE]: "A tree's nodes do not follow those of the tree before it",
  [fault.BAD_ROOT]: "A tree's root is not one of its nodes or leaves",
  [fault.NODES_WITHOUT_TREE]: "The model has nodes but no tree",
  [fault.NODE_FEATURE]: "A node tests a feature that the model does not have",
  [fault.NODE_FLAG]: "A node has a flag that is unknown or does not fit its kind of test",
  [fault.BAD_CHILD]: "A node's child is not a later node of its tree, nor a leaf of the model",
  [fault.BAD_CATEGORY]: "A node's category list lies outside the category section",
  [fault.BAD_LEAF]: "A leaf value is not a finite number",
  [fault.FEATURE_KIND]: "A feature's kind is unknown",
  [fault.FEATURE_COUNT]: "A feature has too many bin edges or categories",
  [fault.EDGE_SUM]: "The features' bin edges do not add up to the number in the header",
  [fault.BAD_EDGE]: "A bin edge is not a finite number above the one before it",
  [fault.BAD_COVER]: "A node's cover is not a finite number of 0 or more",
  [fault.BAD_GAIN]: "A node's gain is not a finite number",
  [fault.WRONG_DEPTH]: "The longest path through a tree is not the depth that the header gives",
};

/** The error for a fault number at a byte offset of the model. */
export function modelError(number: number, offset: number): HedgerowError {
  const sentence = sentences[number] ?? `The model has a fault of the unknown number ${number}`;
  if (number === fault.NO_MEMORY) return new HedgerowError("internal", sentence);
  return new HedgerowError(number === fault.NEWER_VERSION ? "newer-model" : "bad-model", sentence, {
    offset,
  });
}
