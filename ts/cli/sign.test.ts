// Keys, signatures and what refuses them, as commands; and openssl's word on both, where there is one.

import { verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-sign-"));
const at = (name: string): string => join(folder, name);

async function done(...words: string[]): Promise<string> {
  const { code, out, err } = await call(words);
  expect(err).toBe("");
  expect(code).toBe(0);
  return out;
}

beforeAll(async () => {
  await done("sample", "sessions", "--rows", "300", "-o", at("a.csv"));
  await call(["train", at("a.csv"), "--label", "attack_detected", "--rounds", "3", "-o", at("m.bin")]);
  await done("keygen", at("release"));
  await done("sign", at("m.bin"), "--key", at("release.key"), "-o", at("signed.bin"));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("keys: the secret one is its owner's, and neither is ever replaced", async () => {
  expect(statSync(at("release.key")).mode & 0o777).toBe(0o600);
  const before = readFileSync(at("release.key"), "utf8");
  const { code, err } = await call(["keygen", at("release")]);
  expect(code).toBe(1);
  expect(err).toMatch(/already.*release\.key/);
  expect(readFileSync(at("release.key"), "utf8")).toBe(before);
  writeFileSync(at("half.pub"), "");
  expect((await call(["keygen", at("half")])).code).toBe(1);
  expect(() => statSync(at("half.key"))).toThrow();
});

test("a signed model answers as before, and verifies", async () => {
  expect(await done("predict", at("signed.bin"), at("a.csv"))).toBe(
    await done("predict", at("m.bin"), at("a.csv")),
  );
  const out = await done("verify", at("signed.bin"), "--key", at("release.pub"));
  expect(out).toContain("signed by this key");
  expect(out).toContain(/sha256 \w{64}/.exec(await done("inspect", at("m.bin")))?.[0]);
});

test("a detached signature is Ed25519 over the file", async () => {
  await done("sign", at("m.bin"), "--key", at("release.key"), "--detached", "-o", at("m.sig"));
  const signature = readFileSync(at("m.sig"));
  expect(verify(null, readFileSync(at("m.bin")), readFileSync(at("release.pub"), "utf8"), signature)).toBe(
    true,
  );
  await done("verify", at("m.bin"), "--key", at("release.pub"), "--signature", at("m.sig"));
});

test("what is changed, unsigned, by another, or no key, is refused", async () => {
  const refused = async (wanted: number, ...words: string[]): Promise<string> => {
    const { code, err, out } = await call(words);
    expect(code).toBe(wanted);
    expect(out).toBe("");
    return err;
  };
  await done("keygen", at("other"));
  expect(await refused(1, "verify", at("m.bin"), "--key", at("release.pub"))).toContain("not signed");
  expect(await refused(1, "verify", at("signed.bin"), "--key", at("other.pub"))).toContain("not by this key");
  const bytes = readFileSync(at("signed.bin"));
  bytes[200] = (bytes[200] as number) ^ 1;
  writeFileSync(at("changed.bin"), bytes);
  expect(await refused(1, "verify", at("changed.bin"), "--key", at("release.pub"))).toContain("changed");
  expect(await refused(2, "verify", at("signed.bin"), "--key", at("a.csv"))).toMatch(/public key.*a\.csv/);
  expect(await refused(1, "sign", at("a.csv"), "--key", at("release.key"), "-o", at("x"))).toContain(
    "not a hedgerow model",
  );
  expect(await refused(2, "sign", at("m.bin"), "--key", at("release.pub"), "-o", at("x"))).toContain(
    "private key",
  );
  expect(() => statSync(at("x"))).toThrow();
});

test("predict and serve answer by a model that the key signed, and by no other", async () => {
  const key = ["--public-key", at("release.pub")];
  const data = at("a.csv");
  expect(await done("predict", at("signed.bin"), data, ...key)).toBe(
    await done("predict", at("m.bin"), data),
  );
  await done("keygen", at("third"));
  const bytes = readFileSync(at("signed.bin"));
  bytes[300] = (bytes[300] as number) ^ 1;
  writeFileSync(at("tampered.bin"), bytes);
  const cases: [model: string, key: string, code: number, sentence: RegExp][] = [
    ["m.bin", "release.pub", 1, /not signed.*m\.bin/],
    ["tampered.bin", "release.pub", 1, /not by this key, or the model was changed.*tampered\.bin/],
    ["signed.bin", "third.pub", 1, /not by this key.*signed\.bin/],
    ["signed.bin", "a.csv", 2, /no Ed25519 public key.*a\.csv/],
    ["signed.bin", "none.pub", 1, /no such file.*none\.pub/],
  ];
  for (const [model, by, wanted, sentence] of cases)
    for (const words of [
      ["predict", at(model), data],
      ["serve", at(model), "--port", "0"],
    ]) {
      const { code, out, err } = await call([...words, "--public-key", at(by)]);
      expect(err, words.join(" ")).toMatch(sentence);
      expect([code, out]).toEqual([wanted, ""]);
    }
});

test("workers answer by a signed model too", async () => {
  const words = ["--workers", "1", "-o", `${at("answers")}/`, "--public-key", at("release.pub")];
  await done("predict", at("signed.bin"), at("a.csv"), ...words);
  expect(readFileSync(join(at("answers"), "a.ndjson"), "utf8")).toBe(
    await done("predict", at("m.bin"), at("a.csv")),
  );
  const refused = await call(["predict", at("m.bin"), at("a.csv"), ...words]);
  expect(refused.err).toContain("not signed");
  expect(refused.code).toBe(1);
});
