// Runs one command for build, check and test, from the root of the repository, with this checkout's programs first on PATH.

import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { delimiter, resolve } from "node:path";

export const root: string = resolve(import.meta.dirname, "..");

/** The environment in which `node` is the Node of package.json, and tools of node_modules are found by name. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [resolve(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
};

/** Runs a command with its output shown; its failure is an error. */
export function run(command: string, ...args: string[]): void {
  const options: SpawnSyncOptions = { cwd: root, env: environment, stdio: "inherit" };
  const { status, signal, error } = spawnSync(command, args, options);
  if (error) throw error;
  if (status !== 0) throw new CommandFailed(command, status ?? signal);
}

/** A command that said itself what is wrong. */
export class CommandFailed extends Error {
  constructor(command: string, status: number | string | null) {
    super(`${command} ended with ${status}.`);
  }
}
