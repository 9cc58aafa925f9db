// Keys, and what is signed with them. In: an Ed25519 private key as PEM (PKCS #8), as `openssl genpkey -algorithm ed25519` writes it
// too. Out: signatures of models, or models with them embedded.

import { HedgerowError } from "../error.ts";
import { bytesOfPem, withoutSignature, withSignature } from "./signature.ts";
import { webCrypto } from "./web-crypto.ts";

/** A key pair as PEM texts. */
export interface KeyPair {
  /** Who has it can sign: it belongs in a secret store. */
  privateKey: string;
  publicKey: string;
}

/**
 * A new Ed25519 key pair.
 *
 * @example
 * const { privateKey, publicKey } = await generateKeys();
 */
export async function generateKeys(): Promise<KeyPair> {
  const subtle = webCrypto();
  const pair = (await subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const [secret, open] = await Promise.all([
    subtle.exportKey("pkcs8", pair.privateKey),
    subtle.exportKey("spki", pair.publicKey),
  ]);
  return { privateKey: pem("PRIVATE KEY", secret), publicKey: pem("PUBLIC KEY", open) };
}

/**
 * The model with a signature embedded, in place of one that it has. `load` and `loadScorer` verify it where they are given the
 * public key. Throws `bad-option` for a text that is no such key.
 *
 * @example
 * const signed = await signModel(model.save(), privateKey);
 */
export async function signModel(bytes: Uint8Array, privateKey: string): Promise<Uint8Array> {
  const { model } = withoutSignature(bytes);
  return withSignature(model, await signatureOf(model, privateKey));
}

/** The signature alone: 64 bytes. Throws as `signModel`. */
export async function signatureOf(bytes: Uint8Array, privateKey: string): Promise<Uint8Array> {
  const { model } = withoutSignature(bytes);
  const key = await importPrivate(privateKey);
  return new Uint8Array(await webCrypto().sign("Ed25519", key, model.slice()));
}

async function importPrivate(text: string): Promise<CryptoKey> {
  try {
    const der = bytesOfPem(text);
    return await webCrypto().importKey("pkcs8", der, "Ed25519", false, ["sign"]);
  } catch (cause) {
    const message = "this is no Ed25519 private key in PEM (-----BEGIN PRIVATE KEY-----)";
    throw new HedgerowError("bad-option", message, {}, { cause });
  }
}

function pem(what: string, der: ArrayBuffer): string {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(der)));
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${what}-----\n${lines.join("\n")}\n-----END ${what}-----\n`;
}
