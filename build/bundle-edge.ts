// dist/edge/{index,full}.js, compiled -> one script each without imports, in two builds: for workerd, which takes the scorer as the
// file beside it, and for everywhere else, with the scorer inside.

import { rolldown } from "rolldown";

for (const name of ["index", "full"]) {
  await bundle(name, ["workerd"], `${name}.workerd.mjs`);
  await bundle(name, [], `${name}.mjs`);
}

async function bundle(name: string, conditionNames: string[], file: string): Promise<void> {
  const bundled = await rolldown({
    input: `dist/edge/${name}.js`,
    platform: "neutral",
    resolve: { conditionNames: [...conditionNames, "default"] },
    external: ["./scorer.wasm"],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  await bundled.write({ file: `dist/edge/${file}`, format: "es", minify: true });
}
