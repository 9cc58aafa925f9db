// Results of a digest in, Markdown out, for a ticket or a chat.

import { formatCount, formatScore, formatShare, UNDEFINED } from "../format-number.ts";
import { formatSigned } from "../report/format-value.ts";
import { inline, markdownTable } from "../report/markdown.ts";
import { changeText, lately, plainTime } from "./digest-page.ts";
import type { DigestResults } from "./results.ts";

/** The digest as Markdown. Strings of the records are escaped. */
export function digestMarkdown(results: DigestResults): string {
  return `${[head(results), grades(results), trends(results), first(results), standouts(results), drift(results)].join("\n\n")}\n`;
}

function head({ title, rows, time, positive, abstained, refused, lacking }: DigestResults): string {
  const span = time === null ? "" : `, ${plainTime(time.from)} to ${plainTime(time.to)} UTC`;
  const left = abstained === 0 ? "" : ` ${formatCount(abstained)} are left to a person.`;
  const notes = [
    ...(refused.rows === 0
      ? []
      : [`${formatCount(refused.rows)} records could not be scored; the first: ${refused.first}`]),
    ...lacking.map(({ feature, share }) => `${formatShare(share)} of the records have no ${feature}`),
  ].map((note) => `\n- ${inline(note)}`);
  return `# ${inline(title)}\n\n${formatCount(rows)} records${span}. ${inline(positive)} is what matters.${left}${notes.length === 0 ? "" : `\n${notes.join("")}`}`;
}

function grades({ grades: counts }: DigestResults): string {
  const rows = counts.map(({ grade, rows, share, change }) => [
    grade,
    formatCount(rows),
    formatShare(share),
    change === null ? UNDEFINED : changeText(change),
  ]);
  return markdownTable(["grade", "records", "share", "lately"], rows);
}

function trends({ standouts: columns, positive }: DigestResults): string {
  const tables = columns.map(({ column, largest }) =>
    markdownTable(
      [column, "records", `of them ${positive}`, "lately"],
      largest.map((each) => [each.value, formatCount(each.rows), formatShare(each.share), lately(each)]),
    ),
  );
  return `## Where they come from\n\n${tables.length === 0 ? "Records are not told apart by any column." : tables.join("\n\n")}`;
}

function first({ first: alerts, positive }: DigestResults): string {
  const lines = alerts.map(({ id, time, probability, reasons }) => {
    const why = reasons.map(
      ({ feature, value, contribution }) => `${feature} ${value} ${formatSigned(contribution)}`,
    );
    const when = time === null ? "" : ` (${plainTime(time)})`;
    return `1. **${inline(id)}**${when} ${formatShare(probability)}: ${inline(why.join("; "))}`;
  });
  return `## To look at first\n\n${lines.length === 0 ? `There is no ${inline(positive)}.` : lines.join("\n")}`;
}

function standouts({ standouts: columns, positive }: DigestResults): string {
  const tables = columns
    .filter(({ found }) => found.length > 0)
    .map(({ column, found }) =>
      markdownTable(
        [column, "records", positive, "of all", "deviations", "lately"],
        found.map((each) => [
          each.value,
          formatCount(each.rows),
          formatShare(each.share),
          formatShare(each.overall),
          formatSigned(each.deviations),
          lately(each),
        ]),
      ),
    );
  return `## Who stands out\n\n${tables.length === 0 ? "Nobody." : tables.join("\n\n")}`;
}

function drift({ drift: told }: DigestResults): string {
  if (told === null) return "## Drift\n\nThe model does not say what its training rows looked like.";
  const { records, moved, stable } = told;
  const head = `The last ${formatCount(records)} records: ${formatCount(moved.length)} features moved, ${formatCount(stable)} are as they were.`;
  const rows = moved.map(({ name, psi, band, told: most }) => [name, formatScore(psi), band, most]);
  return `## Drift\n\n${head}${rows.length === 0 ? "" : `\n\n${markdownTable(["feature", "PSI", "change", "most"], rows)}`}`;
}
