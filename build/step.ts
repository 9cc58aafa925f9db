// One step of the build: files in, a command, files out. A step is skipped when the bytes of its inputs and outputs are those
// noted after its last run, so a second build costs some hashing and nothing else.

import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

export interface Step {
  readonly name: string;
  /** Glob patterns, from the root of the repository. */
  readonly inputs: readonly string[];
  readonly except?: readonly string[];
  /** Glob patterns too; each must match a file after the run. */
  readonly outputs: readonly string[];
  run(): void;
}

/** Whether nothing changed since the step's last run. */
export function isUpToDate(step: Step): boolean {
  return readOr(noteOf(step)) === digest(step);
}

/** Runs the step unless nothing changed since its last run; says which. */
export function runStep(step: Step): "built" | "up to date" {
  const note = noteOf(step);
  if (isUpToDate(step)) return "up to date";
  rmSync(note, { force: true });
  step.run();
  for (const pattern of step.outputs) {
    if (globSync(pattern).length === 0) throw new Error(`${step.name}: ${pattern} was not made.`);
  }
  mkdirSync(".cache/build", { recursive: true });
  writeFileSync(note, digest(step));
  return "built";
}

function noteOf({ name }: Step): string {
  return `.cache/build/${name}`;
}

function digest(step: Step): string {
  const files = globSync([...step.inputs, ...step.outputs], { exclude: [...(step.except ?? [])] });
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    const content = readFileSync(file);
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
