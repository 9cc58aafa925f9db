// Signatures as any other Ed25519 makes and checks them: Node's own is the oracle.

import { sign as nodeSign, verify as nodeVerify } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleIncidents } from "../data/sample/index.ts";
import { Dataset } from "../index.ts";
import { load } from "./model.ts";
import { modelId } from "./model-id.ts";
import { generateKeys, signatureOf, signModel } from "./sign.ts";
import { withoutSignature } from "./signature.ts";
import { train } from "./train.ts";

let model: Uint8Array;
let keys: { privateKey: string; publicKey: string };
let signed: Uint8Array;

beforeAll(async () => {
  const { columns, label } = sampleIncidents({ rows: 200, seed: 1 });
  model = (await train(Dataset.fromColumns(columns, { label }), { rounds: 2 })).save();
  keys = await generateKeys();
  signed = await signModel(model, keys.privateKey);
});

const refused = (attempt: Promise<unknown>) =>
  expect(attempt).rejects.toMatchObject({ code: "bad-signature" });

test("the keys and signatures are those of every other program", async () => {
  expect(keys.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(keys.publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  const signature = await signatureOf(model, keys.privateKey);
  expect(nodeVerify(null, model, keys.publicKey, signature)).toBe(true);
  expect(Buffer.from(signature).equals(nodeSign(null, model, keys.privateKey))).toBe(true);
});

test("a signed model is the model and 72 bytes, and keeps its id", async () => {
  expect(signed.length).toBe(model.length + 72);
  expect(withoutSignature(signed).model).toEqual(model);
  expect(withoutSignature(model)).toEqual({ model, signature: undefined });
  expect(await modelId(signed)).toBe(await modelId(model));
  expect((await load(signed)).save()).toEqual(model);
  // Signed once more it has the one signature still.
  expect(await signModel(signed, keys.privateKey)).toEqual(signed);
});

describe("load", () => {
  test.each([
    ["PEM", () => keys.publicKey],
    ["base64", () => base64Of(keys.publicKey)],
    ["bytes", () => Buffer.from(base64Of(keys.publicKey), "base64")],
  ])("with a key as %s", async (_, publicKey) => {
    expect((await load(signed, { publicKey: publicKey() })).save()).toEqual(model);
    const signature = await signatureOf(model, keys.privateKey);
    expect((await load(model, { publicKey: publicKey(), signature })).save()).toEqual(model);
  });

  test("any changed bit is refused, in the padding too", async () => {
    const { publicKey } = keys;
    for (let i = 0; i < 60; i++) {
      const changed = signed.slice();
      // All over the model, and each of the last bytes, where padding, mark and signature stand.
      const at = i < 30 ? Math.floor((i / 30) * model.length) : signed.length - 1 - 3 * (i - 30);
      changed[at] = (changed[at] as number) ^ (1 << (i % 8));
      await refused(load(changed, { publicKey }));
    }
    await refused(load(signed.subarray(8), { publicKey }));
    await refused(load(new Uint8Array(0), { publicKey }));
    await refused(load(Uint8Array.of(...signed, 0), { publicKey }));
  });

  test("unsigned models, other keys and other models' signatures are refused", async () => {
    const { publicKey } = keys;
    const other = await generateKeys();
    await refused(load(model, { publicKey }));
    await refused(load(signed, { publicKey: other.publicKey }));
    await refused(load(model, { publicKey, signature: new Uint8Array(64) }));
    await refused(load(model, { publicKey, signature: new Uint8Array(3) }));
    await expect(load(model, { signature: new Uint8Array(64) })).rejects.toMatchObject({
      code: "bad-option",
    });
  });

  test.each([
    ["text that is no key", "hello"],
    ["a text of nothing", ""],
    ["short bytes", new Uint8Array(5)],
    ["the private key", () => keys.privateKey],
    ["undefined, which must not mean that nothing is checked,", undefined],
  ])("%s is no public key", async (_, publicKey) => {
    const given = typeof publicKey === "function" ? publicKey() : publicKey;
    const options = { publicKey: given } as { publicKey: string };
    await expect(load(signed, options)).rejects.toMatchObject({ code: "bad-option" });
  });
});

/** The 32 bytes, which stand last in the PEM. */
function base64Of(pem: string): string {
  return Buffer.from(pem.replace(/-.*-|\s/g, ""), "base64")
    .subarray(-32)
    .toString("base64");
}
