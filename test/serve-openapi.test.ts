// The service against its own OpenAPI document: what keeps to the document is answered as the document says, and whatever comes is answered or refused,
// never failed at.

import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Dataset, type Model, sampleAlerts, sampleIncidents, sampleSessions, train } from "../ts/index.ts";
import { serve } from "../ts/serve/index.ts";
import { spoilt, valuesOf } from "./schema-values.ts";

type Schema = Record<string, unknown>;
type App = Awaited<ReturnType<typeof serve>>;
type Check = (value: unknown) => boolean;

interface Case {
  app: App;
  schemas: Record<string, Schema>;
  check: (name: string) => Check;
}

const RUNS = Number(process.env["HEDGEROW_FUZZ_CASES"] ?? 300);
const models: Record<string, () => Promise<Model>> = {
  sessions: () => {
    const { columns, label } = sampleSessions({ rows: 400, seed: 1 });
    return train(Dataset.fromColumns(columns, { label, drop: ["session_id"] }), { rounds: 10 });
  },
  incidents: () => {
    const { columns, label } = sampleIncidents({ rows: 400, seed: 1 });
    return train(Dataset.fromColumns(columns, { label, drop: ["incident_id"] }), {
      method: "forest",
      trees: 10,
    });
  },
  alerts: () => {
    const { columns, label } = sampleAlerts({ rows: 400, seed: 1 });
    return train(Dataset.fromColumns(columns, { label }), { rounds: 5 });
  },
  "nested records": () => {
    const records = Array.from({ length: 120 }, (_, i) => ({
      flow: {
        bytes: i,
        start: 1_700_000_000 + i * 4000,
        dns: { answers: [{ type: i % 2 === 0 ? "A" : "MX" }] },
      },
      tags: i % 3 === 0 ? ["a", "b"] : [],
      flag: i % 2 === 0,
      text: `user ${i} logged in from host ${i % 7} at night`,
      "records.count": i % 9,
      grade: i % 5 === 0 ? "TP" : "FP",
    }));
    return train(
      Dataset.fromRecords(records, {
        label: "grade",
        schema: { "flow.start": { kind: "time", format: "s" }, text: "text" },
      }),
      { rounds: 5 },
    );
  },
};

describe.each(Object.keys(models))("%s", (name) => {
  let at: Case;

  beforeAll(async () => {
    const app = await serve(await (models[name] as () => Promise<Model>)());
    const document = (await (await app.request("/openapi.json")).json()) as Schema;
    const schemas = (document["components"] as { schemas: Record<string, Schema> }).schemas;
    const ajv = new Ajv2020({
      strict: true,
      strictTypes: false,
      strictTuples: false,
      strictRequired: false,
      validateFormats: false,
    });
    ajv.addVocabulary(["openapi", "info", "paths", "components", "security"]);
    ajv.addSchema(document, "api");
    const checks = new Map<string, Check>();
    const check = (schema: string) => {
      const found = checks.get(schema) ?? ajv.compile({ $ref: `api#/components/schemas/${schema}` });
      checks.set(schema, found);
      return found;
    };
    at = { app, schemas, check };
  }, 120_000);

  async function send(
    path: string,
    body: string | Uint8Array,
  ): Promise<{ status: number; json: unknown; type: string | null }> {
    const headers = { "Content-Type": "application/json" };
    const response = await at.app.request(path, { method: "POST", body: body as string, headers });
    return {
      status: response.status,
      json: await response.json(),
      type: response.headers.get("Content-Type"),
    };
  }

  async function keeps(
    path: string,
    text: string | Uint8Array,
    request: string,
    response: string,
    value?: unknown,
  ): Promise<void> {
    const { status, json, type } = await send(path, text);
    if (status === 200) {
      expect(type).toBe("application/json");
      expect(at.check(response)(json), JSON.stringify(json)).toBe(true);
      return;
    }
    expect(status, JSON.stringify(json)).toBeGreaterThanOrEqual(400);
    expect(status, JSON.stringify(json)).toBeLessThan(500);
    expect(type).toBe("application/problem+json");
    expect(at.check("Problem")(json), JSON.stringify(json)).toBe(true);
    expect((json as Schema)["status"]).toBe(status);
    // Too long is told by the description, not by the schema of a part.
    if (value !== undefined && status !== 413 && (json as Schema)["code"] !== "too-deep")
      expect(at.check(request)(value), `kept to the document and was refused: ${JSON.stringify(json)}`).toBe(
        false,
      );
  }

  test.each([
    ["/predict", "PredictRequest", "PredictResponse"],
    ["/predict?reasons=3", "PredictRequest", "PredictResponse"],
    ["/explain?top=2", "ExplainRequest", "ExplainResponse"],
    ["/feedback", "FeedbackRequest", "FeedbackResponse"],
  ])(
    "%s: what keeps to the document, and what nearly does",
    async (path, request, response) => {
      const values = valuesOf(at.schemas[request] as Schema, at.schemas);
      let kept = 0;
      let other = 0;
      const whole = fc.asyncProperty(values, async (value) => {
        const text = JSON.stringify(value);
        if (at.check(request)(JSON.parse(text))) kept++;
        await keeps(path, text, request, response, JSON.parse(text));
      });
      await fc.assert(whole, { numRuns: RUNS });
      const spoiled = fc.asyncProperty(values.chain(spoilt), async (value) => {
        // JSON has no infinity: a number that is as good as that stands for it.
        const text = (
          JSON.stringify(value, (_, each) => (each === Number.POSITIVE_INFINITY ? "\u0001" : each)) ?? "null"
        ).replaceAll('"\\u0001"', "1e999");
        if (!at.check(request)(JSON.parse(text))) other++;
        await keeps(path, text, request, response, JSON.parse(text));
      });
      await fc.assert(spoiled, { numRuns: RUNS });
      // The generators do their work: most of the first are what they should be, many of the second are not.
      expect(kept).toBeGreaterThan(RUNS * 0.5);
      expect(other).toBeGreaterThan(RUNS * 0.1);
    },
    240_000,
  );

  test("bytes of any kind", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => new TextEncoder().encode(text)),
      fc.tuple(fc.json(), fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
        const whole = new TextEncoder().encode(text);
        whole[at % whole.length] = byte;
        return whole;
      }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, (body) => keeps("/predict", body, "PredictRequest", "PredictResponse")),
      { numRuns: RUNS },
    );
  }, 120_000);

  test("lines of any kind", async () => {
    const line = fc.oneof(
      fc.json(),
      fc.string(),
      valuesOf(at.schemas["Record"] as Schema, at.schemas).map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
        const body = lines.map((each) => each.replaceAll(/[\n\r]/g, " ")).join("\n");
        const response = await at.app.request("/predict", {
          method: "POST",
          body,
          headers: { "Content-Type": "application/x-ndjson" },
        });
        const answers = (await response.text())
          .split("\n")
          .filter(Boolean)
          .map((each) => JSON.parse(each) as Schema);
        expect(answers).toHaveLength(body.split("\n").filter((each) => /[^ \t]/.test(each)).length);
        for (const each of answers) {
          if (each["error"] === undefined) expect(at.check("Answer")(each)).toBe(true);
          else {
            expect(at.check("Problem")(each["error"])).toBe(true);
            expect((each["error"] as Schema)["status"]).toBeLessThan(500);
          }
        }
      }),
      { numRuns: RUNS / 3 },
    );
  }, 120_000);

  test("what is served is described", async () => {
    const response = await at.app.request("/model");
    expect(at.check("Model")(await response.json())).toBe(true);
  });
});
