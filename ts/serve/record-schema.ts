// What a record may hold, as JSON Schema (2020-12). In: the model's features. Out: a schema that every record which keeps to it is answered
// under. The encoder takes more than is promised here: other spellings of times and numbers, for instance.

import type { FeatureSpec } from "../data/feature.ts";
import { LONGEST_ID } from "./answer.ts";
import type { Limits } from "./limits.ts";

export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** Words of a body that are no fields of a record. */
export const WORDS = ["records", "sessions", "features"] as const;

const MOST = Number.MAX_VALUE;
const number: JsonSchema = { type: "number", minimum: -MOST, maximum: MOST };
const nothing: JsonSchema = { type: "null" };
const IPV4 = "^((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$";
const IPV6 = "^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$";
const DATE = "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])";
const CLOCK = "T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)?";
/** Milliseconds from year 1 to 9999, in the unit of a time's format. */
const PER_MILLISECOND: Readonly<Record<string, number>> = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 };
const [EARLIEST, LATEST] = [-62_135_596_800_000, 253_402_300_000_000];

/** The schemas that others refer to. */
export function recordSchemas(
  features: readonly FeatureSpec[],
  { stringLength }: Pick<Limits, "stringLength">,
): Record<string, JsonSchema> {
  const text: JsonSchema = { type: "string", maxLength: stringLength };
  const fieldName: JsonSchema = { maxLength: stringLength, not: { const: "__proto__" } };
  const value = { $ref: "#/components/schemas/Value" };
  const root: Branch = { own: undefined, inner: new Map() };
  for (const feature of features) plant(root, feature, ofKind(feature, text));
  const properties = grown(root, fieldName);
  for (const word of WORDS) if (!Object.hasOwn(properties, word)) properties[word] = false;
  if (!Object.hasOwn(properties, "id"))
    properties["id"] = {
      description: "What the record is called in its answer and in feedback.",
      anyOf: [{ type: "string", maxLength: LONGEST_ID }, number],
    };
  return {
    Value: {
      description: "Anything; fields that are no feature are ignored and counted.",
      anyOf: [
        { type: ["boolean", "null"] },
        number,
        text,
        { type: "array", items: value },
        { type: "object", propertyNames: fieldName, additionalProperties: value },
      ],
    },
    Record: {
      description:
        "Values by feature; a dotted name may be nested objects instead. Absent and null are missing.",
      type: "object",
      properties,
      propertyNames: fieldName,
      additionalProperties: value,
    },
  };
}

/** The schema of one feature's value. */
function ofKind({ kind, settings }: FeatureSpec, text: JsonSchema): JsonSchema {
  const scalar = { anyOf: [text, number, { type: ["boolean", "null"] }] };
  switch (kind) {
    case "number":
      return {
        anyOf: [number, { type: "string", pattern: "^-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?$" }, nothing],
      };
    case "boolean":
      return { enum: [true, false, null, "true", "false", "yes", "no", "y", "n", "t", "f", 0, 1] };
    case "time": {
      const scale = PER_MILLISECOND[settings["format"] as string];
      const moment: JsonSchema = { type: "string", pattern: `^${DATE}(${CLOCK})?$` };
      if (scale === undefined) return { anyOf: [moment, nothing] };
      return {
        anyOf: [moment, { type: "number", minimum: EARLIEST * scale, maximum: LATEST * scale }, nothing],
      };
    }
    case "ip":
      return { anyOf: [{ type: "string", pattern: IPV4 }, { type: "string", pattern: IPV6 }, nothing] };
    case "category":
    case "frequency":
    case "target":
      return scalar;
    case "tags":
      return { anyOf: [...scalar.anyOf, { type: "array", items: scalar }] };
    case "text":
      return { anyOf: [...scalar.anyOf, { type: "array", items: text }] };
  }
}

/** Features by the parts of their dotted names. */
interface Branch {
  own: JsonSchema | undefined;
  readonly inner: Map<string, Branch>;
}

/** Each feature stands under its whole name, and nested under each way to cut it. */
function plant(branch: Branch, { name }: { readonly name: string }, schema: JsonSchema): void {
  branchAt(branch, name).own = schema;
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1))
    plant(branchAt(branch, name.slice(0, dot)), { name: name.slice(dot + 1) }, schema);
}

function branchAt(branch: Branch, name: string): Branch {
  const found = branch.inner.get(name) ?? { own: undefined, inner: new Map() };
  branch.inner.set(name, found);
  return found;
}

function grown(branch: Branch, fieldName: JsonSchema): Record<string, JsonSchema> {
  return Object.fromEntries(
    Array.from(branch.inner, ([name, { own, inner }]) => {
      if (own !== undefined) return [name, own];
      const properties = grown({ own, inner }, fieldName);
      const value = { $ref: "#/components/schemas/Value" };
      const nested = { type: "object", properties, propertyNames: fieldName, additionalProperties: value };
      return [
        name,
        { anyOf: [nested, { allOf: [{ type: ["string", "number", "boolean", "null"] }, value] }] },
      ];
    }),
  );
}
