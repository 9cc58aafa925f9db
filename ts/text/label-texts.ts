/**
 * What a catalogue says of labels, as texts to learn from beside the examples. In: a catalogue and the labels. Out: for each
 * technique that is a label, or whose technique is one (then it is a sub-technique without a label of its own), its name and
 * the beginning of its description. They train in every fold and are held out in none.
 */
import type { Catalogue } from "./catalogue.ts";
import { plainDescription } from "./described.ts";

export interface LabelText {
  /** Number of the label. */
  readonly label: number;
  readonly text: string;
}

/** Of a description: what comes later is on detection and mitigation. */
const LONGEST_DESCRIPTION = 1000;

export function labelTexts(catalogue: Catalogue | undefined, labels: readonly string[]): LabelText[] {
  if (catalogue === undefined) return [];
  const numbers = new Map<string, number>();
  // A revoked id stands for the one that replaced it.
  for (const [k, id] of labels.entries()) numbers.set(catalogue.current(id)?.id ?? id, k);
  return catalogue.techniques.flatMap(({ id, name, description, parent }) => {
    const label = numbers.get(id) ?? (parent === undefined ? undefined : numbers.get(parent));
    if (label === undefined) return [];
    return [
      { label, text: `${name}\n${plainDescription(description).slice(0, LONGEST_DESCRIPTION)}`.trimEnd() },
    ];
  });
}
