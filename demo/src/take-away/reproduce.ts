// The run as a program. In: how a model came to be. Out: the text of a module for Node that makes the same bytes with the package.

import { optionsOf } from "../desk/plan.ts";
import type { Recipe } from "../state/models.ts";

const SAMPLES = {
  incidents: "sampleIncidents",
  sessions: "sampleSessions",
  evidence: "sampleAlerts",
} as const;

/** undefined where the data is not one that a program could have. */
export function programOf({ source, label, kinds, plan }: Recipe): string | undefined {
  const { [label]: _own, ...schema } = kinds;
  const options = `{ label: ${text(label)}, schema: ${text(schema)}, unlabelled: "drop" }`;
  const { share, by, column } = plan.held;
  const split = text({ by, ...(by === "label" ? {} : { column }), seed: plan.seed });
  const { workers: _workers, ...training } = optionsOf(plan) as Record<string, unknown>;
  const data = dataLines(source, options);
  if (data === undefined) return undefined;
  return [
    ...data,
    `const [fit, held] = data.split(${1 - share}, ${split});`,
    `const model = await train(fit, ${text(training)});`,
    "",
    "console.log(evaluate(model, held));",
    'await writeFile("model.bin", model.save());',
    "",
  ].join("\n");
}

function dataLines(source: Recipe["source"], options: string): string[] | undefined {
  if (source.sample === undefined) {
    const read = source.json ? "fromJSONL" : "fromCSV";
    return [
      'import { readFile, writeFile } from "node:fs/promises";',
      'import { Dataset, evaluate, train } from "hedgerow";',
      "",
      `const data = await Dataset.${read}(await readFile(${text(source.name)}), ${options});`,
    ];
  }
  const { name, seed } = source.sample;
  if (name === "numbers") return undefined;
  return [
    'import { writeFile } from "node:fs/promises";',
    `import { Dataset, evaluate, ${SAMPLES[name]}, train } from "hedgerow";`,
    "",
    `const sample = ${SAMPLES[name]}(${text({ rows: source.rows, seed })});`,
    `const data = Dataset.fromColumns(sample.columns, ${options});`,
  ];
}

/** As a person writes it: names without quotes where they need none. */
function text(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const parts = Object.entries(value).map(
    ([name, each]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${text(each)}`,
  );
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}
