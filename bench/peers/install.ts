// In: peers.json. Out: the peers in .cache/bench-peers, apart from the package and its dependencies: npm packages in a package.json
// of their own, Python packages in a virtual environment. Each is installed by itself, so that one which cannot be had takes no
// other with it; which those are, and why, is the answer. A second call costs a second or two.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { environment, root } from "../../build/run.ts";

export const PEERS_FOLDER: string = resolve(root, ".cache/bench-peers");
const PYTHON: string = resolve(PEERS_FOLDER, "venv/bin/python");
const WANTED = JSON.parse(readFileSync(new URL("./peers.json", import.meta.url), "utf8")) as {
  npm: Record<string, string>;
  python: Record<string, string>;
};

export interface InstalledPeers {
  /** Versions by name of those that are there. */
  versions: Record<string, string>;
  /** Name and reason of those that are not. */
  absent: Map<string, string>;
}

export function installPeers(): InstalledPeers {
  mkdirSync(PEERS_FOLDER, { recursive: true });
  const peers: InstalledPeers = { versions: {}, absent: new Map() };
  installNpm(peers);
  installPython(peers);
  return peers;
}

function installNpm({ versions, absent }: InstalledPeers): void {
  const file = resolve(PEERS_FOLDER, "package.json");
  if (!existsSync(file)) writeFileSync(file, '{ "private": true, "type": "module" }\n');
  for (const [name, version] of Object.entries(WANTED.npm)) {
    const has = (): boolean => {
      const own = resolve(PEERS_FOLDER, "node_modules", name, "package.json");
      return existsSync(own) && JSON.parse(readFileSync(own, "utf8")).version === version;
    };
    // Install scripts would fetch programs from elsewhere; what the packages carry is all that is used.
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact"];
    const failure = has() ? "" : run("npm", [...args, `${name}@${version}`]);
    if (has()) versions[name] = version;
    else absent.set(name, failure || "npm installed another version");
  }
}

function installPython({ versions, absent }: InstalledPeers): void {
  const failed = existsSync(PYTHON) ? "" : run("python3", ["-m", "venv", resolve(PEERS_FOLDER, "venv")]);
  for (const [name, version] of Object.entries(WANTED.python)) {
    const wanted = `${name}==${version}`;
    const has = (): boolean =>
      spawnSync(PYTHON, ["-c", VERSION_CHECK, name, version], { encoding: "utf8" }).status === 0;
    const failure =
      failed ||
      (has() ? "" : run(PYTHON, ["-m", "pip", "install", "-q", "--disable-pip-version-check", wanted]));
    if (failed === "" && has()) versions[name] = version;
    else absent.set(name, failure || "pip installed another version");
  }
}

const VERSION_CHECK =
  "import sys; from importlib.metadata import version; sys.exit(version(sys.argv[1]) != sys.argv[2])";

/** The first line that says what went wrong; empty if nothing did. */
function run(program: string, args: readonly string[]): string {
  const { status, stderr, error } = spawnSync(program, args, {
    cwd: PEERS_FOLDER,
    env: environment,
    encoding: "utf8",
  });
  if (error) return error.message;
  if (status === 0) return "";
  const lines = stderr
    .split("\n")
    .filter((line) => /error/i.test(line) && !/npm error code|complete log/.test(line));
  return lines[0]?.trim() ?? `${program} ended with ${status}`;
}

/** The path of the virtual environment's Python. */
export function pythonProgram(): string {
  return PYTHON;
}

/** Loads an installed npm peer, whichever way it is packed. */
export async function importPeer<T>(name: string): Promise<T> {
  const path = createRequire(resolve(PEERS_FOLDER, "package.json")).resolve(name);
  const module = (await import(path)) as { default?: T };
  return module.default ?? (module as T);
}

/** A file for data that goes to a peer or comes from it. */
export function workFile(name: string): string {
  const folder = resolve(PEERS_FOLDER, "work");
  mkdirSync(folder, { recursive: true });
  return resolve(folder, name);
}
