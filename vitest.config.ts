import { resolve } from "node:path";
import { defineConfig, type ViteUserConfig } from "vitest/config";

// Two at a time on two cores: computation that starts no processes and takes no time. All else, browsers and servers and times among it, is alone.
const TOGETHER = ["ts/**/*.test.ts", "test/{*quality,calibration,parity,bytes-fuzz}.test.ts"];
const ALONE = ["ts/{cli,worker}/**/*.test.ts", "ts/serve/**/*.test.ts"];

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: {
      "#load": resolve(import.meta.dirname, "ts/wasm/load.node.ts"),
      "#load-baselines": resolve(import.meta.dirname, "ts/wasm/load-baselines.node.ts"),
      "#load-threads": resolve(import.meta.dirname, "ts/wasm/load-threads.node.ts"),
      "#document": resolve(import.meta.dirname, "ts/report/document.node.ts"),
      "#scorer-module": resolve(import.meta.dirname, "ts/edge/module.inline.ts"),
      "#spawn-trees": resolve(import.meta.dirname, "ts/worker/spawn.node.ts"),
      "#spawn-job": resolve(import.meta.dirname, "ts/worker/spawn.node.ts"),
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          testTimeout: 60_000,
          include: TOGETHER,
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          testTimeout: 60_000,
          include: ["test/**/*.test.ts", ...ALONE],
          exclude: TOGETHER.filter((files) => files.startsWith("test/")),
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

export default config;
