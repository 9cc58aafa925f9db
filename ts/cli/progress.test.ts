import { expect, test } from "vitest";
import { textWidth } from "./print-text.ts";
import { progressLine, startProgress } from "./progress.ts";

const TRAINING = { title: "training", unit: "rounds" };

test("nothing is written where the stream is not a terminal", () => {
  const written: string[] = [];
  const progress = startProgress({ ...TRAINING, stream: { write: (text) => written.push(text) } });
  progress.update({ done: 1, total: 2 });
  progress.finish();
  expect(written).toEqual([]);
});

test("one line is redrawn, at most ten times a second, and taken away at the end", () => {
  const written: string[] = [];
  let time = 0;
  const stream = { isTTY: true, columns: 80, write: (text: string) => written.push(text) };
  const progress = startProgress({ ...TRAINING, stream, now: () => time });
  for (; time < 1000; time += 10) progress.update({ done: time / 10, total: 100, loss: 0.5 });
  progress.finish();
  progress.finish();
  expect(written).toHaveLength(11);
  expect(written.every((text) => text.startsWith("\r") && text.endsWith("\u001b[K"))).toBe(true);
  expect(written.at(-1)).toBe("\r\u001b[K");
});

test("bar, step, loss, time left; parts that do not fit are left off", () => {
  const step = { done: 100, total: 500, loss: 0.41234 };
  expect(progressLine(step, TRAINING, 4000, 79)).toBe(
    "training  ━━━━────────────────  100/500 rounds  loss 0.4123  16 s left",
  );
  expect(progressLine({ done: 1200 }, TRAINING, 4000, 79)).toBe("training  1,200 rounds");
  expect(progressLine(step, TRAINING, 100, 79)).not.toContain("left");
  for (let width = 1; width < 80; width++) {
    expect(textWidth(progressLine(step, TRAINING, 4000, width))).toBeLessThanOrEqual(width);
  }
});
