// The name of a model file in, the model out; with a public key only what its holder signed. Errors name the file.

import { load, type Model } from "../model/model.ts";
import { publicKeyOf, type Trust } from "../model/signature.ts";
import type { Arguments, OptionSpec } from "./arguments.ts";
import { placedIn, UsageError } from "./failure.ts";
import { readWhole } from "./read-whole.ts";

export const PUBLIC_KEY_OPTION: OptionSpec = {
  name: "public-key",
  value: "FILE",
  help: "refuse a model that this key (PEM) did not sign; see hedgerow sign",
};

export async function readModel(file: string | undefined, trust: Partial<Trust> = {}): Promise<Model> {
  if (file === undefined) throw new UsageError("No model is named");
  const bytes = await readWhole(file);
  return placedIn({ file }, () => load(bytes, trust));
}

/** Whom --public-key says to trust; without it anybody. */
export async function trustOf(given: Arguments): Promise<{ publicKey?: string }> {
  const file = given.text("public-key");
  return file === undefined ? {} : { publicKey: await readPublicKey(file) };
}

/** The PEM text of a public key. */
export async function readPublicKey(file: string): Promise<string> {
  const text = (await readWhole(file)).toString("utf8");
  await placedIn({ file }, () => publicKeyOf(text));
  return text;
}
