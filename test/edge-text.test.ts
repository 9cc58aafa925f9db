// `hedgerow/edge-text` as a bundler packs it: small, without imports, and it tags.

import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, test } from "vitest";
import { Tagger } from "../ts/index.ts";

async function bundled(): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: "error",
    build: {
      lib: { entry: resolve(import.meta.dirname, "../ts/text/edge.ts"), formats: ["es"] },
      minify: true,
      write: false,
    },
  })) as Rolldown.RolldownOutput[];
  return output[0]?.output.map((chunk) => ("code" in chunk ? chunk.code : "")).join("") ?? "";
}

test("within 12 KB, of plain JavaScript, and with the answers of the tagger that was saved", async () => {
  const code = await bundled();
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(12 * 1024);
  expect(code).not.toMatch(/\bimport\b|\bWebAssembly\b|\brequire\(/);
  const { loadTagger } = await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
  const alerts = Array.from({ length: 40 }, (_, i) => ({
    text: i % 2 === 0 ? `lsass memory dump ${i}` : `phishing mail attachment ${i}`,
    label: i % 2 === 0 ? "T1003" : "T1566",
  }));
  const tagger = await Tagger.train(alerts, { text: "text", label: "label" });
  const edge = loadTagger(tagger.save());
  for (const text of ["memory of lsass was dumped", "a mail with an attachment", ""])
    expect(edge.tag(text)).toEqual(tagger.tag(text));
});
