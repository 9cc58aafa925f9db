// Arbitrary and mutated bytes in all readers: they agree on what is a model (those that share the sentences: on the
// fault and its byte too), nothing traps or hangs, and models that are accepted score to equal bits.
// HEDGEROW_FUZZ_SECONDS sets how long; a failure names the seed that repeats it. Crashes found stay below as tests.

import { describe, expect, test } from "vitest";
import { HedgerowError } from "../ts/error.ts";
import { readHeader } from "../ts/model/bytes.ts";
import { bitsOf } from "./bits.ts";
import { buildModel, seal } from "./model-builder.ts";
import { Dice, type RandomModel, randomModel, randomRow } from "./random-model.ts";
import { type NamedScorer, reference, scorers } from "./scorers.ts";

const milliseconds = 1000 * Number(process.env.HEDGEROW_FUZZ_SECONDS ?? 4);
const accepted = "accepted";

type Score = (row: Float32Array) => Float64Array;

/** The scorer, or the sentence with which the bytes are refused; any other exception is a failure. */
function open(reader: NamedScorer, bytes: Uint8Array): { score?: Score; verdict: string } {
  try {
    return { score: reader.create(bytes), verdict: accepted };
  } catch (error) {
    if (error instanceof HedgerowError) return { verdict: error.message };
    throw new Error(`${reader.name} failed`, { cause: error });
  }
}

function headerVerdict(bytes: Uint8Array): string {
  try {
    readHeader(bytes);
    return accepted;
  } catch (error) {
    if (error instanceof HedgerowError) return error.message;
    throw error;
  }
}

/** Compares all readers on the bytes; gives the reference's verdict. */
function compare(bytes: Uint8Array, dice: Dice, origin?: RandomModel): string {
  const oracle = open(reference, bytes);
  const header = headerVerdict(bytes);
  if (header !== accepted && header !== oracle.verdict) {
    throw new Error(`header: ${header}; reference: ${oracle.verdict}`);
  }
  for (const scorer of scorers) {
    const { score, verdict } = open(scorer, bytes);
    const agree = scorer.sameErrors ? verdict === oracle.verdict : !score === !oracle.score;
    if (!agree) {
      throw new Error(`${scorer.name}: ${verdict}; reference: ${oracle.verdict}`);
    }
    if (score && oracle.score) compareScores(bytes, score, oracle.score, dice, origin);
  }
  return oracle.verdict;
}

function compareScores(
  bytes: Uint8Array,
  score: Score,
  oracle: Score,
  dice: Dice,
  origin?: RandomModel,
): void {
  const { features, outputs, trees } = readHeader(bytes);
  // A few hostile header words ask for long rows; reading them is tested, filling them with numbers is slow.
  if (features > 2000 || outputs * trees > 1e6) return;
  const { thresholds, codes } = origin ?? { thresholds: [0], codes: 40 };
  for (let i = 0; i < 3; i++) {
    const row = randomRow(dice, { features, thresholds, codes });
    const [given, wanted] = [bitsOf(score(row)), bitsOf(oracle(row))];
    if (given !== wanted) throw new Error(`margins ${given} instead of ${wanted}`);
  }
}

const hostile: readonly number[] = [
  0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x7f800000, 0x7fc00000, 0x10000000, 0xffffff,
];

type Mutation = (dice: Dice, bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** Writes the buffer's own length into the header. */
function claimLength(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.length >= 20) new DataView(bytes.buffer).setUint32(16, bytes.length, true);
  return bytes;
}

function overwrite(
  dice: Dice,
  bytes: Uint8Array<ArrayBuffer>,
  from: number,
  to: number,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer);
  const offset = from + 4 * dice.below((to - from) / 4);
  const word = view.getUint32(offset, true);
  view.setUint32(
    offset,
    dice.pick([...hostile, word + 1, word - 1, ~word, word ^ (1 << dice.below(32))]),
    true,
  );
  return bytes;
}

