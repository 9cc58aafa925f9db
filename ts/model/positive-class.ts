// Which class means an attack, where nobody says so. In: a model, and what was said. Out: the class, or undefined where nothing tells.

import { listNames, nearest } from "../data/nearest.ts";
import { HedgerowError } from "../error.ts";
import type { Model } from "./model.ts";

/** Usual names. Not "1": where it is not one of two it is one of several numbers, such as severities. */
const USUAL = /^(?:true.?positive|tp|malicious|attack|intrusion|malware|bad|true|yes)$/i;

/**
 * The class given, or that of the model's decision, or the one that is called like an attack, or the second of two. Of several that are
 * called so none: rates of one of them would mislead. Throws `bad-option` for a class that is none.
 */
export function positiveClass(
  { classes, info }: Pick<Model, "classes" | "info">,
  given?: string,
): string | undefined {
  if (given !== undefined) {
    if (classes.includes(given)) return given;
    const meant = nearest(given, classes);
    const hint = meant === undefined ? `the classes are ${listNames(classes)}` : `did you mean ${meant}?`;
    throw new HedgerowError("bad-option", `there is no class ${JSON.stringify(given)}; ${hint}`);
  }
  if (info.decision?.positive !== undefined) return info.decision.positive;
  const named = classes.filter((name) => USUAL.test(name));
  if (named.length === 1) return named[0];
  return classes.length === 2 ? classes[1] : undefined;
}
