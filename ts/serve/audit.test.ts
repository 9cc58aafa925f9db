import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { post, sessionsModel } from "../../test/served.ts";
import { call } from "../cli/call.ts";
import { AuditLog, verifyAuditLog } from "./audit-log.node.ts";
import { serve } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-audit-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function logged(file: string, bodies: unknown[], records = false): Promise<void> {
  const log = await AuditLog.open(file, { records });
  const app = await serve(await sessionsModel(300, 3), { onDecision: log.add });
  for (const body of bodies) await post(app, "/predict", body);
  await log.close();
}

test("each decision is a line of the chain, which goes on where it ended", async () => {
  const file = join(folder, "log.jsonl");
  await logged(file, [{ id: "a", port: 1 }, { records: [{ id: "b" }, { id: "c" }] }, { port: "no" }]);
  await logged(file, [{ id: "d", port: 7 }]);
  const lines = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ seq, id }) => [seq, id])).toEqual([
    [1, "a"],
    [2, "b"],
    [3, "c"],
    [4, "d"],
  ]);
  const model = await (await sessionsModel(300, 3)).id();
  expect(lines[0]).toEqual({
    ...{ seq: 1, id: "a", model, prev: "0".repeat(64), hash: lines[1].prev },
    ...{ time: expect.stringMatching(/Z$/), label: expect.any(String), probability: expect.any(Number) },
  });
  expect(await verifyAuditLog(file)).toEqual({ lines: 4, hash: lines[3].hash });
  const told = await call(["audit", "verify", file, "--json"]);
  expect(told).toEqual({ code: 0, out: `{"lines":4,"hash":"${lines[3].hash}"}\n`, err: "" });
  expect(await call(["audit", "verify", join(folder, "none")])).toMatchObject({ code: 1 });
  expect(await call(["audit", file])).toMatchObject({ code: 2 });
});

test("records are written only where it is asked for", async () => {
  const file = join(folder, "records.jsonl");
  await logged(file, [{ id: "a", port: 1 }], true);
  expect(JSON.parse(readFileSync(file, "utf8")).record).toEqual({ id: "a", port: 1 });
});

test("whatever is changed, dropped, swapped, put in or torn is found, with its line", async () => {
  const file = join(folder, "whole.jsonl");
  await logged(
    file,
    [1, 2, 3, 4, 5].map((port) => ({ id: `${port}`, port })),
  );
  const text = readFileSync(file, "utf8");
  const lines = text.trimEnd().split("\n") as [string, string, string, string, string];
  const [a, b, c, d, e] = lines;
  const spoilt: [name: string, text: string, line: number][] = [
    ["changed", text.replace('"id":"3"', '"id":"9"'), 3],
    ["dropped", `${[a, b, d, e].join("\n")}\n`, 3],
    ["dropped at the beginning", `${[b, c].join("\n")}\n`, 1],
    ["swapped", `${[a, c, b, d].join("\n")}\n`, 2],
    ["twice", `${[a, b, b].join("\n")}\n`, 3],
    ["torn", text.slice(0, -30), 5],
    ["blank", `${a}\n\n${b}\n`, 2],
    ["another hash", text.replace(/"hash":"./, '"hash":"x'), 1],
  ];
  for (const [name, changed, line] of spoilt) {
    const path = join(folder, "spoilt.jsonl");
    writeFileSync(path, changed);
    await expect(verifyAuditLog(path), name).rejects.toMatchObject({
      code: "bad-data",
      at: { line, file: path },
    });
    await expect(AuditLog.open(path), name).rejects.toMatchObject({ code: "bad-data" });
    expect(readFileSync(path, "utf8"), name).toBe(changed);
  }
});
