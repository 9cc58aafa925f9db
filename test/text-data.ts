// The real texts: records of the data folder's text sets, for tests and for the table of docs/text.md.

import { readFile } from "node:fs/promises";
import { csvRecords } from "../ts/data/csv-records.ts";
import { Catalogue } from "../ts/index.ts";
import { dataFile } from "./data.ts";

export type TextRecord = Readonly<Record<string, unknown>>;

export async function records(set: "atomic" | "tram" | "sigma"): Promise<TextRecord[]> {
  const lines = (await readFile(dataFile(`${set}/${set}.jsonl`), "utf8")).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as TextRecord);
}

/** By the set's own split. */
export function sides(all: readonly TextRecord[]): { fit: TextRecord[]; held: TextRecord[] } {
  return {
    fit: all.filter(({ split }) => split === "train"),
    held: all.filter(({ split }) => split === "test"),
  };
}

/** Names and tactics of the Enterprise techniques. */
export async function techniqueNames(): Promise<Catalogue> {
  const rows: { id: string; name: string; tactics: string }[] = [];
  for await (const { record } of csvRecords(new Blob([await readFile(dataFile("attack/techniques.csv"))])))
    rows.push({ id: record["id"] ?? "", name: record["name"] ?? "", tactics: record["tactics"] ?? "" });
  return Catalogue.fromRecords(rows);
}

/** Sigma rules with their texts and the columns that the native libraries were given. */
export async function sigmaRecords(): Promise<Record<string, unknown>[]> {
  const first = (list: unknown): string => String(list).split(";")[0] as string;
  return (await records("sigma")).map(({ tactics, techniques, date, ...rule }) => ({
    ...rule,
    tactic: first(tactics),
    technique: first(techniques),
    year: Number(String(date).slice(0, 4)),
  }));
}
