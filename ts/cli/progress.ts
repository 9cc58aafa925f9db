// Steps done in, one line on a terminal out that is redrawn in place: a bar, the step, the loss, the time left.
// Where the stream is not a terminal (a pipe, a log, CI) nothing is written at all.

import { formatCount, formatSeconds } from "../format-number.ts";
import { styleFor } from "./print-style.ts";
import { cut, printable, textWidth } from "./print-text.ts";

/** The part of a Node stream that is used. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressStep {
  /** Steps done so far, of `total` at most; without a total there is no bar and no time left. */
  done: number;
  total?: number | undefined;
  /** Of the validation part if there is one. */
  loss?: number | undefined;
}

export interface ProgressOptions {
  /** What goes on: "training". */
  title: string;
  /** What is counted: "rounds", "trees", "rows". */
  unit: string;
  /** @default process.stderr */
  stream?: ProgressStream;
  /** @default false */
  colour?: boolean;
  /** Milliseconds. @default performance.now */
  now?: () => number;
}

export interface Progress {
  update(step: ProgressStep): void;
  /** Takes the line away, so that what is printed next starts on a clean one; call it after an error too. */
  finish(): void;
}

const BAR = 20;
/** A terminal redrawn more often than this flickers and slows the work. */
const REDRAW_MS = 100;
/** Before this time, an estimate of the time left would jump about. */
const ESTIMATE_AFTER_MS = 500;

export function startProgress(options: ProgressOptions): Progress {
  const { stream = process.stderr, now = () => performance.now() } = options;
  const { TERM } = process.env;
  if (stream.isTTY !== true || TERM === "dumb") {
    return { update() {}, finish() {} };
  }
  const start = now();
  let drawn = Number.NEGATIVE_INFINITY;
  let visible = false;
  return {
    update(step: ProgressStep): void {
      const time = now();
      if (time - drawn < REDRAW_MS) return;
      drawn = time;
      visible = true;
      const width = (stream.columns || 80) - 1; // a full last column would wrap on some terminals
      stream.write(`\r${progressLine(step, options, time - start, width)}\u001b[K`);
    },
    finish(): void {
      if (visible) stream.write("\r\u001b[K");
      visible = false;
    },
  };
}

/** The line for one step; parts that do not fit are left off from the right. */
export function progressLine(
  step: ProgressStep,
  options: Pick<ProgressOptions, "title" | "unit" | "colour">,
  elapsedMs: number,
  width: number,
): string {
  const { done, total, loss } = step;
  const share = total === undefined || total <= 0 ? undefined : Math.min(1, done / total);
  const parts: string[] = [];
  const count = formatCount(done);
  parts.push(
    total === undefined ? `${count} ${options.unit}` : `${count}/${formatCount(total)} ${options.unit}`,
  );
  if (loss !== undefined) parts.push(`loss ${loss.toFixed(4)}`);
  const left = share === undefined ? undefined : timeLeft(share, elapsedMs);
  if (left !== undefined) parts.push(left);

  const title = cut(printable(options.title), width);
  let room = width - textWidth(title) - (share === undefined ? 0 : BAR + 2);
  let line = title;
  if (share !== undefined && room >= 0) line += `  ${drawBar(share, options.colour ?? false)}`;
  for (const part of parts) {
    room -= textWidth(part) + 2;
    if (room < 0) break;
    line += `  ${part}`;
  }
  return line;
}

/** Training may stop early, so what is left is an upper bound. */
function timeLeft(share: number, elapsedMs: number): string | undefined {
  if (share <= 0 || share >= 1 || elapsedMs < ESTIMATE_AFTER_MS) return undefined;
  const seconds = ((elapsedMs / 1000) * (1 - share)) / share;
  return `${formatSeconds(Math.max(1, Math.round(seconds))).replace(".0", "")} left`;
}

function drawBar(share: number, colour: boolean): string {
  const style = styleFor(colour);
  const filled = Math.round(share * BAR);
  return style.accent("━".repeat(filled)) + style.dim("─".repeat(BAR - filled));
}
