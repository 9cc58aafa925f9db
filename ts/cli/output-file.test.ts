import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeEach, expect, test } from "vitest";
import { writeWhole } from "./output-file.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-output-"));
const file = join(folder, "model.bin");
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeFileSync(file, "old", { mode: 0o640 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the file is replaced in one step, with its permissions; size and hash are told", async () => {
  const written = await writeWhole(file, async (sink) => {
    await sink.write("ab");
    expect(readFileSync(file, "utf8")).toBe("old");
    await sink.write(Uint8Array.of(99));
  });
  expect(written).toEqual({
    path: file,
    bytes: 3,
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  });
  expect(readFileSync(file, "utf8")).toBe("abc");
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(["model.bin"]);
});

test("what fails on the way leaves the old file and nothing beside it", async () => {
  for (const name of [file, `${file}.gz`]) {
    const failing = writeWhole(name, async (sink) => {
      await sink.write("x".repeat(100_000));
      throw new Error("on the way");
    });
    await expect(failing).rejects.toThrow("on the way");
  }
  expect(readFileSync(file, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["model.bin"]);
});

test("a symbolic link stays one, and the file it names is replaced", async () => {
  const link = join(folder, "latest.bin");
  symlinkSync("model.bin", link);
  await writeWhole(link, (sink) => sink.write("new"));
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("new");
});

test(".gz is compressed", async () => {
  const text = "0123456789".repeat(50_000);
  const { bytes } = await writeWhole(`${file}.gz`, (sink) => sink.write(text));
  expect(bytes).toBe(statSync(`${file}.gz`).size);
  expect(gunzipSync(readFileSync(`${file}.gz`)).toString()).toBe(text);
});

test.runIf(process.platform === "linux")("a disk without space is a sentence", async () => {
  await expect(writeWhole("/dev/full", (sink) => sink.write("new"))).rejects.toThrow(
    "There is no space left for the file (/dev/full)",
  );
});
