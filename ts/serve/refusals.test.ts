import { beforeAll, describe, expect, test } from "vitest";
import { type App, post as send, sessionsModel } from "../../test/served.ts";
import type { Model } from "../model/model.ts";
import { serve } from "./index.ts";
import type { ServiceOptions } from "./service.ts";

let sessions: Model;
let app: App;

beforeAll(async () => {
  sessions = await sessionsModel();
  app = await serve(sessions);
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}, to: App = app) =>
  send(to, path, body, headers);

describe("refusals", () => {
  const long = "x".repeat(70_000);
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
  const cases: [name: string, body: string | Uint8Array, status: number, more: object][] = [
    ["not JSON", "{", 400, { code: "bad-json" }],
    ["nothing", "", 400, { code: "bad-json" }],
    ["no object", "[1]", 400, { code: "bad-shape" }],
    ["a number", "5", 400, { code: "bad-shape" }],
    ["not UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, { code: "bad-encoding" }],
    ["deep objects", deep(40), 400, { code: "too-deep" }],
    ["very deep objects", deep(90_000), 400, {}],
    ["deep lists", `{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 400, {}],
    ["__proto__", '{"__proto__":{"port":1}}', 400, { code: "bad-name" }],
    ["__proto__ further in, spelt otherwise", '{"a":[{"\\u005f_proto__":1}]}', 400, { code: "bad-name" }],
    ["a huge number", '{"port":1e999}', 422, { field: "port" }],
    ["a huge number in a field that is ignored", '{"other":[-1e999]}', 422, { field: "other" }],
    ["a wrong type", '{"port":true}', 422, { code: "bad-value", field: "port" }],
    ["an object for a number", '{"port":{"a":1}}', 422, { code: "bad-value", field: "port" }],
    ["no address", '{"src_ip":"300.1.1.1"}', 422, { code: "bad-value", field: "src_ip" }],
    ["one of several", '{"records":[{},{"port":"x"}]}', 422, { record: 2, field: "port" }],
    ["no record among several", '{"sessions":[{},7]}', 422, { record: 2 }],
    ["a word without a list", '{"sessions":5}', 422, { field: "sessions" }],
    ["a long text", `{"protocol":"${long}"}`, 400, { code: "too-long", field: "protocol" }],
    ["a long name", `{"${long}":1}`, 400, { code: "too-long" }],
    ["too many records", `{"records":[${"{},".repeat(1000)}{}]}`, 413, { code: "too-many-records" }],
    ["a long body", `{"a":"${"y".repeat(2 ** 20)}"}`, 413, { code: "too-large" }],
    ["a long id", `{"id":"${"y".repeat(200)}"}`, 422, { field: "id" }],
  ];
  test.each(cases)("%s", async (_name, body, status, more) => {
    const answer = await post("/predict", body);
    expect(answer.json).toMatchObject({ type: "about:blank", status, ...more });
    expect(answer).toMatchObject({ status, type: "application/problem+json" });
    expect(answer.json.title).not.toBe("Error");
    expect(answer.json.detail.length).toBeLessThan(400);
  });

  test("names that programs trip over are fields like others", async () => {
    const body = '{"constructor":1,"prototype":{"a":2},"toString":null,"hasOwnProperty":[],"port":1}';
    expect(await post("/predict", body)).toMatchObject({ status: 200 });
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });

  test("other types, paths and methods", async () => {
    expect(await post("/predict", "a=1", { "Content-Type": "text/plain" })).toMatchObject({ status: 415 });
    expect(await post("/predict", "{}", { "Content-Encoding": "gzip" })).toMatchObject({ status: 415 });
    expect(await post("/explain", "{}", { "Content-Type": "application/x-ndjson" })).toMatchObject({
      status: 415,
    });
    expect(await post("/predict", "{}", { "Content-Type": "Application/JSON; charset=utf-8" })).toMatchObject(
      { status: 200 },
    );
    expect(await post("/nowhere", "{}")).toMatchObject({ status: 404, json: { code: "no-path" } });
    const got = await app.request("/predict");
    expect(got.status).toBe(405);
    expect(got.headers.get("Allow")).toBe("POST");
    expect((await app.request("/health", { method: "HEAD" })).status).toBe(200);
  });

  test("a fault of the server says nothing of itself, and is told to the server", async () => {
    const faults: unknown[] = [];
    const own = await serve(sessions, {
      onFault: (error) => faults.push(error),
      onDecision: () => {
        throw new Error("the disk is full at /secret");
      },
    });
    const { status, json } = await post("/predict", "{}", {}, own);
    expect(status).toBe(500);
    expect(JSON.stringify(json)).not.toContain("secret");
    expect(faults).toHaveLength(1);
  });

  test("options that can not be", async () => {
    const wrong: [ServiceOptions, RegExp][] = [
      [{ limits: { bodyBytes: 0 } }, /bodyBytes/],
      [{ limits: { bytes: 1 } as never }, /no limit bytes/],
      [{ reasons: -1 }, /reasons/],
      [{ keys: ["short"] }, /16 characters/],
      [{ keys: ["käse-käse-käse-käse"] }, /ASCII/],
    ];
    for (const [options, sentence] of wrong) await expect(serve(sessions, options)).rejects.toThrow(sentence);
  });
});

describe("keys and origins", () => {
  const keys = ["0123456789abcdef-one", "0123456789abcdef-two"];

  test("all but probes ask for one of the keys", async () => {
    const own = await serve(sessions, { keys });
    for (const key of keys)
      expect(await post("/predict", "{}", { Authorization: `Bearer ${key}` }, own)).toMatchObject({
        status: 200,
      });
    for (const given of [
      "",
      "Bearer",
      "Bearer x",
      `Basic ${keys[0]}`,
      `Bearer ${keys[0]}x`,
      `Bearer ${keys[0]?.slice(1)}`,
    ]) {
      expect(await post("/predict", "{}", { Authorization: given }, own), given).toMatchObject({
        status: 401,
      });
    }
    for (const path of ["/model", "/metrics", "/openapi.json"]) {
      const response = await own.request(path);
      expect(response.status, path).toBe(401);
      expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
    }
    for (const path of ["/health", "/ready"]) expect((await own.request(path)).status).toBe(200);
  });

  test("pages of other origins may call only where they are named", async () => {
    const ask = (to: App, origin: string) =>
      to.request("/predict", {
        method: "OPTIONS",
        headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
      });
    expect((await ask(app, "https://soc.example")).headers.get("Access-Control-Allow-Origin")).toBeNull();
    const own = await serve(sessions, { cors: ["https://soc.example"], keys });
    expect((await ask(own, "https://soc.example")).headers.get("Access-Control-Allow-Origin")).toBe(
      "https://soc.example",
    );
    expect((await ask(own, "https://other.example")).headers.get("Access-Control-Allow-Origin")).toBeNull();
  });
});
