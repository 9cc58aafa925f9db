// `hedgerow feed`: an indicator list or a STIX bundle in, what is in it out, or its compact bytes for an edge worker.

import { saveFeed } from "../enrich/feed-bytes.ts";
import { formatCount } from "../format-number.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import { readFeedFile } from "./feeds.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { printSaved } from "./train-report.ts";

const DAY = 86_400_000;

export const feedCommand: Command = {
  name: "feed",
  summary: "look into a threat-intelligence feed, or write it in its compact form",
  usage: "FEED [-o FILE] [--find VALUE]",
  options: [
    {
      name: "output",
      short: "o",
      value: "FILE",
      help: "the file to write: 13 bytes an indicator, for any --enrich",
    },
    {
      name: "find",
      value: "VALUE",
      multiple: true,
      help: "what the feed says of this value; may be repeated",
    },
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    "FEED is CSV with a header (indicator or ip, domain, sha256, url...; confidence or score; first_seen or date; valid_until), one indicator a line, a STIX 2 bundle, or what this command wrote. Networks (10.0.0.0/8, 2001:db8::/32) hold their addresses, domains their subdomains. NAME=FEED names it.",
  ],
  examples: ["hedgerow feed c2.csv -o c2.feed", "hedgerow feed c2.csv --find www.evil.example"],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...more] = given.operands;
  if (file === undefined || more.length > 0) throw new UsageError("One feed is named, such as c2.csv");
  const output = given.text("output");
  if (output !== undefined) await checkOutput(output, [file.replace(/^[\w.-]+=/, "")]);
  const feed = await readFeedFile(file, io);
  const found = given.all("find").map((value) => ({ value, hit: feed.find(value) ?? null }));
  const written =
    output === undefined ? undefined : await writeWhole(output, (sink) => sink.write(saveFeed(feed)));
  const { name, size, skipped, problems } = feed;
  const newest = feed.newest === undefined ? null : dateOf(feed.newest);
  if (given.flag("json")) {
    const told = found.map(({ value, hit }) => ({ value, seen: hit !== null, ...hit }));
    const report = { name, indicators: size, newest, skipped, problems, found: told, written };
    return print(io.stdout, JSON.stringify(report));
  }
  const head = `${name}: ${formatCount(size)} indicators${newest === null ? "" : `, the newest of ${newest}`}`;
  const lines = found.map(({ value, hit }) => {
    if (hit === null) return `${value}: not in it`;
    const sure = hit.confidence === undefined ? "" : `, confidence ${hit.confidence}`;
    return `${value}: in it${sure}${hit.since === undefined ? "" : `, since ${dateOf(hit.since)}`}`;
  });
  await print(
    io.stdout,
    [head, ...lines, ...(written === undefined ? [] : [printSaved(written)])].join("\n"),
  );
}

function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
