// `hedgerow sign`: a model and a private key in, the model with its signature out, or the signature alone.

import { load } from "../model/model.ts";
import { signatureOf, signModel } from "../model/sign.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { placedIn, UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { readWhole } from "./read-whole.ts";
import { printSaved } from "./train-report.ts";

export const signCommand: Command = {
  name: "sign",
  summary: "sign a model",
  usage: "MODEL --key FILE -o FILE [--detached]",
  options: [
    { name: "key", value: "FILE", help: "the private key, PEM: hedgerow keygen makes one" },
    { name: "output", short: "o", value: "FILE", help: "the signed model to write" },
    { name: "detached", help: "write the signature alone, 64 bytes" },
    JSON_OUTPUT,
    HELP,
  ],
  notes: ["A signed model is loaded like any other; whoever has the public key can insist on the signature."],
  examples: [
    "hedgerow sign alerts.bin --key release.key -o alerts.signed.bin",
    "hedgerow sign alerts.bin --key release.key --detached -o alerts.sig",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...others] = given.operands;
  if (file === undefined || others.length > 0) throw new UsageError("One model is needed");
  const keyFile = given.needed("key", "the private key to sign with");
  const output = given.needed("output", "the file to write");
  const [bytes, key] = await Promise.all([readWhole(file), readWhole(keyFile)]);
  await checkOutput(output, [keyFile]);
  // What is no model is not signed.
  await placedIn({ file }, () => load(bytes));
  const sign = given.flag("detached") ? signatureOf : signModel;
  const content = await placedIn({ file: keyFile }, () => sign(bytes, key.toString("utf8")));
  const saved = await writeWhole(output, (sink) => sink.write(content));
  if (given.flag("json")) return print(io.stdout, JSON.stringify({ output: saved }));
  await print(io.stdout, `signed: ${printSaved(saved)}`);
}
