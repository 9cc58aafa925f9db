/**
 * A feature as it is declared: a name (dotted for nested fields), a kind and the kind's settings. In JSON the settings
 * stand beside name and kind: { "name": "techniques", "kind": "tags", "separator": ";" }.
 */
import { Fault } from "./fault.ts";
import { textOf } from "./json-check.ts";
import type { Settings } from "./kinds/kind.ts";
import { kindNamed, kindNames } from "./kinds/registry.ts";

export type KindName =
  | "number"
  | "category"
  | "boolean"
  | "time"
  | "ip"
  | "tags"
  | "text"
  | "frequency"
  | "target";

export interface FeatureSpec {
  readonly name: string;
  readonly kind: KindName;
  readonly settings: Settings;
}

export function makeSpec(name: string, kind: string, given: Settings): FeatureSpec {
  const known = kindNamed(kind);
  if (known === undefined) throw new Fault(`there is no kind "${kind}"; there is: ${kindNames.join(", ")}`);
  return { name, kind: kind as KindName, settings: known.settings(given) };
}

export function specToJSON({ name, kind, settings }: FeatureSpec): Settings & { name: string; kind: string } {
  return { name, kind, ...settings };
}

/** `others` are fields that are neither name, kind nor a setting. */
export function specFromJSON(
  json: Readonly<Record<string, unknown>>,
  others: readonly string[] = [],
): FeatureSpec {
  const apart = ["name", "kind", ...others];
  const settings = Object.fromEntries(Object.entries(json).filter(([field]) => !apart.includes(field)));
  return makeSpec(textOf(json["name"], '"name"'), textOf(json["kind"], '"kind"'), settings);
}
