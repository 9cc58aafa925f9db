// Ready projects around a model, as zip files: a Worker for the edge, an extension for the browser. In: the model as a JavaScript module
// and an alert to try it with. Out: the bytes of a zip.

import { strToU8, type Zippable, zipSync } from "fflate";
import popupPage from "./extension/popup.html?raw";
import popup from "./extension/popup.js?raw";
import worker from "./worker/worker.js?raw";

export interface Project {
  /** Of the model; names of folders and of the project are made of it. */
  readonly name: string;
  /** The text of a module that exports `predict` and `classes`. */
  readonly model: string;
  readonly example: Readonly<Record<string, unknown>>;
}

/** The date that the Worker's runtime is to behave as. */
const COMPATIBLE = "2026-01-01";

export function workerProject({ name, model, example }: Project): Uint8Array {
  const slug = slugOf(name);
  return zipped(`${slug}-worker`, {
    "package.json": json({
      name: `${slug}-worker`,
      private: true,
      type: "module",
      scripts: { dev: "wrangler dev", deploy: "wrangler deploy" },
      devDependencies: { wrangler: "^4" },
    }),
    "wrangler.jsonc": json({ name: `${slug}-worker`, main: "src/worker.js", compatibility_date: COMPATIBLE }),
    "src/worker.js": worker,
    "src/model.js": model,
    "alert.json": json(example),
    "README.md": [
      `# ${name} at the edge`,
      "",
      "```sh",
      "npm install",
      "npm run dev",
      "curl --data @alert.json http://localhost:8787",
      "```",
      "",
      "`npm run deploy` puts it on Cloudflare Workers. The model is src/model.js, without dependencies.",
      "",
    ].join("\n"),
  });
}

export function extensionProject({ name, model, example }: Project): Uint8Array {
  const slug = slugOf(name);
  return zipped(`${slug}-extension`, {
    "manifest.json": json({
      manifest_version: 3,
      name: `Triage with ${name}`,
      version: "1.0",
      action: { default_popup: "popup.html", default_title: "Score an alert" },
    }),
    "popup.html": popupPage,
    "popup.js": popup,
    "model.js": model,
    "alert.json": json(example),
  });
}

function slugOf(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "model"
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function zipped(folder: string, files: Readonly<Record<string, string>>): Uint8Array {
  const entries: Zippable = {};
  for (const [path, content] of Object.entries(files)) entries[`${folder}/${path}`] = strToU8(content);
  return zipSync(entries, { level: 6 });
}
