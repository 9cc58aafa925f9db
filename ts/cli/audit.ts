// `hedgerow audit verify`: whether a log of decisions is as it was written.

import { formatCount } from "../format-number.ts";
import { verifyAuditLog } from "../serve/audit-log.node.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";

export const auditCommand: Command = {
  name: "audit",
  summary: "check a log of decisions",
  usage: "verify LOG [--json]",
  options: [JSON_OUTPUT, HELP],
  notes: [
    "`hedgerow serve --audit LOG` writes a line of JSON a decision, each with the SHA-256 of the one before. A line that was changed, dropped or put in between is named.",
    "That lines were cut off at the end shows only beside a hash that was noted down before: the last one is printed.",
  ],
  examples: ["hedgerow audit verify decisions.jsonl"],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [verb, file, more] = given.operands;
  if (verb !== "verify" || file === undefined || more !== undefined)
    throw new UsageError("It is `hedgerow audit verify LOG`");
  const { lines, hash } = await verifyAuditLog(file);
  if (given.flag("json")) return print(io.stdout, JSON.stringify({ lines, hash }));
  await print(io.stdout, `${formatCount(lines)} decisions, none changed; the last hash is ${hash}`);
}
