// What every task is given: how much effort to make, the peers that are there, and a place to say which could not be measured.

import type { Contender } from "../measure.ts";
import type { InstalledPeers } from "../peers/install.ts";
import type { PythonPeer } from "../peers/python.ts";
import type { Group } from "../results.ts";

export interface Context {
  /** A smoke run: little data, few runs; its figures mean nothing. */
  quick: boolean;
  /** Without peers hedgerow is measured alone. */
  peers: InstalledPeers | undefined;
  python: PythonPeer | undefined;
  absent: string[];
  /** Whether this group is to be measured; tasks ask before they prepare what it needs. */
  wants(id: string): boolean;
  /** Tells a person what is going on. */
  say(line: string): void;
}

/** A task: measures, and yields a group when it is done with it. */
export type Task = (context: Context) => AsyncGenerator<Group>;

/** What `make` gives, unless the peer (a package's name) is absent or fails, which is noted by name. */
export async function fromPeer<T>(
  context: Context,
  peer: string,
  work: string,
  make: () => Promise<T>,
): Promise<T | undefined> {
  if (context.peers === undefined) return undefined;
  const reason = context.peers.absent.get(peer);
  try {
    if (reason !== undefined) throw new Error(`not installed: ${reason}`);
    return await make();
  } catch (error) {
    noteAbsent(context, peer, work, error);
    return undefined;
  }
}

/** Notes in one line that a peer could not be measured. */
export function noteAbsent(context: Context, peer: string, work: string, error: unknown): void {
  const [sentence = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  const line = `${peer}, ${work}: ${sentence}`;
  context.absent.push(line);
  context.say(`  absent: ${line}`);
}

/** The contenders that could be made ready; the others are noted. */
export async function present(
  context: Context,
  work: string,
  contenders: readonly (readonly [peer: string, make: () => Promise<Contender>])[],
): Promise<Contender[]> {
  const found: Contender[] = [];
  for (const [peer, make] of contenders) {
    const contender = await fromPeer(context, peer, work, make);
    if (contender !== undefined) found.push(contender);
  }
  return found;
}

/** The Python process, for a peer that lives there. */
export function needPython({ python }: Context): PythonPeer {
  if (python === undefined) throw new Error("there is no Python");
  return python;
}
