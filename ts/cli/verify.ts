// `hedgerow verify`: a model and a public key in; whether the key's holder signed just these bytes out, as a sentence and as exit code.

import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { printable } from "./print-text.ts";
import { readModel, readPublicKey } from "./read-model.ts";
import { readWhole } from "./read-whole.ts";

export const verifyCommand: Command = {
  name: "verify",
  summary: "check a model's signature",
  usage: "MODEL --key FILE [--signature FILE] [--json]",
  options: [
    { name: "key", value: "FILE", help: "the public key, PEM" },
    { name: "signature", value: "FILE", help: "the signature, where it is not in the model" },
    JSON_OUTPUT,
    HELP,
  ],
  notes: ["The exit code is 1 for a model that is changed, not signed, or signed by another key."],
  examples: ["hedgerow verify alerts.signed.bin --key release.pub"],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...others] = given.operands;
  if (file === undefined || others.length > 0) throw new UsageError("One model is needed");
  const publicKey = await readPublicKey(given.needed("key", "the public key to check with"));
  const signatureFile = given.text("signature");
  const signature = signatureFile === undefined ? {} : { signature: await readWhole(signatureFile) };
  const model = await readModel(file, { publicKey, ...signature });
  const id = await model.id();
  if (given.flag("json")) return print(io.stdout, JSON.stringify({ verified: true, id }));
  await print(io.stdout, `${printable(file)}: signed by this key\nsha256 ${id}`);
}
