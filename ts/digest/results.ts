// What a digest tells, as plain data.

import type { Explanation } from "../model/explanation.ts";

export interface DigestResults {
  title: string;
  /** Version of the package, and the model's id where WebCrypto told it. */
  made: { hedgerow: string; model: string | null; method: string; date?: string; sources?: string[] };
  /** Records scored. */
  rows: number;
  /** Records that could not be scored, and why the first of them could not. */
  refused: { rows: number; first?: string };
  /** Records that the model leaves to a person. */
  abstained: number;
  /** The class that matters. */
  positive: string;
  grades: GradeCount[];
  /** null where records have no time. */
  time: TimeLine | null;
  /** Values of a column whose records are graded, or come, unlike the others. */
  standouts: StandOuts[];
  /** The surest first. */
  first: FirstAlert[];
  drift: DriftTold | null;
  /** Features that many more of the records lack than of the training rows. */
  lacking: { feature: string; share: number }[];
}

export interface GradeCount {
  grade: string;
  rows: number;
  share: number;
  /** Records an hour in the last quarter of the time, against those before: 2 is twice as many. null without a time. */
  change: number | null;
}

export interface TimeLine {
  column: string;
  /** ISO 8601. */
  from: string;
  to: string;
  /** Hours that a bucket spans. */
  hours: number;
  /** Start of each bucket, and its records by grade, in the order of `grades`. */
  buckets: { start: string; counts: number[] }[];
}

export interface StandOuts {
  column: string;
  /** Different values. */
  values: number;
  /** The most frequent, the first first. */
  largest: StandOut[];
  /** Those that stand out, the furthest first. */
  found: StandOut[];
}

export interface StandOut {
  value: string;
  rows: number;
  /** Share of its records that are graded `positive`. */
  share: number;
  /** The share of all records. */
  overall: number;
  /** Standard deviations that its count of positives is from what the overall share would give. */
  deviations: number;
  /** As of the grades. */
  change: number | null;
}

export interface FirstAlert {
  /** Its number, or the cell of the id column. */
  id: string;
  time: string | null;
  answer: string;
  /** Of the positive class. */
  probability: number;
  reasons: { feature: string; value: string; contribution: number }[];
  unit: Explanation["unit"];
}

export interface DriftTold {
  /** Records compared: the last ones. */
  records: number;
  /** Those that moved, the furthest first; "score" is the model's probability. */
  moved: { name: string; psi: number; band: string; told: string }[];
  /** Features that stayed. */
  stable: number;
}
