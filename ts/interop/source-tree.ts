// A tree as a maker's file has it, for the writer of model bytes: nodes are numbered in any order, leaves among them.

/** One test. The object is reused: a tree writes all fields. */
export interface NodeTest {
  feature: number;
  /** Numeric test: x <= threshold goes left; an f32. */
  threshold: number;
  /** Category test: bit c % 32 of word c / 32 lists code c. */
  words: ArrayLike<number> | undefined;
  /** Category test: listed codes go right. */
  listedRight: boolean;
  missingLeft: boolean;
  /** Numeric test: |x| <= 1e-35 is missing too. */
  zeroMissing: boolean;
}

export interface SourceTree {
  /** Nodes are numbered from 0 to size - 1. */
  readonly size: number;
  readonly root: number;
  readonly weight: number;
  /** The first output that it adds to. */
  readonly output: number;
  /** Numbers in a leaf. */
  readonly width: number;
  /** Two nodes may have one child. @default false */
  readonly shared?: boolean;
  isLeaf(node: number): boolean;
  left(node: number): number;
  right(node: number): number;
  test(node: number, test: NodeTest): void;
  /** The j-th number of a leaf. */
  leaf(node: number, j: number): number;
  /** Where the file tells them: the weight of the training rows at a node or leaf, and the gain of a node's split. */
  readonly statistics?: TreeStatistics | undefined;
}

export interface TreeStatistics {
  cover(node: number): number;
  gain(node: number): number;
}
