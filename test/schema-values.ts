// A JSON Schema in, values that keep to it out, as fast-check draws and shrinks them. It knows the keywords that the service's document uses.

import fc from "fast-check";

type Schema = boolean | Record<string, unknown>;
type Schemas = Record<string, Schema>;

/** `schemas` are what $ref names under #/components/schemas. */
export function valuesOf(schema: Schema, schemas: Schemas, depth = 0): fc.Arbitrary<unknown> {
  if (schema === true) return fc.jsonValue({ maxDepth: 2 });
  if (schema === false) throw new Error("nothing keeps to false");
  const inner = (each: Schema, more = 1) => valuesOf(each, schemas, depth + more);
  if (typeof schema["$ref"] === "string") {
    const name = schema["$ref"].split("/").at(-1) as string;
    if (name === "Value") return fc.jsonValue({ maxDepth: 3 });
    return inner(schemas[name] as Schema, 0);
  }
  if (schema["const"] !== undefined) return fc.constant(schema["const"]);
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...schema["enum"]);
  if (Array.isArray(schema["anyOf"]))
    return fc.oneof(...schema["anyOf"].map((each: Schema) => inner(each, 0)));
  // Here: a schema and a narrower one. What does not keep to both is caught by who asks.
  if (Array.isArray(schema["allOf"])) return inner(schema["allOf"][0] as Schema, 0);
  const types = [schema["type"]].flat();
  return fc.oneof(...types.map((type) => ofType(type as string, schema, inner)));
}

function ofType(
  type: string,
  schema: Record<string, unknown>,
  inner: (schema: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({
        min: (schema["minimum"] as number) ?? -5,
        max: (schema["maximum"] as number) ?? 5,
      });
    case "number": {
      const [min, max] = [schema["minimum"], schema["maximum"]] as (number | undefined)[];
      const bounds = { min: min ?? -Number.MAX_VALUE, max: max ?? Number.MAX_VALUE, noNaN: true };
      return fc.oneof(
        fc.double(bounds),
        fc.integer().filter((value) => value >= bounds.min && value <= bounds.max),
      );
    }
    case "string":
      if (typeof schema["pattern"] === "string") return fc.stringMatching(new RegExp(schema["pattern"]));
      return fc.oneof(
        fc.string(),
        fc.string({ unit: "binary" }),
        fc.constantFrom("tcp", "0", " ", "\u0000", "é"),
      );
    case "array":
      return arrays(schema, inner);
    case "object":
      return objects(schema, inner);
    default:
      throw new Error(`no values of type ${type}`);
  }
}

function arrays(
  schema: Record<string, unknown>,
  inner: (schema: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  if (Array.isArray(schema["prefixItems"])) return fc.tuple(...schema["prefixItems"].map(inner));
  return fc.array(inner(schema["items"] as Schema), { maxLength: 4 });
}

function objects(
  schema: Record<string, unknown>,
  inner: (schema: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const properties = (schema["properties"] ?? {}) as Schemas;
  const required = (schema["required"] ?? []) as string[];
  const known = Object.fromEntries(
    Object.entries(properties)
      .filter(([, each]) => each !== false)
      .map(([name, each]) => [name, inner(each)]),
  );
  const own = fc.record(known, { requiredKeys: required, noNullPrototype: true });
  if (schema["additionalProperties"] === undefined) return own;
  const more = fc.dictionary(fc.string(), inner(schema["additionalProperties"] as Schema), {
    maxKeys: 3,
    noNullPrototype: true,
  });
  // What is known stands last: it wins.
  return fc.tuple(more, own).map(([extra, values]) => ({ ...extra, ...values }));
}

/** A value with one part of it, at any depth, replaced by anything. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  const paths = pathsIn(value);
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(1e308 * 10, -0, 2 ** 60, "__proto__", [], {}, [[[]]], "x".repeat(70_000)),
  );
  return fc.tuple(fc.constantFrom(...paths), anything).map(([path, part]) => replaced(value, path, part));
}

function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, each]) => pathsIn(each, [...path, name]))];
}

function replaced(value: unknown, [name, ...rest]: string[], part: unknown): unknown {
  if (name === undefined) return part;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  Object.defineProperty(copy, name, {
    value: replaced(copy[name], rest, part),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}
