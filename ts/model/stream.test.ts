import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleSessions, toRecords } from "../data/sample/index.ts";
import type { RawRecord } from "./predictor.ts";
import { train } from "./train.ts";

const sample = sampleSessions({ rows: 300, seed: 2 });
const model = await train(Dataset.fromColumns(sample.columns, { label: sample.label }), { rounds: 3 });
const records = [...toRecords(sample)].slice(0, 100);

async function all<T>(stream: ReadableStream<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of stream) found.push(each);
  return found;
}

test("answers come in order, each as predict gives it", async () => {
  let next = 0;
  const source = new ReadableStream<RawRecord>({
    pull: (controller) => {
      const record = records[next++];
      if (record === undefined) controller.close();
      else controller.enqueue(record);
    },
  });
  const found = await all(source.pipeThrough(model.stream()));
  expect(found).toEqual(records.map((record) => model.predict(record)));
});

test("who does not read stops who sends", async () => {
  let sent = 0;
  const source = new ReadableStream<RawRecord>(
    {
      pull: (controller) => {
        sent++;
        controller.enqueue(records[sent % records.length] as RawRecord);
      },
    },
    { highWaterMark: 0 },
  );
  const reader = source.pipeThrough(model.stream()).getReader();
  await reader.read();
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  expect(sent).toBeLessThan(6);
  await reader.cancel();
});

test("a record that can not be answered ends the stream with its error", async () => {
  const name = model.encoder.features.find(({ kind }) => kind === "number")?.name as string;
  const source = new ReadableStream<RawRecord>({
    start: (controller) => {
      controller.enqueue({});
      controller.enqueue({ [name]: "no number" });
      controller.close();
    },
  });
  await expect(all(source.pipeThrough(model.stream()))).rejects.toMatchObject({ code: "bad-value" });
});
