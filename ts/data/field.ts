/**
 * Finds the value of a dotted name in a record. In: a record, flat ("dns.id" as a field) or nested ({ dns: { id } }) or
 * both. Out: the value, or undefined. A field whose own name is the whole name wins over a nested one; a null is as good
 * as absent. Through a list of objects the values of all of them are gathered into one list of texts. Only own fields
 * count, so names such as "constructor" or "__proto__" find nothing that the record does not have.
 * Agrees with flatten.ts: what a name finds here is what that column holds there.
 */
import { isFields, listOf, scalarText, toCell } from "./cell.ts";

type Fields = Readonly<Record<string, unknown>>;

export class Field {
  readonly name: string;
  /** Each way to cut the name at a dot, shortest first part first. */
  readonly #cuts: readonly { readonly head: string; readonly rest: Field }[];

  constructor(name: string) {
    this.name = name;
    const cuts: { head: string; rest: Field }[] = [];
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      cuts.push({ head: name.slice(0, dot), rest: new Field(name.slice(dot + 1)) });
    }
    this.#cuts = cuts;
  }

  read(record: Fields): unknown {
    const own = Object.hasOwn(record, this.name) ? record[this.name] : undefined;
    if (this.#cuts.length === 0 || isCell(own)) return own;
    // An object here is not a value: it is only given where there is no other, for the error it is.
    return this.#readNested(record) ?? own;
  }

  #readNested(record: Fields): unknown {
    for (const { head, rest } of this.#cuts) {
      if (!Object.hasOwn(record, head)) continue;
      const inner = record[head];
      if (typeof inner !== "object" || inner === null) continue;
      const found = Array.isArray(inner) ? rest.#gather(inner) : rest.read(inner as Fields);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #gather(list: readonly unknown[]): readonly string[] | undefined {
    const texts: string[] = [];
    this.#addFrom(list, texts);
    return texts.length === 0 ? undefined : texts;
  }

  #addFrom(list: readonly unknown[], texts: string[]): void {
    for (const item of list) {
      if (Array.isArray(item)) this.#addFrom(item, texts);
      else if (isFields(item)) addValue(this.read(item), texts);
    }
  }
}

function isCell(value: unknown): boolean {
  return value !== undefined && value !== null && !isFields(value);
}

function addValue(value: unknown, texts: string[]): void {
  if (Array.isArray(value)) texts.push(...(listOf(value) ?? []));
  else if (isCell(value)) texts.push(scalarText(toCell(value) as string | number | boolean));
}
