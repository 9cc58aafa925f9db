import { expect, test } from "vitest";
import { HedgerowError } from "../error.ts";
import { outcomeOf, valueIn } from "./outcome.ts";

async function sent<T>(work: () => T): Promise<T> {
  return valueIn(structuredClone(await outcomeOf(work)));
}

test("a value arrives", async () => {
  expect(await sent(() => new Uint8Array([1, 2]))).toEqual(new Uint8Array([1, 2]));
  expect(await sent(() => undefined)).toBeUndefined();
});

test("an error arrives with its code, sentence and place", async () => {
  const at = { file: "a.csv", line: 3, column: "host" };
  const error = new HedgerowError("bad-value", "it is no number", at);
  const caught = await sent(() => {
    throw error;
  }).catch((reason: unknown) => reason);
  expect(caught).toBeInstanceOf(HedgerowError);
  expect(caught).toMatchObject({ code: "bad-value", message: error.message, at });
});

test("any other error is internal", async () => {
  const caught = sent(() => {
    throw new RangeError("Array buffer allocation failed");
  });
  await expect(caught).rejects.toMatchObject({ code: "internal", message: "Array buffer allocation failed" });
});
