// In: results. Out: the tables in Markdown, which terminals show well too.

import type { Figure, Group, Results, TaskName, TaskResult } from "../results.ts";
import { digits, rate, seconds, table, valueText } from "./format.ts";
import { reasonFor } from "./reasons.ts";
import { type Judged, judge, TARGETS } from "./targets.ts";

const TITLES: Readonly<Record<TaskName, string>> = {
  score: "Scoring",
  train: "Training",
  load: "Loading",
  edge: "At the edge",
  serve: "Serving",
  size: "Sizes",
  quality: "Quality",
  bridges: "Bridges",
  text: "Texts",
};

/** Every target with what was measured. */
export function targetTable(results: Results): string {
  const judged = TARGETS.map((target) => judge(results, target));
  const rows = judged.map((one) => [
    one.target.work,
    one.target.peer ?? "",
    targetText(one),
    measuredText(one),
    spreadText(one),
    one.verdict,
  ]);
  return [
    table(["work", "against", "target", "measured", "median, quartiles", ""], rows),
    ...reasons(judged),
  ].join("\n\n");
}

/** Why what is short is short: one paragraph a reason. */
function reasons(judged: readonly Judged[]): string[] {
  const works = new Map<string, Set<string>>();
  for (const { target, verdict } of judged) {
    const reason = verdict === "short" ? reasonFor(target.group) : undefined;
    if (reason !== undefined) works.set(reason, (works.get(reason) ?? new Set()).add(target.work));
  }
  return [...works].map(([reason, names]) => `**${[...names].join("; ")}**: ${reason}`);
}

function targetText({ target: { atLeast, atMost, unit = "time" } }: Judged): string {
  if (atLeast !== undefined) return `>= ${digits(atLeast)} x`;
  return atMost === undefined ? "" : `<= ${valueText(atMost, unit)}`;
}

function measuredText({ target, measured, group }: Judged): string {
  if (measured === undefined || group === undefined) return "";
  return target.peer && group.unit === "time" ? `${digits(measured)} x` : valueText(measured, group.unit);
}

function spreadText({ figure, group }: Judged): string {
  if (figure === undefined || group?.unit !== "time") return "";
  if (figure.spread === undefined) return seconds(figure.median);
  const [low, high] = figure.spread;
  const ours = group.figures[0]?.median ?? Number.NaN;
  return `${digits(figure.median / ours)} x, ${digits(low)} to ${digits(high)}`;
}

/** All groups of a task. */
export function taskTables(
  name: TaskName,
  { conditions, groups, absent }: TaskResult,
  cores: number,
): string {
  const { date, machine, loadBefore, loadAfter, quick } = conditions;
  const where = machine === undefined ? "" : ` on ${machineText(machine)}`;
  // Of a load of 1, the benchmark itself is the cause.
  const busy = Math.max(loadBefore, loadAfter) > cores + 0.5;
  const parts = [
    `### ${TITLES[name]}`,
    `Measured ${date}${where} in ${digits(conditions.seconds)} s; load of the machine ${digits(loadBefore)} before, ${digits(loadAfter)} after.${busy ? " The machine was busy with other work: times are too long, and ratios less sure." : ""}${quick ? " A smoke run: the figures mean nothing." : ""}`,
  ];
  for (const group of groups) parts.push(groupTable(group));
  if (absent.length > 0) parts.push(["Not measured:", ...absent.map((line) => `- ${line}`)].join("\n"));
  return parts.join("\n\n");
}

export function groupTable(group: Group): string {
  const shown = group.unit === "time" ? timeTable(group) : valueTable(group);
  const notes = group.notes.map((note) => `- ${note}`).join("\n");
  return [`**${group.work}**`, shown, ...(notes ? [notes] : [])].join("\n\n");
}

function timeTable({ figures, asRate }: Group): string {
  const qualities = [...new Set(figures.flatMap(({ quality }) => Object.keys(quality ?? {})))];
  const head = ["", ...(asRate ? ["rows/s"] : []), "least", "median", "times as long", "quartiles", "runs"];
  return table(
    [...head, ...qualities],
    figures.map((one) => [
      one.name,
      ...(asRate ? [rate(one.value)] : []),
      seconds(one.value),
      seconds(one.median),
      one.ratio === undefined ? "" : digits(one.ratio),
      one.spread === undefined ? "" : one.spread.map(digits).join(" to "),
      String(one.runs),
      ...qualities.map((key) => qualityText(one, key)),
    ]),
  );
}

function valueTable({ figures, unit }: Group): string {
  if (unit === "score") return scoreTable(figures);
  return table(
    ["", "value"],
    figures.map(({ name, value }) => [name, valueText(value, unit)]),
  );
}

function scoreTable(figures: readonly Figure[]): string {
  return table(
    ["", "accuracy", "macro-F1", "log-loss", "training", "seeds"],
    figures.map((one) => [
      one.name,
      one.value.toFixed(4),
      qualityText(one, "macroF1"),
      qualityText(one, "logLoss"),
      seconds(one.quality?.["seconds"] ?? Number.NaN),
      String(one.runs),
    ]),
  );
}

function qualityText({ quality }: Figure, key: string): string {
  return quality?.[key] === undefined ? "" : (quality[key] as number).toFixed(4);
}

/** What was measured on, in one line. */
export function conditionsText({ machine, versions }: Results): string {
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${machineText(machine)}; ${names.join(", ")}. One thread each, unless said.`;
}

export function machineText({ cpu, cores, memoryGiB, system }: Results["machine"]): string {
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}`;
}
