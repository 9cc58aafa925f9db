// A model that was trained with a feed, served: records are looked up, and without its feed it is not served.

import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Enricher, enrichDataset, feedFromCSV, withEnrichment } from "../enrich/index.ts";
import { train } from "../model/train.ts";
import { Service } from "./service.ts";

test("records are looked up in the feed before they are scored", async () => {
  const feed = feedFromCSV("ip,score\n203.0.113.0/24,90\n", "c2");
  const records = Array.from({ length: 300 }, (_, i) => ({
    src: `203.0.${i % 3 === 0 ? 113 : 7}.${i % 250}`,
    size: i % 17,
    grade: i % 3 === 0 ? "bad" : "good",
  }));
  const data = Dataset.fromRecords(records, { label: "grade", drop: ["src"] });
  const enricher = new Enricher([feed], { feeds: ["c2"], columns: ["src"] });
  const model = await withEnrichment(
    await train(enrichDataset(data, enricher), { rounds: 20 }),
    enricher.spec,
  );
  await expect(Service.of(model)).rejects.toThrow('The feed "c2" is needed');
  const service = await Service.of(model, { feeds: [feed], reasons: 1 });
  const ask = (record: object) => {
    const body = new TextEncoder().encode(JSON.stringify(record));
    return JSON.parse(service.predict(body).body as string);
  };
  expect(ask({ src: "203.0.113.200", size: 3 })).toMatchObject({ label: "bad" });
  expect(ask({ src: "198.51.100.1", size: 3 })).toMatchObject({ label: "good" });
  expect(ask({ src: "203.0.113.200", size: 3 }).reasons[0].feature).toMatch(/^src in c2/);
  // What is looked up is no field that the model does not know.
  expect(service.metricsText()).toContain("hedgerow_unknown_fields_total 0\n");
});
