// examples/worker as it would be deployed, in real workerd: bundled by wrangler, its model in the bundle, in KV or in R2.

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../build/run.ts";
import {
  Dataset,
  generateKeys,
  type Model,
  sampleSessions,
  signModel,
  toRecords,
  train,
  withDecision,
} from "../../ts/index.ts";
import { bundleWorker, type WorkerModules } from "./worker-bundle.ts";

const sample = sampleSessions({ rows: 1500, seed: 3 });
const records = [...toRecords(sample)];
let model: Model;
let folder: string;
let built: WorkerModules;

beforeAll(async () => {
  const data = Dataset.fromColumns(sample.columns, { label: sample.label });
  model = await train(data, { rounds: 20 });
  folder = mkdtempSync(resolve(tmpdir(), "hedgerow-worker-"));
  // Whoever follows the example's README in this clone has packages there.
  const filter = (path: string) => !path.endsWith("node_modules");
  cpSync(resolve(root, "examples/worker"), folder, { recursive: true, filter });
  mkdirSync(resolve(folder, "node_modules"));
  symlinkSync(root, resolve(folder, "node_modules/hedgerow"));
  writeFileSync(resolve(folder, "model.bin"), model.save());
  built = bundleWorker(folder);
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the Worker answers is what is tested
  body: any;
}

/** What a test does with a KV namespace or an R2 bucket. */
interface Store {
  put(key: string, value: Uint8Array | ArrayBuffer): Promise<unknown>;
}

async function within<T>(
  bindings: Record<string, unknown>,
  work: (
    ask: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>,
    worker: Miniflare,
  ) => Promise<T>,
): Promise<T> {
  const worker = new Miniflare(convertV4MiniflareOptions({ ...built, ...bindings }));
  try {
    return await work(async (path, body, headers = {}) => {
      const init =
        body === undefined
          ? {}
          : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
      const reply = await worker.dispatchFetch(`http://perimeter.example${path}`, { ...init, headers });
      return { status: reply.status, body: await reply.json() };
    }, worker);
  } finally {
    await worker.dispose();
  }
}

test("sessions get the model's verdicts", async () => {
  const asked = records.slice(0, 50);
  await within({}, async (ask) => {
    const { status, body } = await ask("/sessions", { sessions: asked });
    expect(status).toBe(200);
    const expected = asked.map((record) => {
      const { label, probability, missing } = model.predict(record);
      const [reason] = model.explain(record, { top: 1, method: "path" }).contributions;
      return {
        attack: label === "1",
        probability,
        review: false,
        because: reason?.feature,
        missing: missing.length,
      };
    });
    expect(body.verdicts).toEqual(expected);
    expect(new Set(body.verdicts.map(({ attack }: { attack: boolean }) => attack)).size).toBe(2);
    expect((await ask("/sessions", asked[0])).body.verdicts).toEqual(expected.slice(0, 1));
  });
}, 60_000);

test("what is sent wrongly is the sender's fault, and says why", async () => {
  await within({}, async (ask) => {
    expect((await ask("/sessions", "{")).status).toBe(400);
    expect((await ask("/sessions", "[1]")).status).toBe(400);
    expect(await ask("/sessions", { port: { a: 1 } })).toMatchObject({
      status: 400,
      body: { error: { code: "bad-value", message: expect.stringContaining("port") } },
    });
    expect((await ask("/sessions", { sessions: new Array(1001).fill({}) })).status).toBe(413);
    expect((await ask("/sessions")).status).toBe(405);
  });
}, 60_000);

test("other requests are scored themselves: passed on with a verdict, or turned away", async () => {
  await within({ bindings: { BLOCK_AT: "1.1" } }, async (ask) => {
    const { status, body } = await ask("/shop?q=1", undefined, { "cf-connecting-ip": "203.0.113.9" });
    expect(status).toBe(200);
    const { label, probability } = model.predict({ src_ip: "203.0.113.9", protocol: "tcp", port: 80 });
    expect(body).toMatchObject({ passed: true, verdict: { probability, attack: label === "1" } });
  });
  // A model that calls everything an attack.
  const strict = await withDecision(model, { positive: "1", threshold: 0 });
  await within({ kvNamespaces: ["MODELS_KV"], bindings: { BLOCK_AT: "0" } }, async (ask, worker) => {
    const namespace = (await worker.getKVNamespace("MODELS_KV")) as unknown as Store;
    await namespace.put("model.bin", strict.save().slice().buffer);
    expect((await ask("/shop")).status).toBe(403);
  });
}, 60_000);

test("a model from R2, signed; one that is not signed is refused", async () => {
  const keys = await generateKeys();
  const bindings = { r2Buckets: ["MODELS_R2"], bindings: { PUBLIC_KEY: keys.publicKey } };
  await within(bindings, async (ask, worker) => {
    const bucket = (await worker.getR2Bucket("MODELS_R2")) as unknown as Store;
    await bucket.put("model.bin", model.save());
    expect((await ask("/sessions", {})).body.error.code).toBe("bad-signature");
    await bucket.put("model.bin", await signModel(model.save(), keys.privateKey));
    expect((await ask("/sessions", {})).body.verdicts[0].probability).toBe(model.predict({}).probability);
  });
}, 60_000);
