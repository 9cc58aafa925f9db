// The public sets of HEDGEROW_DATA that quality is measured on, each with its fixed training and test rows. The columns are those
// that hedgerow's readers make of the files; peers get the same columns.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dataFile } from "../../test/data-folder.ts";
import { Dataset } from "../hedgerow.ts";

export interface RealSet {
  name: string;
  /** Its folder, and whether it is there. */
  folder: string;
  read(): Promise<{ train: Dataset; test: Dataset }>;
}

export function isThere({ folder }: RealSet): boolean {
  return existsSync(dataFile(folder));
}

async function csv(path: string, options: Parameters<typeof Dataset.fromCSV>[1]): Promise<Dataset> {
  return Dataset.fromCSV(new Blob([await readFile(dataFile(path))]), options);
}

/** Two files with the same columns; classes and kinds are those of the first. */
async function pair(train: string, test: string, options: Parameters<typeof Dataset.fromCSV>[1]) {
  const first = await csv(train, options);
  const { schema, classes } = first;
  return { train: first, test: await csv(test, { ...options, schema, classes }) };
}

export const REAL_SETS: readonly RealSet[] = [
  {
    name: "intrusion",
    folder: "intrusion",
    async read() {
      const options = { label: "attack_detected", drop: ["session_id"] };
      return (await csv("intrusion/intrusion.csv", options)).splitOn("split");
    },
  },
  {
    name: "nsl-kdd, families, official drifted test",
    folder: "nsl-kdd",
    read: () => pair("nsl-kdd/train.csv.gz", "nsl-kdd/test.csv.gz", { label: "family", drop: ["attack"] }),
  },
  {
    name: "nsl-kdd, families, random split",
    folder: "nsl-kdd",
    async read() {
      const rows = await csv("nsl-kdd/train.csv.gz", { label: "family", drop: ["attack"] });
      const [train, test] = rows.split(0.8, { seed: 1 });
      return { train, test };
    },
  },
  {
    name: "guide-actions",
    folder: "guide-actions",
    read: () =>
      pair("guide-actions/train.csv", "guide-actions/test.csv", {
        label: "IncidentGrade",
        drop: ["Id", "IncidentId"],
      }),
  },
  {
    name: "sigma",
    folder: "sigma",
    async read() {
      const lines = (await readFile(dataFile("sigma/sigma.jsonl"), "utf8")).trim().split("\n");
      const rules = lines.map((line) => sigmaRule(JSON.parse(line) as Record<string, string>));
      return Dataset.fromRecords(rules, { label: "level" }).splitOn("split");
    },
  },
];

/** No free text; of the lists the first, of the date the year. */
function sigmaRule(rule: Record<string, string>): Record<string, unknown> {
  const { title: _title, description: _description, tactics, techniques, date, ...rest } = rule;
  const first = (list = ""): string => list.split(";")[0] ?? "";
  return { ...rest, tactic: first(tactics), technique: first(techniques), year: Number(date?.slice(0, 4)) };
}
