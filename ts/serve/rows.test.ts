import { beforeAll, expect, test } from "vitest";
import { sessionRecords, sessionsModel } from "../../test/served.ts";
import type { Model } from "../model/model.ts";
import { type Decision, type PredictRequest, Service } from "./service.ts";

let model: Model;
const records = sessionRecords(100);

beforeAll(async () => {
  model = await sessionsModel();
});

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Replies without what is drawn at random in ids. */
function repliesOf(replies: readonly { status: number; body: string }[]): unknown[] {
  return replies.map(({ status, body }) => [status, body.replaceAll(/"id":"\w+-/g, '"id":"-')]);
}

test.each([2, 9, 10, 33, 100])("%i requests together are answered as one by one", async (count) => {
  const odd: PredictRequest[] = [
    { body: bytesOf({ ...records[0], id: "mine", more: 1 }) },
    { body: bytesOf({ ...records[1], bytes_sent: "many" }) },
    { body: new TextEncoder().encode("{") },
    { body: bytesOf(records[2]), reasons: "2" },
    { body: bytesOf(records[3]), reasons: "all" },
    { body: bytesOf({ records: records.slice(0, 12) }) },
    { body: bytesOf({ sessions: records.slice(0, 3) }) },
    { body: bytesOf({ features: [] }) },
    { body: bytesOf([]) },
    { body: bytesOf({ protocol: "none such" }) },
  ];
  const plain: PredictRequest[] = records.slice(0, count).map((record) => ({ body: bytesOf(record) }));
  const asked = plain.flatMap((one, i) =>
    i % 4 === 3 ? [one, odd[(i >> 2) % odd.length] as PredictRequest] : [one],
  );
  const heard: Decision[][] = [[], []];
  const [alone, together] = (await Promise.all(
    heard.map((decisions) => Service.of(model, { onDecision: (decision) => decisions.push(decision) })),
  )) as [Service, Service];
  const one = asked.map(({ body, reasons }) => alone.predict(body, reasons));
  expect(repliesOf(together.predictAll(asked))).toEqual(repliesOf(one));
  const told = (decisions: Decision[]) =>
    decisions.map(({ id, ...rest }) => [id.replace(/^\w+-/, "-"), rest]);
  expect(told(heard[1] as Decision[])).toEqual(told(heard[0] as Decision[]));
  const counts = (service: Service) => service.metricsText().replaceAll(/.*(loaded|duration).*\n/g, "");
  expect(counts(together)).toBe(counts(alone));
});

test("a list of records has the bits of each record alone", async () => {
  const service = await Service.of(model);
  const { probabilities } = JSON.parse(service.predict(bytesOf({ sessions: records })).body);
  expect(probabilities).toEqual(records.map((record) => model.predict(record).probabilities["1"]));
});
