// Builds the demo page: demo/ and what is in dist/ -> demo/dist/, files for any static host. Skipped when nothing changed.

import { root, run } from "./run.ts";
import { runStep, type Step } from "./step.ts";

export const demo: Step = {
  name: "demo",
  inputs: ["demo/**/*.*", "dist/**/*.{js,mjs,wasm}", "build/demo.ts", "package-lock.json"],
  except: ["demo/dist/**", "dist/cli/**"],
  outputs: ["demo/dist/index.html", "demo/dist/service-worker.js", "demo/dist/assets/*"],
  run: () => run("vite", "build", "--config", "demo/vite.config.ts", "--logLevel", "warn"),
};

if (import.meta.main) {
  process.chdir(root);
  run("node", "build/build.ts");
  console.log(`demo: ${runStep(demo)}, in demo/dist`);
}
