// A consumer's page, bundled as that bundler's users do. In: the consumer's folder. Out: the name of the page that loads the bundle. Where a
// bundler does not follow `new URL("./core.wasm", import.meta.url)`, its users copy the files beside the bundle, and so is done here.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { tool } from "./tools.ts";

type Bundle = (folder: string, out: string) => Promise<void>;

export const BUNDLERS: Readonly<Record<string, Bundle>> = {
  async vite(folder, out) {
    await build({
      root: folder,
      base: "./",
      configFile: false,
      logLevel: "error",
      worker: { format: "es" },
      build: { outDir: resolve(folder, out), rolldownOptions: { input: resolve(folder, "page.html") } },
    });
  },

  async webpack(folder, out) {
    const webpack = createRequire(tool("webpack/package.json"))("webpack");
    const options = {
      mode: "production",
      context: folder,
      entry: "./page.js",
      experiments: { outputModule: true },
      output: { path: resolve(folder, out), filename: "page.js", module: true },
    };
    await new Promise<void>((done, failed) => {
      // biome-ignore lint/suspicious/noExplicitAny: webpack stands apart, without its types
      webpack(options, (error: unknown, stats: any) =>
        error || stats.hasErrors() ? failed(error ?? new Error(stats.toString("errors-only"))) : done(),
      );
    });
    page(folder, out);
  },

  async esbuild(folder, out) {
    const words = [
      "page.js",
      "--bundle",
      "--format=esm",
      "--minify",
      "--log-level=warning",
      `--outfile=${out}/page.js`,
    ];
    execFileSync(tool(".bin/esbuild"), words, { cwd: folder, stdio: "inherit" });
    page(folder, out);
    copyModules(folder, out);
  },

  async rollup(folder, out) {
    const { rollup } = await import(/* @vite-ignore */ pathToFileURL(tool("rollup/dist/es/rollup.js")).href);
    const plugin = async (name: string) =>
      (await import(/* @vite-ignore */ pathToFileURL(tool(`@rollup/plugin-${name}/dist/es/index.js`)).href))
        .default;
    const [nodeResolve, commonjs] = await Promise.all([plugin("node-resolve"), plugin("commonjs")]);
    const bundle = await rollup({
      input: resolve(folder, "page.js"),
      plugins: [nodeResolve({ browser: true, exportConditions: ["browser"] }), commonjs()],
      onwarn: () => {},
    });
    await bundle.write({ dir: resolve(folder, out), format: "es", entryFileNames: "page.js" });
    page(folder, out);
    copyModules(folder, out);
  },
};

function page(folder: string, out: string): void {
  mkdirSync(resolve(folder, out), { recursive: true });
  writeFileSync(
    resolve(folder, out, "page.html"),
    '<!doctype html>\n<meta charset="utf-8">\n<script type="module" src="./page.js"></script>\n',
  );
}

function copyModules(folder: string, out: string): void {
  for (const name of ["core.wasm", "scorer.wasm", "scorer-scalar.wasm", "blocks.wasm"])
    cpSync(resolve(folder, "node_modules/hedgerow/dist/wasm", name), resolve(folder, out, name));
}
