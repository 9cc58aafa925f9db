import { expect, test } from "vitest";
import { Together } from "./together.node.ts";
import { Turns } from "./turns.node.ts";

const turnOfLoop = () => new Promise((resolve) => setImmediate(resolve));
const small = { body: new Uint8Array(100) };
const large = { body: new Uint8Array(10_000) };

function gathering(): { groups: number[]; turns: Turns; together: Together<{ body: Uint8Array }> } {
  const groups: number[] = [];
  const turns = new Turns();
  return { groups, turns, together: new Together(turns, (group) => groups.push(group.length)) };
}

test("what comes in a turn is answered together, at its end or when there are many or large ones", async () => {
  const { groups, together } = gathering();
  for (let i = 0; i < 70; i++) together.add(small);
  expect(groups).toEqual([32, 32]);
  await turnOfLoop();
  expect(groups).toEqual([32, 32, 6]);
  for (let i = 0; i < 5; i++) together.add(large);
  expect(groups).toEqual([32, 32, 6, 2, 2]);
  await turnOfLoop();
  expect(groups).toEqual([32, 32, 6, 2, 2, 1]);
});

test("while connections come each is a piece of work of its own, after those before", async () => {
  const { groups, turns, together } = gathering();
  for (let i = 0; i < 3; i++) together.add(small);
  turns.taken();
  for (let i = 0; i < 2; i++) together.add(small);
  expect(groups).toEqual([3, 1, 1]);
});

test("where requests come one by one they are answered at once, and together again when they come together", async () => {
  const { groups, together } = gathering();
  for (let i = 0; i < 16; i++) {
    together.add(small);
    expect(groups).toHaveLength(i);
    await turnOfLoop();
  }
  for (let i = 0; i < 64; i++) {
    together.add(small);
    expect(groups).toHaveLength(17 + i);
  }
  for (let i = 0; i < 3; i++) together.add(small);
  await turnOfLoop();
  expect(groups.at(-1)).toBe(3);
});
