// Names of files with wildcards in, the files there are out, sorted: the same everywhere. `*` and `?` stand for
// characters other than "/", `**` for any folders. Names that begin with a dot are only found when asked for.
// (Node has fs.glob from version 22 on, and shells do not expand what is quoted, nor does cmd.exe expand anything.)

import { readdir } from "node:fs/promises";
import { sep } from "node:path";

export function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}

/** The files that match; none is an empty list. */
export async function expandPattern(pattern: string): Promise<string[]> {
  const parts = pattern.split(sep === "\\" ? /[/\\]/ : "/");
  const found = await matches("", parts);
  return [...new Set(found)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

async function matches(folder: string, [part = "", ...rest]: readonly string[]): Promise<string[]> {
  const last = rest.length === 0;
  if (!isPattern(part)) {
    // "" is the root of an absolute path, or two slashes.
    const path = `${folder}${part}`;
    if (last) return part !== "" && (await entries(folder)).some(({ name }) => name === part) ? [path] : [];
    return matches(`${path}/`, rest);
  }
  const there = await entries(folder);
  if (part === "**") {
    const here = last ? await matches(folder, ["*"]) : await matches(folder, rest);
    const below = there.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
    const inner = await Promise.all(
      below.map(({ name }) => matches(`${folder}${name}/`, last ? ["**"] : [part, ...rest])),
    );
    return [...here, ...inner.flat()];
  }
  const expression = expressionOf(part);
  const fitting = there.filter(
    ({ name }) => expression.test(name) && (part.startsWith(".") || !name.startsWith(".")),
  );
  if (last) return fitting.filter((entry) => !entry.isDirectory()).map(({ name }) => `${folder}${name}`);
  const inner = await Promise.all(fitting.map(({ name }) => matches(`${folder}${name}/`, rest)));
  return inner.flat();
}

function expressionOf(part: string): RegExp {
  const escaped = part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\*+/g, ".*").replaceAll("?", ".")}$`, "s");
}

/** What is in a folder; nothing where there is none or it may not be read. */
async function entries(folder: string): Promise<{ name: string; isDirectory(): boolean }[]> {
  try {
    return await readdir(folder === "" ? "." : folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
