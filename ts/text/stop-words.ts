/**
 * Words that say nothing. In: "none", "english" or a list. Out: a set in lower case. The English list is that of the package
 * "stopword", less single letters (parts of paths and switches) and the words that mean something in alerts, below.
 */
import { eng } from "stopword";

/** Names of commands, parts of switches and words of security that general lists hold. */
const SECURITY: ReadonlySet<string> = new Set([
  "at",
  "get",
  "make",
  "more",
  "no",
  "not",
  "of",
  "off",
  "on",
  "out",
  "set",
  "system",
  "to",
  "under",
  "up",
  "use",
  "used",
  "user",
  "who",
]);

export function stopWordSet(choice: "none" | "english" | readonly string[]): ReadonlySet<string> {
  if (choice === "none") return new Set();
  if (choice === "english") return new Set(eng.filter((word) => word.length > 1 && !SECURITY.has(word)));
  return new Set(choice.map((word) => word.toLowerCase()));
}
