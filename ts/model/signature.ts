// Who made a model. In: model bytes and an Ed25519 key. Out: a signature, embedded (a trailer after the model's bytes, as
// MODEL_FORMAT.md says) or apart; or the bytes, verified before anything looks into them.
// The signature is over every byte of the model, so two byte strings never share one, be they the same trees.

import { bytesOfBase64 } from "../data/base64.ts";
import { HedgerowError } from "../error.ts";
import { webCrypto } from "./web-crypto.ts";

/** What stands before the signature in a trailer. */
const MARK = "hedgesig";
const SIGNATURE_BYTES = 64;

/** An Ed25519 public key: its 32 bytes, or these in base64, or a PEM text ("-----BEGIN PUBLIC KEY-----"). */
export type PublicKey = Uint8Array | string;

/** Whom to trust. */
export interface Trust {
  publicKey: PublicKey;
  /** Where it stands apart from the model, its 64 bytes. @default the one embedded in the bytes */
  signature?: Uint8Array | undefined;
}

/** A model's bytes and the signature that stands after them, if any. Both are views. */
export function withoutSignature(bytes: Uint8Array): {
  model: Uint8Array;
  signature: Uint8Array | undefined;
} {
  const end = bytes.length - SIGNATURE_BYTES - MARK.length;
  const mark = bytes.subarray(Math.max(0, end), -SIGNATURE_BYTES);
  if (String.fromCharCode(...mark) !== MARK) return { model: bytes, signature: undefined };
  return { model: bytes.subarray(0, end), signature: bytes.subarray(-SIGNATURE_BYTES) };
}

/** The model with the signature embedded. */
export function withSignature(model: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const signed = new Uint8Array(model.length + MARK.length + SIGNATURE_BYTES);
  signed.set(model);
  signed.set(new TextEncoder().encode(MARK), model.length);
  signed.set(signature, model.length + MARK.length);
  return signed;
}

/**
 * The bytes of a model, without an embedded signature; with a public key only what its holder signed. Throws `bad-signature` for
 * bytes that are not signed, or not by this key, or changed since.
 */
export async function trusted(bytes: Uint8Array, trust: Partial<Trust>): Promise<Uint8Array> {
  const { model, ...embedded } = withoutSignature(bytes);
  // A key that is given but not there, as from a variable that is not set, must not mean no check.
  if (!("publicKey" in trust || "signature" in trust)) return model;
  const signature = trust.signature ?? embedded.signature;
  const key = await publicKeyOf(trust.publicKey);
  if (signature === undefined) throw new HedgerowError("bad-signature", "the model is not signed");
  if (await webCrypto().verify("Ed25519", key, signature.slice(), model.slice())) return model;
  throw new HedgerowError("bad-signature", "the signature is not by this key, or the model was changed");
}

/** Throws `bad-option` for what is no key. */
export async function publicKeyOf(given: PublicKey | undefined): Promise<CryptoKey> {
  try {
    const bytes = typeof given === "string" ? bytesOfPem(given) : (given as Uint8Array);
    // The key stands after 12 bytes in a PEM text's 44. Those of a private key, or of another kind, are more, and no runtime takes them.
    const key = bytes.slice(bytes.length === 44 ? 12 : 0);
    return await webCrypto().importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch (cause) {
    throw new HedgerowError("bad-option", "publicKey is no Ed25519 public key", {}, { cause });
  }
}

/** The bytes of a PEM text, or of its base64 alone. */
export function bytesOfPem(text: string): Uint8Array<ArrayBuffer> {
  return bytesOfBase64(text.replace(/-.*-|\s/g, ""));
}
