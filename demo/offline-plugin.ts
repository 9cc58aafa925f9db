// Makes the page work without a network. In: the files of a build. Out: service-worker.js beside them, with their list and a version
// that changes when any of them does. The worker's source is demo/src/offline/service-worker.js, which is plain JavaScript: a
// service worker must be one file at the top of the page's folder.

import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";

const SOURCE = resolve(import.meta.dirname, "src/offline/service-worker.js");

export function offline(): Plugin {
  let folder = "";
  return {
    name: "hedgerow-offline",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle: {
      order: "post",
      sequential: true,
      handler: () => writeFileSync(resolve(folder, "service-worker.js"), serviceWorker(folder)),
    },
  };
}

function serviceWorker(folder: string): string {
  const files = globSync("**/*", { cwd: folder })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file !== "service-worker.js" && statSync(resolve(folder, file)).isFile())
    .sort();
  const version = createHash("sha256");
  for (const file of files) version.update(`${file}\n`).update(readFileSync(resolve(folder, file)));
  const source = readFileSync(SOURCE, "utf8");
  const list = ["./", ...files.filter((file) => file !== "index.html")];
  return source
    .replace("self.FILES", JSON.stringify(list))
    .replace("self.VERSION", JSON.stringify(version.digest("hex").slice(0, 16)));
}
