// The program as a process: pipes, signals, another Node.

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemNode } from "../../test/runtimes/nodes.ts";

const MAIN = resolve(import.meta.dirname, "main.ts");
const folder = mkdtempSync(join(tmpdir(), "hedgerow-process-"));
const data = join(folder, "data.csv");
const model = join(folder, "model.bin");

beforeAll(async () => {
  expect((await ended(start("sample", "incidents", "--rows", "3000", "-o", data))).code).toBe(0);
  const train = start("train", data, "--label", "triage_grade", "--rounds", "3", "-o", model);
  expect((await ended(train)).code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(...words: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...words], { cwd: folder });
}

async function ended(
  child: ChildProcessWithoutNullStreams,
): Promise<{ code: number | null; out: string; err: string }> {
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    err += String(chunk);
  });
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, out, err };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 20));
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s while training leaves the old model",
  async (signal, exitCode) => {
    const before = readFileSync(model);
    const words = ["--label", "triage_grade", "--rounds", "100000", "--patience", "100000", "-o", model];
    const child = start("train", data, ...words);
    let shown = "";
    child.stdout.on("data", (chunk) => {
      shown += String(chunk);
    });
    const end = ended(child);
    await until(() => shown.includes("left out"));
    await new Promise((done) => setTimeout(done, 300));
    child.kill(signal);
    expect(await end).toMatchObject({ code: exitCode, err: "hedgerow: interrupted\n" });
    expect(readFileSync(model).equals(before)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(["data.csv", "model.bin"]);
  },
  60_000,
);

test("SIGINT while answers are written leaves the old file and no other", async () => {
  const output = join(folder, "answers.ndjson");
  writeFileSync(output, "old");
  const child = start("predict", model, "-", "-o", output);
  const end = ended(child);
  child.stdin.write('{"severity":3}\n');
  await until(() => readdirSync(folder).some((name) => name.endsWith(".tmp")));
  child.kill("SIGINT");
  expect((await end).code).toBe(130);
  expect(readFileSync(output, "utf8")).toBe("old");
  rmSync(output);
  expect(readdirSync(folder).sort()).toEqual(["data.csv", "model.bin"]);
}, 60_000);

test("an answer comes as soon as its record, and a reader that leaves ends the program quietly", async () => {
  const child = start("predict", model, "-");
  const end = ended(child);
  child.stdin.on("error", () => undefined);
  let got = "";
  child.stdout.on("data", (chunk) => {
    got += String(chunk);
  });
  child.stdin.write('{"severity":3}\n');
  await until(() => got.includes("\n"));
  expect(JSON.parse(got)).toMatchObject({ row: 1 });
  child.stdout.destroy();
  const feed = setInterval(() => child.stdin.write('{"severity":3}\n'), 10);
  const { code, err } = await end;
  clearInterval(feed);
  expect(code).toBe(0);
  expect(err).toBe("");
}, 60_000);

test.runIf(process.platform === "linux")("a full disk behind standard output is exit code 1", () => {
  const command = `"${process.execPath}" "${MAIN}" sample incidents > /dev/full`;
  expect(() => execFileSync("/bin/sh", ["-c", command], { stdio: "pipe" })).toThrow(/ENOSPC/);
});

test("the built program does the same in the system's Node", () => {
  const node = systemNode() ?? process.execPath;
  const built = resolve(import.meta.dirname, "../../dist/cli/main.js");
  const other = join(folder, "other.bin");
  const words = ["--label", "triage_grade", "--rounds", "3", "-o", other];
  execFileSync(node, [built, "train", data, ...words], { stdio: "pipe" });
  expect(readFileSync(other).equals(readFileSync(model))).toBe(true);
  const answers = (program: string, main: string): string =>
    execFileSync(program, [main, "predict", other, "-"], { input: readFileSync(data), encoding: "utf8" });
  expect(answers(node, built)).toBe(answers(process.execPath, MAIN));
  rmSync(other);
}, 60_000);

test("--follow answers each line before the next is there, bad ones too, until the input ends", async () => {
  const child = start("predict", model, "-", "--follow", "--keep", "host");
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  const lines = (): string[] => out.split("\n").slice(0, -1);
  const sent = ['{"severity":3,"host":"a"}', "no JSON", '{"severity":{}}', '{"event_type":"stats"}'];
  for (const [i, line] of sent.entries()) {
    child.stdin.write(`${line}\n`);
    await until(() => lines().length > i);
  }
  child.stdin.end('{"severity":1}');
  const { code } = await ended(child);
  expect(code).toBe(0);
  const answers = lines().map((line) => JSON.parse(line));
  expect(
    answers.map(({ row, label, error }) => [row, label === undefined ? error.code : "answered"]),
  ).toEqual([
    [1, "answered"],
    [2, "bad-data"],
    [3, "bad-value"],
    [4, "answered"],
    [5, "answered"],
  ]);
  expect(answers[0].kept).toEqual({ host: "a" });
  expect(answers[2].error.at).toMatchObject({ line: 3, column: "severity" });
}, 60_000);
