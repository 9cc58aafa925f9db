// Puts the results into README.md, docs/benchmarks.md and docs/scale.md, between markers, and the plots into docs/plots/. No number there is typed
// by hand.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "../../build/run.ts";
import { type Group, type Results, TASKS } from "../results.ts";
import { digits, rate, seconds } from "./format.ts";
import { barChart, type Chart } from "./plot.ts";
import { scale } from "./scale.ts";
import { peersAhead, summary } from "./summary.ts";
import { conditionsText, targetTable, taskTables } from "./tables.ts";
import { groupOf } from "./targets.ts";

const BEGIN = "<!-- bench: written by `npm run bench -- --write` -->";
const END = "<!-- bench: end -->";

/** The text with what stands between the markers replaced. */
export function between(text: string, content: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error("the markers of the benchmark are not there");
  return `${text.slice(0, begin + BEGIN.length)}\n\n${content}\n\n${text.slice(end)}`;
}

export function writeDocs(results: Results): void {
  replaceIn("README.md", `${summary(results)}\n\n${peersAhead(results)}`);
  const tables = TASKS.flatMap((name) => {
    const task = results.tasks[name];
    return task ? [taskTables(name, task, Number(results.machine["cores"]))] : [];
  });
  const plots = Object.entries(charts(results))
    .filter(([, { groups }]) => groups.length > 0)
    .map(([name, { title }]) => `![${title}](plots/${name}.svg)`);
  const parts = [conditionsText(results), ...plots, "### Targets", targetTable(results), ...tables];
  replaceIn("docs/benchmarks.md", parts.join("\n\n"));
  replaceIn("docs/scale.md", scale(results));
  const folder = resolve(root, "docs/plots");
  mkdirSync(folder, { recursive: true });
  for (const [name, chart] of Object.entries(charts(results))) {
    if (chart.groups.length > 0) writeFileSync(resolve(folder, `${name}.svg`), barChart(chart));
  }
}

function replaceIn(file: string, content: string): void {
  const path = resolve(root, file);
  if (!existsSync(path)) throw new Error(`${file} is not there`);
  writeFileSync(path, between(readFileSync(path, "utf8"), content));
}

function charts(results: Results): Record<string, Chart> {
  return {
    "one-row": {
      title: "One row: time, shorter is better",
      groups: chartGroups(results, ["score.row.depth6", "score.record.classes3", "score.row.forest12"]),
    },
    batch: {
      title: "Many rows: rows a second, longer is better",
      groups: chartGroups(results, ["score.batch.depth6", "score.batch.forest12"]),
    },
    training: {
      title: "Training: time, shorter is better",
      groups: chartGroups(results, [
        "train.boosting.200k",
        "train.forest.20k",
        "train.npm.ydf-boosting",
        "train.npm.ydf-forest",
      ]),
    },
  };
}

function chartGroups(results: Results, ids: readonly string[]): Chart["groups"] {
  return ids.flatMap((id) => {
    const group = groupOf(results, id);
    return group ? [{ name: group.work, bars: group.figures.map((one) => barOf(group, one)) }] : [];
  });
}

function barOf({ asRate }: Group, { name, value }: Group["figures"][number]) {
  const [length, text] = asRate ? [1 / value, `${rate(value)}/s`] : [value, seconds(value)];
  return { name, value: length, text: text || digits(length), ours: name === "hedgerow" };
}
