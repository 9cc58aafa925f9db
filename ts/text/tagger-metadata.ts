/**
 * What stands as JSON in a tagger's bytes: its labels and how margins become scores. In: a parsed value and the counts of the
 * header. Out: the metadata, checked; what is wrong is thrown as a Fault.
 */
import { Fault } from "../data/fault.ts";
import { fieldsOf, flagOf, listIn, textOf, textsOf, wholeOf } from "../data/json-check.ts";

/** A label, with what an ATT&CK catalogue says of it. */
export interface TagLabel {
  readonly id: string;
  readonly name?: string;
  readonly tactics?: readonly string[];
}

export interface TaggerMetadata {
  readonly labels: readonly TagLabel[];
  readonly phrases: boolean;
  readonly grams: readonly [number, number] | null;
  readonly gramLength: number;
  /** Several labels a text. */
  readonly multi: boolean;
  readonly slope: number;
  readonly offset: number;
  /** Least score to answer with. */
  readonly threshold: number;
  /** With `multi`: the least score of each label. */
  readonly thresholds: readonly number[];
  /** The documents' texts, cut; empty where they are not kept. */
  readonly texts: readonly string[];
  readonly described: readonly TagLabel[];
  /** What training found out, for people. */
  readonly info: Readonly<Record<string, unknown>>;
}

const LONGEST_GRAM = 16;

export function checkMetadata(
  json: unknown,
  counts: { labels: number; documents: number; described: number },
): TaggerMetadata {
  const fields = fieldsOf(json, "it");
  const multi = flagOf(fields["multi"], '"multi"');
  const texts = textsOf(fields["texts"], '"texts"');
  if (texts.length !== 0) listOfLength(texts, counts.documents, "texts");
  const thresholds = listIn(fields["thresholds"], '"thresholds"').map((each) =>
    finiteOf(each, "a threshold"),
  );
  listOfLength(thresholds, multi ? counts.labels : 0, "thresholds");
  return {
    labels: listOfLength(labelsIn(fields["labels"], "labels"), counts.labels, "labels"),
    phrases: flagOf(fields["phrases"], '"phrases"'),
    grams: gramsOf(fields["grams"]),
    gramLength: finiteOf(fields["gramLength"], '"gramLength"'),
    multi,
    slope: finiteOf(fields["slope"], '"slope"'),
    offset: finiteOf(fields["offset"], '"offset"'),
    threshold: finiteOf(fields["threshold"], '"threshold"'),
    thresholds,
    texts,
    described: listOfLength(labelsIn(fields["described"], "described"), counts.described, "described"),
    info: fieldsOf(fields["info"], '"info"'),
  };
}

function labelsIn(value: unknown, what: string): TagLabel[] {
  return listIn(value, `"${what}"`).map((each) => {
    const { id, name, tactics } = fieldsOf(each, "a label");
    return {
      id: textOf(id, "a label's id"),
      ...(name === undefined ? {} : { name: textOf(name, "a label's name") }),
      ...(tactics === undefined ? {} : { tactics: textsOf(tactics, "a label's tactics") }),
    };
  });
}

function gramsOf(value: unknown): readonly [number, number] | null {
  if (value === null) return null;
  const [shortest, longest] = listOfLength(listIn(value, '"grams"'), 2, "grams");
  const least = wholeOf(shortest, "the shortest n-gram", 1, LONGEST_GRAM);
  return [least, wholeOf(longest, "the longest n-gram", least, LONGEST_GRAM)];
}

function finiteOf(value: unknown, what: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Fault(`${what} must be a number`);
}

function listOfLength<T>(list: readonly T[], length: number, what: string): readonly T[] {
  if (list.length === length) return list;
  throw new Fault(`"${what}" must have ${length} items, not ${list.length}`);
}
