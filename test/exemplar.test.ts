// test/vectors/exemplar.hex, a model written from the specification alone: every reader takes it and gives the
// margins of exemplar.json (null there is a missing value), and the builder of the other tests makes the same bytes.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readMetadata } from "../ts/model/bytes.ts";
import { buildModel } from "./model-builder.ts";
import { reference, scorers } from "./scorers.ts";

interface Answer {
  about: string;
  row: (number | null)[];
  margins: number[];
}

function read(name: string): string {
  return readFileSync(new URL(`vectors/${name}`, import.meta.url), "utf8");
}

const pairs = read("exemplar.hex")
  .replaceAll(/#.*/g, "")
  .split(/\s+/)
  .filter((pair) => pair !== "");
const bytes = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
const answers = JSON.parse(read("exemplar.json")) as Answer[];

describe.each([reference, ...scorers])("$name", ({ create }) => {
  test.each(answers)("$about", ({ row, margins }) => {
    expect([...create(bytes)(Float32Array.from(row, (cell) => cell ?? Number.NaN))]).toEqual(margins);
  });
});

test("the metadata is read", () => {
  expect(readMetadata(bytes)).toEqual({});
});

test("the builder makes the same bytes", () => {
  const built = buildModel({
    features: 3,
    outputs: 2,
    link: 2,
    base: [0.25, -1],
    divisor: [1, 2],
    trees: [
      {
        root: {
          feature: 0,
          threshold: 1.5,
          missingLeft: true,
          cover: [60, 40],
          gain: 7,
          left: {
            feature: 1,
            codes: [3, 31, 32],
            listedRight: true,
            cover: [50, 10],
            gain: 3.5,
            left: [1],
            right: [2],
          },
          right: {
            feature: 2,
            threshold: 0,
            zeroMissing: true,
            cover: [15, 25],
            gain: 1,
            left: [3],
            right: [4],
          },
        },
      },
      { weight: 0.5, width: 2, root: [0.1, -8] },
    ],
    bins: [
      { kind: "number", edges: [-2, 1.5] },
      { kind: "category", codes: 40 },
      { kind: "number", edges: [0] },
    ],
    statistics: true,
    metadata: {},
  });
  expect(built).toEqual(bytes);
});
