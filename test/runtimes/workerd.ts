// Real workerd as tests start it, bundled by wrangler. Nothing is asked of the network.

import { resolve } from "node:path";

type Worker = Awaited<ReturnType<typeof import("wrangler")["unstable_startWorker"]>>;

/** `config` is the file of wrangler's settings. To be disposed of. */
export async function startWorkerd(config: string): Promise<Worker> {
  // Read when wrangler is imported.
  Object.assign(process.env, {
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_LOG_PATH: resolve(import.meta.dirname, "../../.cache/wrangler-logs"),
  });
  const { unstable_startWorker } = await import("wrangler");
  return unstable_startWorker({
    config,
    dev: { server: { port: 0 }, inspector: false, logLevel: "error", watch: false },
  });
}
