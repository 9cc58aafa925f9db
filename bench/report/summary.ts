// The README's part: a few tables, and one paragraph on where peers are ahead, made from the same figures.

import type { Figure, Group, Results } from "../results.ts";
import { digits, rate, seconds, table } from "./format.ts";
import { conditionsText } from "./tables.ts";
import { groupOf } from "./targets.ts";

const SPEED: readonly string[] = [
  "score.row.depth6",
  "score.record.classes3",
  "score.row.forest12",
  "score.batch.depth6",
  "score.batch.forest12",
  "train.boosting.200k",
  "train.classes3.200k",
  "train.forest.20k",
  "train.npm.ydf-boosting",
  "train.npm.ydf-forest",
];

export function summary(results: Results): string {
  const groups = SPEED.flatMap((id) => groupOf(results, id) ?? []);
  const rows = groups.map((group) => {
    const [ours, ...peers] = group.figures;
    return [
      group.work,
      ours ? speedText(group, ours) : "",
      peers.map((one) => peerText(group, one)).join("; "),
    ];
  });
  const parts = [
    "![Time of one row](docs/plots/one-row.svg)",
    table(["work", "hedgerow", "others, and how many times as long they take"], rows, "texts"),
  ];
  const quality = qualityRows(results);
  if (quality.length > 0) {
    parts.push(
      "Quality with default options on public data, mean of five seeds: accuracy / macro-F1 / log-loss.",
      table(
        ["data", "hedgerow boosting", "hedgerow forest", "native library with the best accuracy"],
        quality,
      ),
    );
  }
  const sizes = ["size.scorer.wasm", "size.blocks.wasm", "size.core.wasm", "size.import { load }"].flatMap(
    (id) => groupOf(results, id) ?? [],
  );
  if (sizes.length > 0) {
    const texts = sizes.map(({ work, figures }) => `${work}: ${kilobytes(figures[0]?.value ?? 0)}`);
    parts.push(`Sizes: ${texts.join("; ")}.`);
  }
  parts.push(
    `Conditions: ${conditionsText(results)} Least of many runs taken in turns, the same trees or rows for all. All tables, targets and spreads: [docs/benchmarks.md](docs/benchmarks.md); measure yourself: \`npm run bench\`.`,
  );
  return parts.join("\n\n");
}

function speedText({ asRate }: Group, { value }: Figure): string {
  return asRate ? `${rate(value)} rows/s` : seconds(value);
}

function peerText(group: Group, figure: Figure): string {
  const ratio = figure.ratio === undefined ? "" : `, ${digits(figure.ratio)} x`;
  return `${figure.name} ${speedText(group, figure)}${ratio}`;
}

function kilobytes(bytes: number): string {
  return `${digits(bytes / 1000)} kB`;
}

function qualityRows(results: Results): string[][] {
  return (results.tasks.quality?.groups ?? []).map(({ work, figures }) => {
    const own = figures.filter(({ name }) => name.startsWith("hedgerow"));
    const natives = figures.filter(({ name }) => !name.startsWith("hedgerow"));
    const best = natives.reduce<Figure | undefined>(
      (top, one) => (top === undefined || one.value > top.value ? one : top),
      undefined,
    );
    const cells = own.map(scoreText);
    return [work.split(":")[0] as string, ...cells, best ? `${best.name} ${scoreText(best)}` : ""];
  });
}

function scoreText({ value, quality }: Figure): string {
  const rest = ["macroF1", "logLoss"].map((key) => (quality?.[key] ?? Number.NaN).toFixed(3));
  return [value.toFixed(4), ...rest].join(" / ");
}

/** Where another library took less time, or answered better: a line a library. */
export function peersAhead(results: Results): string {
  const lines = new Map<string, string[]>();
  const add = (name: string, text: string): void => {
    lines.set(name, [...(lines.get(name) ?? []), text]);
  };
  for (const { groups } of Object.values(results.tasks)) {
    for (const { id, work, unit, figures } of groups) {
      if (unit === "score") moreAccurate(work.split(":")[0] as string, figures, add);
      if (unit !== "time" || AMONG_OURSELVES.some((start) => id.startsWith(start))) continue;
      for (const { name, ratio } of figures)
        if (ratio !== undefined && ratio < 1) add(name, `${digits(ratio)} of the time (${work})`);
    }
  }
  const text = [...lines].map(([name, all]) => `- ${name}: ${all.join("; ")}.`);
  return ["**Where others are better**", text.length > 0 ? text.join("\n") : "In none of these rows."].join(
    "\n\n",
  );
}

/** Groups in which hedgerow is compared with itself. */
const AMONG_OURSELVES: readonly string[] = ["score.costs", "load.scorer", "train.workers", "serve"];

function moreAccurate(
  data: string,
  figures: readonly Figure[],
  add: (name: string, text: string) => void,
): void {
  const isOurs = ({ name }: Figure): boolean => name.startsWith("hedgerow");
  const own = Math.max(...figures.filter(isOurs).map(({ value }) => value));
  for (const one of figures) {
    if (!isOurs(one) && one.value > own)
      add(one.name, `${(one.value - own).toFixed(4)} more accurate (${data})`);
  }
}
