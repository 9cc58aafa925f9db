// What the rates of the task "bridges" mean for much data: the table of docs/scale.md and a paragraph for a billion alerts a day, all
// computed from the results.

import type { Results } from "../results.ts";
import { digits, rate, seconds, table } from "./format.ts";
import { machineText } from "./tables.ts";
import { groupOf } from "./targets.ts";

const ALERTS_A_DAY = 1e9;
const DAY = 86_400;
const WAYS: readonly string[] = ["files", "parquet", "rows", "record"];

export function scale(results: Results): string {
  const ways = WAYS.flatMap((way) => groupOf(results, `bridges.rate.${way}`) ?? []);
  if (ways.length === 0) return "Not measured yet.";
  const conditions = results.tasks.bridges?.conditions;
  const timeOf = (way: string): number =>
    groupOf(results, `bridges.rate.${way}`)?.figures[0]?.value ?? Number.NaN;
  const busy = (time: number): number => (time * ALERTS_A_DAY) / DAY;
  const rows = ways.map(({ work, figures }) => {
    const time = figures[0]?.value ?? Number.NaN;
    return [
      work.split(", 180")[0]?.split(", 15")[0] ?? work,
      rate(time),
      seconds(time),
      digits(busy(time)),
      `${digits((time * ALERTS_A_DAY) / 3600)} h`,
    ];
  });
  const [first] = ways;
  const model = /\d+ trees of depth \d+, \d+ columns/.exec(first?.work ?? "")?.[0] ?? "";
  const [files, record] = [timeOf("files"), timeOf("record")];
  const executors = 8 * 4;
  return [
    table(
      [
        "way",
        "rows a second and core",
        "processor time of an alert",
        "cores busy at 1 billion a day",
        "core hours a day",
      ],
      rows,
    ),
    `A billion alerts a day are ${digits(ALERTS_A_DAY / DAY)} a second.`,
    `- **Workers**: an alert takes ${seconds(record)} of processor time in Node, whose engine is theirs, beside what its request costs; ${seconds(100 * record)} for a request of 100 alerts. A day's billion is ${digits((record * ALERTS_A_DAY) / 3600)} hours of processor time.`,
    `- **Spark executors**: a day's billion as files takes ${digits((files * ALERTS_A_DAY) / 3600)} core hours; eight executors of four cores, each running \`hedgerow predict --workers 4\` on the files of its partitions, are done in ${digits((files * ALERTS_A_DAY) / executors / 60)} minutes, reading and writing included, where storage keeps up.`,
    `- **One machine**: ${digits(Math.max(1, Math.ceil(busy(files))))} core of ours keeps up with a billion a day, at an even rate.`,
    `Of a model with ${model}; least of several runs on ${machineText(conditions?.machine ?? results.machine)}, ${conditions?.date}, at a load of ${digits(conditions?.loadBefore ?? 0)}.`,
  ].join("\n\n");
}
