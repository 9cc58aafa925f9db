// The README's code runs: its TypeScript against the sources, its commands against the built command line.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

function blocks(language: string): string[] {
  return Array.from(
    readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms")),
    ([, code]) => code as string,
  );
}

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "hedgerow-readme-"));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the TypeScript runs", () => {
  const rows = Array.from({ length: 900 }, (_, i) => {
    const logins = (i * 37) % 60;
    const source = i % 2 === 0 ? "edr" : "email";
    return `${source},${i % 3 === 0 ? "high" : "low"},${logins},${logins > 40 ? "TruePositive" : "BenignPositive"}`;
  });
  const csv = ["source,severity,failedLogins,grade", ...rows].join("\n");
  inFolder((folder) => {
    const [code = ""] = blocks("ts");
    const library = pathToFileURL(join(root, "dist/index.js")).href;
    const program = `const csv = ${JSON.stringify(csv)};\n${code.replace('"hedgerow"', JSON.stringify(library))}
      console.log(JSON.stringify([model.predict({ source: "edr", failedLogins: 59 }).label, same.save().length === bytes.length]));`;
    writeFileSync(join(folder, "readme.mjs"), program);
    const { stdout, stderr } = spawnSync(process.execPath, ["readme.mjs"], { cwd: folder, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual(["TruePositive", true]);
  });
});

test("the commands run, one after another", () => {
  const commands = blocks("sh")
    .join("")
    .split("\n")
    .filter((line) => line.startsWith("npx hedgerow "));
  expect(commands.length).toBeGreaterThanOrEqual(5);
  inFolder((folder) => {
    for (const command of commands) {
      const line = command.replace(
        "npx hedgerow",
        `"${process.execPath}" "${join(root, "dist/cli/main.js")}"`,
      );
      // A server is told to end after a moment, and should end well.
      const run = command.includes(" serve ") ? `timeout --preserve-status -s TERM 5 ${line}` : line;
      const { status, stderr } = spawnSync("bash", ["-c", `set -o pipefail; ${run}`], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(`${command}: ${status} ${status === 0 ? "" : stderr}`).toBe(`${command}: 0 `);
    }
  });
}, 300_000);
