// How the page is built: index.html and its workers into dist/, files for any static host and any folder of it.

import { resolve } from "node:path";
import { defineConfig, type UserConfig } from "vite";
import { offline } from "./offline-plugin.ts";

const config: UserConfig = defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [offline()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es", rolldownOptions: { checks: { pluginTimings: false } } },
  build: {
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: true,
    target: "es2023",
    // Fonts and pictures are none; what remains small are modules of WebAssembly, which streaming wants as files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});

export default config;
