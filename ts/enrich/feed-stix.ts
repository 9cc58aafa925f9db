// The indicators of a STIX 2.0 or 2.1 bundle in, a feed out. Of the pattern language, what names values that are seen alone is read: comparisons
// with = , IN and ISSUBSET, joined by OR. A pattern that needs several things at once, or in time, is no single indicator: it is left out,
// counted and told.

import { HedgerowError } from "../error.ts";
import { stixObjects } from "../text/stix-bundle.ts";
import { Feed, type FeedEntry, type FeedProblem } from "./feed.ts";
import { indicatorOf } from "./indicator.ts";

const DAY = 86_400_000;
const LISTED = 20;

/** ipv4-addr:value = 'x', file:hashes.'SHA-256' = 'x', domain-name:value IN ('x', 'y'). */
const COMPARISON =
  /([a-z0-9-]+):((?:[a-z0-9_.]+|'[^']*')+)\s*(=|ISSUBSET|IN)\s*('(?:[^'\\]|\\.)*'|\((?:\s*'(?:[^'\\]|\\.)*'\s*,?)+\))/gi;
const READ = /^(?:ipv4-addr|ipv6-addr|domain-name|url|file|artifact|email-addr|network-traffic)$/;

/** Throws `bad-data` where it is no bundle, or has no indicator that can be read. */
export function feedFromSTIX(bundle: string | Uint8Array | object, name: string): Feed {
  const entries: FeedEntry[] = [];
  const problems: FeedProblem[] = [];
  let [skipped, seen] = [0, 0];
  for (const { fields, number } of stixObjects(bundle)) {
    if (fields["type"] !== "indicator" || fields["revoked"] === true) continue;
    seen++;
    const found = entriesOf(fields);
    if (typeof found !== "string") {
      entries.push(...found);
      continue;
    }
    skipped++;
    if (problems.length < LISTED) problems.push({ line: number, message: found });
  }
  if (entries.length === 0) {
    const why = problems[0] === undefined ? "" : `; the first: ${problems[0].message}`;
    const sentence =
      seen === 0 ? "The bundle has no indicators" : `No indicator of the bundle can be read${why}`;
    throw new HedgerowError("bad-data", sentence, problems[0] === undefined ? {} : { row: problems[0].line });
  }
  return Feed.fromEntries(name, entries, problems, skipped);
}

function entriesOf(fields: Readonly<Record<string, unknown>>): FeedEntry[] | string {
  const { pattern, pattern_type: type = "stix", confidence, valid_from: from, valid_until: to } = fields;
  if (type !== "stix") return `its pattern is of type ${JSON.stringify(type)}, not stix`;
  if (typeof pattern !== "string") return "it has no pattern";
  const values = valuesOf(pattern);
  if (typeof values === "string") return values;
  const indicators = values.map((value) => indicatorOf(value));
  const bad = indicators.indexOf(undefined);
  if (bad >= 0) return `${JSON.stringify(values[bad])} is no address, network, domain, hash or URL`;
  if (confidence !== undefined && !(typeof confidence === "number" && confidence >= 0 && confidence <= 100))
    return "its confidence is not a number from 0 to 100";
  const days = [from, to].map((time) => (typeof time === "string" ? Date.parse(time) / DAY : undefined));
  if (days.some((day) => Number.isNaN(day))) return "its valid_from or valid_until is no time";
  return indicators.map((indicator) => ({
    ...(indicator as FeedEntry),
    confidence: confidence as number | undefined,
    since: days[0],
    until: days[1],
  }));
}

function valuesOf(pattern: string): string[] | string {
  const values: string[] = [];
  const rest = pattern.replace(COMPARISON, (_, object: string, path: string, _operator, value: string) => {
    if (READ.test(object) && !/^(?:name|size|dst_port|src_port)$/.test(path))
      for (const [, text = ""] of value.matchAll(/'((?:[^'\\]|\\.)*)'/g))
        values.push(text.replaceAll(/\\(.)/g, "$1"));
    else values.push("");
    return " ";
  });
  // What is left may only be brackets and OR.
  const left = rest.replaceAll(/\bOR\b|[[\]()\s]/g, "");
  if (left !== "") return `its pattern asks for more than one value: ${pattern.slice(0, 80)}`;
  if (values.length === 0 || values.includes(""))
    return `its pattern names no value that is looked for: ${pattern.slice(0, 80)}`;
  return values;
}
