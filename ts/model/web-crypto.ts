// The platform's WebCrypto, or a sentence on where it went.

import { HedgerowError } from "../error.ts";

/** Throws `bad-option` where there is none. */
export function webCrypto(): SubtleCrypto {
  const { subtle } = globalThis.crypto ?? {};
  if (subtle !== undefined) return subtle;
  const message = "there is no WebCrypto here: a page must come over https or from localhost";
  throw new HedgerowError("bad-option", message);
}
