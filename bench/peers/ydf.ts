// ydf-inference (WebAssembly). In: a zipped YDF model and records of numbers. Out: probabilities. Its documented call wants an array a
// feature and makes checks; underneath it sets cell after cell, which is what is called here, being faster for single records.

import { readFileSync } from "node:fs";
import { importPeer } from "./install.ts";

interface Vector {
  size(): number;
  get(index: number): number;
  delete(): void;
}

interface YdfModel {
  inputFeatures: { name: string; internalIdx: number }[];
  predict(examples: Record<string, number[]>): number[];
  internalModel: {
    newBatchOfExamples(rows: number): void;
    setNumerical(row: number, feature: number, value: number): void;
    predict(): Vector;
  };
}

interface Ydf {
  loadModelFromZipBlob(bytes: Uint8Array): Promise<YdfModel>;
}

export interface YdfScorer {
  /** By the documented call. */
  documented(record: Readonly<Record<string, number>>): number[];
  /** By the calls under it; a missing cell is left out. */
  direct(record: Readonly<Record<string, number>>): number[];
  /** Rows laid one after another, in the order of the columns. */
  batch(rows: Float32Array, columns: readonly string[]): number[];
}

export async function ydfScorer(zipped: string): Promise<YdfScorer> {
  const start = await importPeer<() => Promise<Ydf>>("ydf-inference");
  const model = await (await start()).loadModelFromZipBlob(readFileSync(zipped));
  const { internalModel, inputFeatures } = model;
  const answer = (): number[] => {
    const vector = internalModel.predict();
    const values = Array.from({ length: vector.size() }, (_, i) => vector.get(i));
    vector.delete();
    return values;
  };
  return {
    documented(record) {
      const examples: Record<string, number[]> = {};
      for (const name in record) examples[name] = [record[name] as number];
      return model.predict(examples);
    },
    direct(record) {
      internalModel.newBatchOfExamples(1);
      for (const { name, internalIdx } of inputFeatures) {
        const value = record[name];
        if (value !== undefined) internalModel.setNumerical(0, internalIdx, value);
      }
      return answer();
    },
    batch(rows, columns) {
      const count = rows.length / columns.length;
      internalModel.newBatchOfExamples(count);
      for (const { name, internalIdx } of inputFeatures) {
        const at = columns.indexOf(name);
        for (let row = 0; row < count; row++) {
          internalModel.setNumerical(row, internalIdx, rows[row * columns.length + at] as number);
        }
      }
      return answer();
    },
  };
}
