// What a command makes in, a whole file out: it is written under another name in the same folder, flushed to the disk
// and put in place of the old one in one step. Whatever fails or is interrupted before leaves the old file as it was,
// and nothing beside it. A name that ends in .gz is compressed.

import { createHash, randomBytes } from "node:crypto";
import { rmSync, type Stats } from "node:fs";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { createGzip } from "node:zlib";
import { HedgerowError } from "../error.ts";
import { fileError } from "./failure.ts";
import type { Sink } from "./io.ts";

export interface WrittenFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** Throws now what would be thrown after hours of work: no such folder, a folder of this name, or one of the inputs. */
export async function checkOutput(path: string, inputs: readonly string[]): Promise<void> {
  if (path === "") throw new HedgerowError("bad-option", "The name of the file to write is empty");
  const folder = await statOf(dirname(resolve(path)));
  if (folder === undefined)
    throw new HedgerowError("no-file", "There is no such folder to write to", { file: path });
  const there = await statOf(path);
  if (there?.isDirectory() === true || path.endsWith("/"))
    throw new HedgerowError("no-file", "This is a folder, not a file to write to", { file: path });
  if (there?.isFile() !== true) return;
  for (const input of inputs) {
    if (input !== "-" && isSame(there, await statOf(input)))
      throw new HedgerowError("bad-option", "The file is read and must not be replaced", { file: path });
  }
}

function isSame(a: Stats, b: Stats | undefined): boolean {
  return a.ino === b?.ino && a.dev === b.dev;
}

/** `produce` writes the content; when it throws, nothing has happened. */
export async function writeWhole(path: string, produce: (sink: Sink) => Promise<void>): Promise<WrittenFile> {
  try {
    await checkOutput(path, []);
    const old = await statOf(path);
    // A pipe or a device cannot be replaced.
    if (old !== undefined && !old.isFile())
      return { path, ...(await writeInto(await open(path, "w"), path, produce)) };
    // A symbolic link stays one; the file it names is replaced.
    return {
      path,
      ...(await replace(old === undefined ? resolve(path) : await realpath(path), old, produce, path)),
    };
  } catch (error) {
    throw fileError(path, error, "written");
  }
}

async function replace(
  target: string,
  old: Stats | undefined,
  produce: (sink: Sink) => Promise<void>,
  name: string,
): Promise<Omit<WrittenFile, "path">> {
  const folder = dirname(target);
  const temporary = resolve(
    folder,
    `.${basename(target)}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`,
  );
  const remove = (): void => rmSync(temporary, { force: true });
  // An interrupt ends the process without another turn.
  process.once("exit", remove);
  try {
    const handle = await open(temporary, "wx");
    if (old !== undefined) await handle.chmod(old.mode & 0o7777);
    const written = await writeInto(handle, name, produce);
    await rename(temporary, target);
    await flushFolder(folder);
    return written;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    process.off("exit", remove);
  }
}

async function writeInto(
  handle: FileHandle,
  name: string,
  produce: (sink: Sink) => Promise<void>,
): Promise<Omit<WrittenFile, "path">> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file: Sink = {
    async write(piece) {
      const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
      hash.update(chunk);
      bytes += chunk.length;
      await handle.writeFile(chunk);
    },
  };
  try {
    if (name.endsWith(".gz")) await compressed(file, produce);
    else await produce(file);
    if ((await handle.stat()).isFile()) await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

async function compressed(file: Sink, produce: (sink: Sink) => Promise<void>): Promise<void> {
  const gzip = createGzip();
  const moved = (async () => {
    for await (const chunk of gzip) await file.write(chunk);
  })();
  // Told of by the next write or the end.
  moved.catch((error) => gzip.destroy(error));
  gzip.on("error", () => undefined);
  try {
    await produce({
      write: (piece) =>
        new Promise((resolve, reject) => gzip.write(piece, (error) => (error ? reject(error) : resolve()))),
    });
    gzip.end();
    await moved;
  } finally {
    gzip.destroy();
  }
}

/** So that the new name survives a power cut too, where the system can do that. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder);
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows does not open folders.
  }
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch {
    return undefined;
  }
}
