// Numbers and tables as text for people.

import type { Unit } from "../results.ts";

/** Seconds with a unit that keeps the digits few. */
export function seconds(value: number): string {
  for (const [factor, unit] of [
    [1e6, "us"],
    [1e3, "ms"],
  ] as const) {
    if (value * factor < 1000) return `${digits(value * factor)} ${unit}`;
  }
  return `${digits(value)} s`;
}

/** Three significant digits, thousands with commas. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (Math.abs(value) >= 1000) return Number(value.toPrecision(3)).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

export function valueText(value: number, unit: Unit): string {
  if (unit === "time") return seconds(value);
  if (unit === "bytes") return `${Math.round(value).toLocaleString("en")} bytes`;
  if (unit === "MiB") return `${Math.round(value).toLocaleString("en")} MiB`;
  if (unit === "difference") return value.toFixed(4);
  return digits(value);
}

export function rate(secondsARow: number): string {
  return Number((1 / secondsARow).toPrecision(2)).toLocaleString("en");
}

/** A GitHub table. Columns after the first are numbers, set right, unless they are texts. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  cells: "numbers" | "texts" = "numbers",
): string {
  const line = (each: readonly string[]): string => `| ${each.join(" | ")} |`;
  const rule = head.map((_, i) => (i === 0 || cells === "texts" ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
