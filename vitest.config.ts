import { resolve } from "node:path";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: {
      "#load": resolve(import.meta.dirname, "ts/wasm/load.node.ts"),
      "#load-baselines": resolve(import.meta.dirname, "ts/wasm/load-baselines.node.ts"),
      "#document": resolve(import.meta.dirname, "ts/report/document.node.ts"),
      "#scorer-module": resolve(import.meta.dirname, "ts/edge/module.inline.ts"),
      "#spawn-trees": resolve(import.meta.dirname, "ts/worker/spawn.node.ts"),
      "#spawn-job": resolve(import.meta.dirname, "ts/worker/spawn.node.ts"),
    },
  },
  test: { testTimeout: 60_000, include: ["ts/**/*.test.ts", "test/**/*.test.ts"] },
});

export default config;