const mutations: Record<string, Mutation> = {
  "nothing but noise": (dice) => Uint8Array.from({ length: dice.below(400) }, () => dice.below(256)),
  "noise behind a header's first words": (dice, bytes) => {
    for (let i = 20; i < bytes.length; i++) if (dice.chance(0.5)) bytes[i] = dice.below(256);
    return bytes;
  },
  "bit flips": (dice, bytes) => {
    for (let i = 1 + dice.below(4); i > 0; i--) {
      const at = dice.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
    }
    return bytes;
  },
  "cut off": (dice, bytes) => bytes.slice(0, dice.below(bytes.length)),
  "cut off, length made to fit": (dice, bytes) =>
    claimLength(bytes.slice(0, 8 * dice.below(bytes.length / 8))),
  "bytes appended, length made to fit": (dice, bytes) => {
    const longer = new Uint8Array(bytes.length + 8 * (1 + dice.below(6)));
    longer.set(bytes);
    return claimLength(longer);
  },
  "a header word": (dice, bytes) => overwrite(dice, bytes, 16, 80),
  "two header words": (dice, bytes) => overwrite(dice, overwrite(dice, bytes, 16, 80), 16, 80),
  "a word of the trees or nodes": (dice, bytes) => {
    const { at, trees, nodes } = readHeader(bytes);
    return trees === 0 ? bytes : overwrite(dice, bytes, at.trees, at.nodes + 16 * nodes);
  },
  "any word": (dice, bytes) => overwrite(dice, bytes, 20, bytes.length),
  "words copied elsewhere": (dice, bytes) => {
    const [from, to] = [dice.below(bytes.length / 4), 20 + dice.below(bytes.length / 4 - 20)];
    return bytes.copyWithin(4 * to, 4 * from, 4 * from + 4 * (1 + dice.below(8)));
  },
  "two sections' counts, the sum kept": (dice, bytes) => {
    const view = new DataView(bytes.buffer);
    // Bytes an element of leafValues, categoryWords, metadataBytes: moving whole 8s keeps the length.
    const [from, to] = [dice.pick([40, 44, 56]), dice.pick([40, 44, 56])];
    const step = (at: number): number => (at === 56 ? 8 : at === 40 && readHeader(bytes).leavesF64 ? 1 : 2);
    const [less, more] = [step(from), step(to)];
    view.setUint32(from, view.getUint32(from, true) - less, true);
    view.setUint32(to, view.getUint32(to, true) + more, true);
    return bytes;
  },
};

/** Small enough that a case takes microseconds. */
function smallModel(dice: Dice): RandomModel {
  for (;;) {
    const model = randomModel(dice);
    if (model.bytes.length < 6000) return model;
  }
}

const origins = Array.from({ length: 30 }, (_, i) => smallModel(new Dice(i)));

test.each(Object.entries(mutations))(
  "%s",
  (name, mutate) => {
    const stop = performance.now() + milliseconds / Object.keys(mutations).length;
    let seed = 1;
    for (; performance.now() < stop; seed++) {
      const dice = new Dice(seed * 7919);
      const origin = dice.pick(origins);
      const bytes = mutate(dice, origin.bytes.slice());
      // Mostly with a good checksum: else nothing behind it would ever be reached.
      if (bytes.length >= 80 && dice.chance(0.9)) seal(bytes);
      try {
        compare(bytes, dice, origin);
      } catch (cause) {
        throw new Error(`"${name}", seed ${seed}: ${String(cause)}`, { cause });
      }
    }
    expect(seed).toBeGreaterThan(10);
  },
  milliseconds + 30_000,
);

describe("found before", () => {
  test("a model that claims 16,777,215 features has a long row, and no more", () => {
    const bytes = buildModel({
      features: 16777215,
      trees: [{ root: { feature: 16777214, threshold: 0, left: [1], right: [2] } }],
    });
    expect(compare(bytes, new Dice(1))).toBe(accepted);
  });
});
