// `hedgerow keygen`: a name in, a new Ed25519 key pair out, in two files: one to sign with, one to check with.

import { rm, writeFile } from "node:fs/promises";
import { generateKeys } from "../model/sign.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { fileError, UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";

export const keygenCommand: Command = {
  name: "keygen",
  summary: "make a key pair to sign models with",
  usage: "NAME [--json]",
  options: [JSON_OUTPUT, HELP],
  notes: [
    "NAME.key signs, and only its owner may read it; NAME.pub checks, and goes wherever models are loaded. Both are PEM, as openssl writes it. Files that exist are never replaced.",
  ],
  examples: ["hedgerow keygen release"],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [name, ...others] = given.operands;
  if (name === undefined || others.length > 0) throw new UsageError("One name is needed");
  const { privateKey, publicKey } = await generateKeys();
  const files = { privateKey: `${name}.key`, publicKey: `${name}.pub` };
  await create(files.privateKey, privateKey, 0o600);
  try {
    await create(files.publicKey, publicKey, 0o644);
  } catch (error) {
    await rm(files.privateKey, { force: true });
    throw error;
  }
  if (given.flag("json")) return print(io.stdout, JSON.stringify(files));
  await print(io.stdout, `${files.privateKey} signs: keep it secret. ${files.publicKey} checks.`);
}

async function create(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode });
  } catch (error) {
    throw fileError(path, error, "written");
  }
}
