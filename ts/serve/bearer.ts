// Bearer keys. In: the Authorization header. Out: whether it holds one of the keys. The time taken depends on the length of what was sent,
// not on how much of it is right: every key is gone through to the end, whatever was found before.

import { HedgerowError } from "../error.ts";

const LEAST_LENGTH = 16;

export class BearerKeys {
  readonly #keys: readonly Uint8Array[];

  /** Throws `bad-option` for a key that could be guessed by length alone or can not stand in a header. */
  constructor(keys: readonly string[]) {
    for (const key of keys) {
      if (!/^[\x21-\x7e]*$/.test(key))
        throw new HedgerowError("bad-option", "a key has visible ASCII characters only");
      if (key.length < LEAST_LENGTH)
        throw new HedgerowError("bad-option", `a key has at least ${LEAST_LENGTH} characters`);
    }
    this.#keys = keys.map((key) => new TextEncoder().encode(key));
  }

  /** Whether a key is asked for. */
  get required(): boolean {
    return this.#keys.length > 0;
  }

  /** Whether the header's key is one of these; without keys anyone may. */
  admits(authorization: string | null | undefined): boolean {
    if (this.#keys.length === 0) return true;
    const given = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? "")?.[1] ?? "";
    let admitted = 0;
    for (const key of this.#keys) admitted |= same(given, key);
    return admitted === 1;
  }
}

/** 1 where they are equal, else 0, without a branch on what is compared. */
function same(given: string, key: Uint8Array): number {
  let difference = given.length ^ key.length;
  for (let i = 0; i < given.length; i++) difference |= given.charCodeAt(i) ^ (key[i % key.length] as number);
  return difference === 0 ? 1 : 0;
}
