// What a model is called where it is logged, served or compared. In: its bytes. Out: their SHA-256 in 64 hex digits, the same as
// `sha256sum` prints for the file. A model keeps its name when it is signed.

import { withoutSignature } from "./signature.ts";
import { webCrypto } from "./web-crypto.ts";

/**
 * The SHA-256 of a model's bytes, less an embedded signature, in 64 lower-case hex digits. Throws `bad-option` where there is no WebCrypto, as on a page
 * that came over plain http.
 *
 * @example
 * await modelId(model.save()); // "9f86d081884c7d65..."
 */
export async function modelId(bytes: Uint8Array): Promise<string> {
  const { model } = withoutSignature(bytes);
  const digest = await webCrypto().digest("SHA-256", model as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
