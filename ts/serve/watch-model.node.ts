// Reload of a model file. In: a running service and the file. Out: the service serves what the file holds, soon after it changed or when it is told to. A
// file that is half written, damaged or no model is refused, and what was served is served on.

import { readFile, stat } from "node:fs/promises";
import type { Service } from "./service.ts";

export interface WatchOptions {
  /** Milliseconds between looks at the file; 0 looks only when told to. @default 2000 */
  every?: number;
  /** Hears of each reload: the version served now, or the error that refused it. */
  onReload?: (outcome: { version: string } | { error: unknown }) => void;
}

export interface ModelWatch {
  /** Reads the file now. */
  reload(): Promise<void>;
  stop(): void;
}

/** Watches by looking at size, time and inode: that also sees files swapped by links, as Kubernetes does with config maps. */
export async function watchModel(
  service: Service,
  file: string,
  options: WatchOptions = {},
): Promise<ModelWatch> {
  const { every = 2000, onReload = () => {} } = options;
  let seen = await markOf(file);
  let busy = Promise.resolve();
  const reload = async () => {
    try {
      const bytes = await readFile(file);
      onReload({ version: (await service.reload(bytes)).version });
    } catch (error) {
      onReload({ error });
    }
  };
  const look = async () => {
    const mark = await markOf(file);
    if (mark === seen || mark === undefined) return;
    seen = mark;
    await reload();
  };
  const inTurn = (run: () => Promise<void>) => {
    busy = busy.then(run);
    return busy;
  };
  const timer = every > 0 ? setInterval(() => inTurn(look), every).unref() : undefined;
  return { reload: () => inTurn(reload), stop: () => clearInterval(timer) };
}

async function markOf(file: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs, ino } = await stat(file);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    return undefined;
  }
}
