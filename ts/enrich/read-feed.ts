// A feed file of whatever kind in, a feed out: its bytes as `saveFeed` writes them, a STIX bundle, or a list as CSV.

import { type TextInput, textPieces } from "../data/text-input.ts";
import type { Feed } from "./feed.ts";
import { isFeed, loadFeed } from "./feed-bytes.ts";
import { feedFromCSV } from "./feed-csv.ts";
import { feedFromSTIX } from "./feed-stix.ts";

/**
 * Reads a feed; gzip is recognised. Lines that are no indicators are in `problems` and counted in `skipped`.
 *
 * Throws `bad-data` with its place where it is no feed.
 *
 * @example
 * const feed = await readFeed(await fetch("/feeds/c2.csv").then((answer) => answer.blob()), "c2");
 * feed.find("198.51.100.7"); // { confidence: 90, since: 20412 }
 */
export async function readFeed(input: TextInput, name: string): Promise<Feed> {
  if (input instanceof Uint8Array && isFeed(input)) return loadFeed(input);
  let text = "";
  for await (const piece of textPieces(input)) text += piece;
  return text.trimStart().startsWith("{") ? feedFromSTIX(text, name) : feedFromCSV(text, name);
}
