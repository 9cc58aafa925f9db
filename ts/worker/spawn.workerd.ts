// workerd (Cloudflare Workers) has no workers of its own.

import { HedgerowError } from "../error.ts";
import type { Thread } from "./thread.ts";

export const canSpawn: boolean = false;

export function spawnTrees(): Thread {
  throw new HedgerowError("internal", "this runtime has no workers");
}

export const spawnCrew: () => Thread = spawnTrees;

export const spawnJob: () => Thread = spawnTrees;
