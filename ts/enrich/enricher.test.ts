// Records looked up in feeds: the same numbers for a dataset and for one record, and what a model gains by them.

import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { load } from "../model/model.ts";
import { train } from "../model/train.ts";
import {
  Enricher,
  enrichDataset,
  enrichmentOf,
  feedFromCSV,
  indicatorColumns,
  timeOf,
  withEnrichment,
} from "./index.ts";

const FEED = "indicator,confidence,first_seen\n10.9.0.0/16,90,2026-01-10\nevil.example,40,2026-02-01\n";

function alerts(rows: number, seed: number): Dataset {
  const random = new Random(seed);
  const records = Array.from({ length: rows }, () => {
    const bad = random.unit() < 0.4;
    const network = bad === random.unit() < 0.95 ? 9 : 20 + random.below(200);
    const dst = `10.${network}.${random.below(256)}.${random.below(256)}`;
    const hosts = random.unit() < 0.1 ? ["a.example", "www.evil.example"] : ["a.example"];
    const time = new Date(Date.parse("2026-03-01") + random.below(40) * 86_400_000).toISOString();
    return {
      dst,
      hosts,
      time,
      noise: random.below(9),
      file: `${random.below(99)}.log x`,
      grade: bad ? "bad" : "good",
    };
  });
  return Dataset.fromRecords(records, { label: "grade", drop: ["dst"] });
}

function enricherFor(data: Dataset): Enricher {
  const columns = indicatorColumns(
    data.columnNames.filter((name) => name !== "grade").map((name) => data.column(name)),
  );
  return new Enricher([feedFromCSV(FEED, "intel")], { feeds: ["intel"], columns, time: timeOf(data.schema) });
}

test("columns that hold indicators are found; one record and a dataset get the same numbers", () => {
  const data = alerts(300, 3);
  const enricher = enricherFor(data);
  expect(enricher.spec.columns).toEqual(["dst", "hosts"]);
  expect(enricher.spec.time).toEqual({ column: "time", format: "iso" });
  const enriched = enrichDataset(data, enricher);
  expect(enriched.schema.features.slice(-6).map(({ name, kind }) => [name, kind])).toEqual(
    enricher.names.map((name) => [name, "number"]),
  );
  for (let row = 0; row < data.rows; row++) {
    const record = enricher.record(data.record(row)) as Record<string, unknown>;
    expect(record).toEqual(enriched.record(row));
  }
  const first = enriched.record(
    [...data.labels.keys()].find((row) => String(data.record(row)["dst"]).startsWith("10.9.")) ?? -1,
  );
  const days =
    Math.floor(Date.parse(String(first["time"])) / 86_400_000) - Date.parse("2026-01-10") / 86_400_000;
  expect(first).toMatchObject({
    "dst in intel": 1,
    "dst in intel: confidence": 90,
    "dst in intel: days": days,
  });
});

test("what a feed learnt later does not count", () => {
  const enricher = enricherFor(alerts(100, 1));
  const seen = (time: string) => enricher.record({ dst: "10.9.1.1", hosts: [], time })["dst in intel"];
  expect([seen("2026-01-09T23:59:00Z"), seen("2026-01-10T00:00:00Z")]).toEqual([0, 1]);
  // Without a time ages count up to the feed's last day.
  const untimed = new Enricher(enricher.feeds, { feeds: ["intel"], columns: ["dst"] });
  expect(untimed.record({ dst: "10.9.1.1" })["dst in intel: days"]).toBe(22);
  expect(untimed.record({})).toEqual({});
});

test("a model tells what its feeds tell, says which they are, and takes a newer feed without training", async () => {
  const data = alerts(1200, 7);
  const [fit, held] = data.split(0.7);
  const enricher = enricherFor(data);
  const without = evaluate(await train(fit, { method: "forest", trees: 30 }), held);
  const trained = await train(enrichDataset(fit, enricher), { method: "forest", trees: 30 });
  const model = await load((await withEnrichment(trained, enricher.spec)).save());
  const found = evaluate(model, enrichDataset(held, enricher));
  expect(without.rocAuc).toBeLessThan(0.62);
  expect(found.rocAuc).toBeGreaterThan(0.9);
  expect(enrichmentOf(model)).toEqual(enricher.spec);
  const newer = new Enricher(
    [feedFromCSV("ip,score,date\n172.16.5.0/24,90,2026-01-10\n", "intel")],
    enricher.spec,
  );
  const alert = {
    dst: "172.16.5.4",
    hosts: ["a.example"],
    time: "2026-03-05T00:00:00Z",
    noise: 4,
    file: "1.log x",
  };
  expect(model.predict(enricher.record(alert)).label).toBe("good");
  expect(model.predict(newer.record(alert)).label).toBe("bad");
  expect(() => new Enricher([], enricher.spec)).toThrow('The feed "intel" is needed');
  await expect(withEnrichment(model, { feeds: [], columns: ["dst"] })).rejects.toThrow("feeds");
});
