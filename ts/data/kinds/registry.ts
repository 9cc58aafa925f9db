/**
 * The kinds of features, in the order in which they may claim a column. A new kind is a line here
 * and one in encodings.ts.
 */

import { boolean } from "./boolean.ts";
import { category } from "./category.ts";
import { frequency } from "./frequency.ts";
import { ip } from "./ip.ts";
import type { Kind } from "./kind.ts";
import { number } from "./number.ts";
import { tags } from "./tags.ts";
import { target } from "./target.ts";
import { text } from "./text.ts";
import { time } from "./time.ts";

export const kinds: readonly Kind[] = [
  boolean,
  // Before number: epoch seconds are numbers too.
  time,
  number,
  ip,
  tags,
  text,
  // Takes whatever texts are left.
  category,
  // These claim none: they are asked for.
  frequency,
  target,
];

const byName: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [kind.name, kind]));

/** undefined when there is no such kind. */
export function kindNamed(name: string): Kind | undefined {
  return byName.get(name);
}

export const kindNames: readonly string[] = kinds.map((kind) => kind.name);
