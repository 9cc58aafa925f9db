/**
 * A tagger -> a smaller one. In: a tagger and the most bytes it may have. Out: one without what matters least: first the
 * documents' texts go, then columns, those of the smallest weights first, with the documents' entries in them; then the
 * documents and the descriptions. Scores change a little, since the columns that stay are scaled to the whole length.
 */
import { HedgerowError } from "../error.ts";
import type { Documents } from "./neighbours.ts";
import { LoadedTagger } from "./tagger.ts";
import { type TaggerParts, writeTagger } from "./tagger-bytes.ts";

export function prunedTo(tagger: LoadedTagger, budget: number): LoadedTagger {
  if (!Number.isSafeInteger(budget) || budget < 1)
    throw new HedgerowError("bad-option", `A budget is a whole number of bytes above 0, not ${budget}`);
  const size = (parts: TaggerParts): number => writeTagger(parts).byteLength;
  let parts = tagger.parts;
  for (const smaller of [withoutTexts, withoutDocuments, withoutDescriptions]) {
    if (size(parts) <= budget) break;
    const fitting = fewerColumns(parts, budget, LEAST_SHARE);
    if (fitting !== undefined) return new LoadedTagger(writeTagger(fitting));
    parts = smaller(parts);
  }
  if (size(parts) > budget) {
    const fitting = fewerColumns(parts, budget, 0);
    if (fitting === undefined)
      throw new HedgerowError("bad-option", `The tagger can not be made as small as ${budget} bytes`);
    parts = fitting;
  }
  return new LoadedTagger(writeTagger(parts));
}

/** Rather than more columns than this, something else goes. */
const LEAST_SHARE = 0.25;

function withoutTexts(parts: TaggerParts): TaggerParts {
  return { ...parts, metadata: { ...parts.metadata, texts: [] } };
}

const NO_DOCUMENTS: Documents = {
  starts: Uint32Array.of(0),
  columns: new Uint32Array(0),
  values: new Uint8Array(0),
};

function withoutDocuments(parts: TaggerParts): TaggerParts {
  return { ...withoutTexts(parts), documentLabels: new Uint32Array(0), documents: NO_DOCUMENTS };
}

function withoutDescriptions(parts: TaggerParts): TaggerParts {
  const metadata = { ...parts.metadata, described: [] };
  return {
    ...parts,
    metadata,
    described: NO_DOCUMENTS,
    describedTerms: [],
    describedIdf: new Float32Array(0),
  };
}

/** The most columns that fit, undefined where fewer than this share of them do. Hashed columns cannot be left out. */
function fewerColumns(parts: TaggerParts, budget: number, leastShare: number): TaggerParts | undefined {
  if (parts.terms.length === 0) return undefined;
  const order = byImportance(parts);
  let [fits, least, most] = [
    undefined as TaggerParts | undefined,
    Math.ceil(leastShare * order.length),
    order.length,
  ];
  while (least <= most) {
    const count = (least + most) >> 1;
    const kept = withColumns(parts, order.slice(0, count).sort());
    if (writeTagger(kept).byteLength <= budget) {
      fits = kept;
      least = count + 1;
    } else most = count - 1;
  }
  return fits;
}

/** Columns by the largest margin that they can give, largest first. */
function byImportance({ idf, weights, scales }: TaggerParts): Uint32Array<ArrayBuffer> {
  const labels = scales.length;
  const importance = Float64Array.from(idf, (value, column) => {
    let most = 0;
    for (let k = 0; k < labels; k++)
      most = Math.max(most, Math.abs((weights[column * labels + k] as number) * (scales[k] as number)));
    return most * value;
  });
  return Uint32Array.from(idf.keys()).sort(
    (a, b) => (importance[b] as number) - (importance[a] as number) || a - b,
  );
}

function withColumns(parts: TaggerParts, kept: Uint32Array): TaggerParts {
  const labels = parts.scales.length;
  const weights = new Int8Array(kept.length * labels);
  kept.forEach((column, i) => {
    weights.set(parts.weights.subarray(column * labels, (column + 1) * labels), i * labels);
  });
  const words = kept.filter((column) => column < parts.words).length;
  return {
    ...parts,
    terms: Array.from(kept, (column) => parts.terms[column] as string),
    words,
    grams: kept.length - words,
    idf: Float32Array.from(kept, (column) => parts.idf[column] as number),
    weights,
    documents: documentsWith(parts.documents, kept.subarray(0, words), parts.words),
  };
}

function documentsWith({ starts, columns, values }: Documents, kept: Uint32Array, width: number): Documents {
  const places = new Int32Array(width).fill(-1);
  kept.forEach((column, i) => {
    places[column] = i;
  });
  const within: number[] = [];
  columns.forEach((column, entry) => {
    if ((places[column] as number) >= 0) within.push(entry);
  });
  const from = starts.map((start) => lowerBound(within, start));
  return {
    starts: from,
    columns: Uint32Array.from(within, (entry) => places[columns[entry] as number] as number),
    values: Uint8Array.from(within, (entry) => values[entry] as number),
  };
}

/** How many of the ascending numbers are below this one. */
function lowerBound(numbers: readonly number[], bound: number): number {
  let [least, most] = [0, numbers.length];
  while (least < most) {
    const middle = (least + most) >> 1;
    if ((numbers[middle] as number) < bound) least = middle + 1;
    else most = middle;
  }
  return least;
}
