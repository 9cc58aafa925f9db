// Numbers in, short text for a person out, with a unit where there is one. The same everywhere: "." before
// decimals, "," between thousands, "–" for what is undefined.

/** What stands for a value that is undefined. */
export const UNDEFINED = "–";

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const HUNDREDTHS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** A count or a sum of weights: "12,345", "0.25" below 100 where it is not whole. */
export function formatCount(count: number): string {
  return (Number.isInteger(count) || count >= 100 ? WHOLE : HUNDREDTHS).format(count);
}

/** A score such as an F1, a rate or a loss: three decimals. */
export function formatScore(score: number | null): string {
  return score === null ? UNDEFINED : score.toFixed(3);
}

/** A share as percent: "12.3%", "0.04%", "<0.01%". */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.0001) return "<0.01%";
  const percent = 100 * share;
  return `${percent.toFixed(percent > 0 && percent < 0.95 ? 2 : 1)}%`;
}

/** A duration given in seconds: "850 µs", "12 ms", "1.4 s", "2 min 05 s", "1 h 03 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.0009995) return `${Math.round(seconds * 1e6)} µs`;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** A size in bytes: "512 B", "12.3 kB", "4.5 MB"; 1 kB is 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let size = bytes / 1000;
  for (const unit of ["kB", "MB"]) {
    if (size < 999.95) return `${size.toFixed(1)} ${unit}`;
    size /= 1000;
  }
  return `${size.toFixed(1)} GB`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
