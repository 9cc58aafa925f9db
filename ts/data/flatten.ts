/**
 * A nested record as flat cells, as for Suricata's eve.json. In: an object. Out: one call for each present cell with its
 * dotted name. Nested objects become dotted names ("flow.bytes_toserver"). A list of texts, numbers, true and false is
 * one multi-valued cell. A list of objects becomes a multi-valued cell for each of their fields, as log stores do:
 * { dns: { answers: [{ rrtype: "A" }, { rrtype: "AAAA" }] } } gives "dns.answers.rrtype": ["A", "AAAA"].
 * null is missing. A value that cannot be a cell, a name that occurs twice and nesting deeper than 32 are faults.
 */
import { DEEPEST, isFields, listOf, scalarText, toCell } from "./cell.ts";
import type { PresentCell } from "./column.ts";
import { Fault, placed } from "./fault.ts";

type Emit = (name: string, cell: PresentCell) => void;

export function flatten(record: Readonly<Record<string, unknown>>, emit: Emit): void {
  flattenInto(undefined, record, 0, emit);
}

function flattenInto(
  prefix: string | undefined,
  fields: Readonly<Record<string, unknown>>,
  depth: number,
  emit: Emit,
): void {
  if (depth > DEEPEST) throw new Fault(`the record is nested deeper than ${DEEPEST} levels`);
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (value === null || value === undefined) continue;
    const name = prefix === undefined ? key : `${prefix}.${key}`;
    if (typeof value !== "object") emit(name, cellNamed(name, value) as PresentCell);
    else if (Array.isArray(value)) flattenList(name, value, depth, emit);
    else if (isFields(value)) flattenInto(name, value, depth + 1, emit);
    else emit(name, cellNamed(name, value) as PresentCell);
  }
}

function flattenList(name: string, list: readonly unknown[], depth: number, emit: Emit): void {
  const texts = inField(name, () => listOf(list));
  if (texts !== undefined) emit(name, texts);
  const gathered = new Map<string, string[]>();
  gather(name, list, depth, gathered);
  for (const [inner, values] of gathered) if (values.length > 0) emit(inner, values);
}

function gather(
  name: string,
  list: readonly unknown[],
  depth: number,
  gathered: Map<string, string[]>,
): void {
  for (const item of list) {
    if (depth > DEEPEST) throw new Fault(`the record is nested deeper than ${DEEPEST} levels`);
    if (Array.isArray(item)) gather(name, item, depth + 1, gathered);
    else if (isFields(item)) {
      const own = new Set<string>();
      flattenInto(name, item, depth + 1, (inner, cell) => {
        if (own.has(inner)) throw new Fault(twice(inner));
        own.add(inner);
        const values = gathered.get(inner) ?? [];
        if (typeof cell === "object") values.push(...cell);
        else values.push(scalarText(cell));
        gathered.set(inner, values);
      });
    }
  }
}

export function twice(name: string): string {
  return `the field "${name}" is there twice, once nested and once with a dot in its name`;
}

function cellNamed(name: string, value: unknown): PresentCell | undefined {
  return inField(name, () => toCell(value));
}

/** A fault of one value says which field it is of. */
function inField<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw placed(error, "bad-value", `The field "${name}": `, { column: name });
  }
}
