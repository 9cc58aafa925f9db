// The lines of an indicator list in, a feed out. A list is CSV with a header (which may stand in the last comment), or one indicator a line.
// Lines that are none are counted and told of with their number; where most lines are none it is the wrong file, and an error.

import Papa from "papaparse";
import { parseNumber } from "../data/number-text.ts";
import { parseTime } from "../data/time-text.ts";
import { HedgerowError } from "../error.ts";
import { Feed, type FeedEntry, type FeedProblem } from "./feed.ts";
import { indicatorOf } from "./indicator.ts";

const DAY = 86_400_000;
/** Problems that are listed; all are counted. */
const LISTED = 20;

/** Names of columns as feeds have them, in lower case with "_" between words. */
const INDICATORS =
  /^(?:indicator|indicators|ioc|ioc_value|value|observable|ip|ip_?address|ip_?range|cidr|network|address|(?:src|dst|source|destination|remote|c2)_?ip|domain|domain_?name|host|host_?name|fqdn|url|uri|hash|file_?hash|(?:md5|sha1|sha256|sha512)(?:_?hash)?)$/;
const CONFIDENCES = /^(?:confidence|confidence_?level|confidence_?score|score|risk|risk_?score)$/;
const SINCE =
  /^(?:first_?seen(?:_?utc)?|date_?added|added|created|created_?at|valid_?from|since|date|timestamp|time)$/;
const UNTIL = /^(?:valid_?until|valid_?to|expires|expires_?at|expiration|expiry|until)$/;

interface Columns {
  indicators: number[];
  confidence: number;
  since: number;
  until: number;
  width: number;
}

/**
 * A feed from CSV text. Columns are found by their names: an indicator (`indicator`, `ip`, `domain`, `sha256`, `url`, ...; there may be
 * several), `confidence` or `score` (0 to 100; all of 0 to 1 are shares), `first_seen`, `valid_from` or `date`, and `valid_until`.
 *
 * Throws `bad-data` where no column or no line is an indicator, or most lines are none.
 */
export function feedFromCSV(text: string, name: string): Feed {
  const lines = text.split(/\r\n|\n|\r/);
  const entries: FeedEntry[] = [];
  const problems: FeedProblem[] = [];
  let [columns, comment, skipped, rows]: [Columns | undefined, string, number, number] = [
    undefined,
    "",
    0,
    0,
  ];
  let delimiter = ",";
  const problem = (line: number, message: string): void => {
    skipped++;
    if (problems.length < LISTED) problems.push({ line, message });
  };
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    if (/^\s*(?:#|\/\/|;)/.test(line)) {
      comment = line.replace(/^\s*[#/;]+\s*/, "");
      continue;
    }
    if (columns === undefined) {
      delimiter = delimiterOf(line);
      const header = headerOf(line, comment, delimiter, i + 1);
      columns = header.columns;
      if (header.takesLine) continue;
    }
    rows++;
    const found = entriesOf(cellsOf(line, delimiter), columns);
    if (typeof found === "string") problem(i + 1, found);
    else entries.push(...found);
  }
  if (entries.length === 0 || skipped > rows / 2) {
    const [first] = problems;
    const sentence =
      first === undefined
        ? "The feed has no indicators"
        : `Most lines of the feed are no indicators, such as this one: ${first.message}`;
    throw new HedgerowError("bad-data", sentence, { line: first?.line ?? 1 });
  }
  return Feed.fromEntries(name, scaled(entries), problems, skipped);
}

/** Confidences that are all shares, some of them not whole, become percents. */
function scaled(entries: readonly FeedEntry[]): readonly FeedEntry[] {
  const known = entries.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]));
  const shares = known.every((value) => value <= 1) && known.some((value) => !Number.isInteger(value));
  if (!shares) return entries;
  return entries.map((entry) =>
    entry.confidence === undefined ? entry : { ...entry, confidence: 100 * entry.confidence },
  );
}

function delimiterOf(line: string): string {
  const counts = [",", ";", "\t", "|"].map((each) => ({ each, count: line.split(each).length }));
  counts.sort((a, b) => b.count - a.count);
  return counts[0]?.each ?? ",";
}

function cellsOf(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const [cells = []] = Papa.parse<string[]>(line.replace(/"\s*,\s*"/g, '","'), { delimiter }).data;
  return cells.map((cell) => cell.trim());
}

function headerOf(
  line: string,
  comment: string,
  delimiter: string,
  number: number,
): { columns: Columns; takesLine: boolean } {
  const own = cellsOf(line, delimiter);
  const isHeader = own.every((cell) => indicatorOf(cell) === undefined);
  const named = namedColumns(isHeader ? own : cellsOf(comment, delimiter));
  if (named.indicators.length > 0 && (isHeader || named.width === own.length))
    return { columns: named, takesLine: isHeader };
  if (isHeader) {
    const names = own.join(", ");
    throw new HedgerowError("bad-data", `No column of the feed is named as one of indicators: ${names}`, {
      line: number,
    });
  }
  // A plain list: the first cell that is an indicator says where they stand.
  const first = own.findIndex((cell) => indicatorOf(cell) !== undefined);
  return {
    columns: { indicators: [first], confidence: -1, since: -1, until: -1, width: own.length },
    takesLine: false,
  };
}

function namedColumns(cells: readonly string[]): Columns {
  const names = cells.map((cell) =>
    cell
      .toLowerCase()
      .trim()
      .replace(/[\s-]+/g, "_"),
  );
  const first = (pattern: RegExp): number => names.findIndex((name) => pattern.test(name));
  return {
    indicators: names.flatMap((name, i) => (INDICATORS.test(name) ? [i] : [])),
    confidence: first(CONFIDENCES),
    since: first(SINCE),
    until: first(UNTIL),
    width: cells.length,
  };
}

/** A sentence where it is no line of a feed. */
function entriesOf(cells: readonly string[], columns: Columns): FeedEntry[] | string {
  if (columns.confidence + columns.since + columns.until > -3 && cells.length !== columns.width)
    return `it has ${cells.length} cells, the header ${columns.width}`;
  const filled = columns.indicators.map((i) => cells[i] ?? "").filter((cell) => cell !== "");
  const found = filled.map((cell) => ({ cell, indicator: indicatorOf(cell) }));
  const bad = found.find(({ indicator }) => indicator === undefined);
  if (filled.length === 0) return "it has no indicator";
  if (bad !== undefined)
    return `${JSON.stringify(bad.cell.slice(0, 60))} is no address, network, domain, hash or URL`;
  const confidence = confidenceOf(cells[columns.confidence]);
  if (typeof confidence === "string") return confidence;
  const [since, until] = [dayOf(cells[columns.since]), dayOf(cells[columns.until])];
  if (typeof since === "string") return since;
  if (typeof until === "string") return until;
  return found.map(({ indicator }) => ({ ...(indicator as FeedEntry), confidence, since, until }));
}

const WORDS: Readonly<Record<string, number>> = { low: 25, medium: 50, high: 75, critical: 100 };

function confidenceOf(cell: string | undefined): number | undefined | string {
  if (cell === undefined || cell === "" || /^(?:none|null|n\/a)$/i.test(cell)) return undefined;
  const number = WORDS[cell.toLowerCase()] ?? parseNumber(cell.replace(/%$/, ""));
  return number >= 0 && number <= 100
    ? number
    : `its confidence is ${JSON.stringify(cell)}, not a number from 0 to 100`;
}

function dayOf(cell: string | undefined): number | undefined | string {
  if (cell === undefined || cell === "" || /^(?:none|null|n\/a)$/i.test(cell)) return undefined;
  const number = Number(cell);
  // Seconds or milliseconds since 1970, by size.
  const moment = Number.isNaN(number)
    ? parseTime(cell.replace(/ UTC$/i, "Z"), "month-name")
    : parseTime(number, number > 1e11 ? "ms" : "s");
  return Number.isNaN(moment) ? `${JSON.stringify(cell)} is no date` : moment / DAY;
}
