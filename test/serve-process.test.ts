// The service in a Node process: another model in the file's place, and what happens when it is told to end while it works.

import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { generateKeys, type Model, signModel } from "../ts/index.ts";
import { Service, type ServiceOptions } from "../ts/serve/index.ts";
import { listen, type RunningServer, verifyAuditLog, watchModel } from "../ts/serve/node.ts";
import { heard, sessionRecords, sessionsModel } from "./served.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-serve-"));
const main = resolve(import.meta.dirname, "../dist/cli/main.js");
const file = join(folder, "model.bin");
const records = sessionRecords(1);
const JSON_TYPE = { "content-type": "application/json" };
let model: Model;
let other: Model;
const running: RunningServer[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  model = await sessionsModel();
  other = await sessionsModel(500, 5);
  writeFileSync(file, model.save());
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
  for (const child of children.splice(0)) child.kill("SIGKILL");
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function server(): Promise<RunningServer> {
  const started = await listen(model, { port: 0 });
  running.push(started);
  return started;
}

/** `hedgerow serve` as a process; where it listens, and when it has ended. */
async function program(
  ...words: string[]
): Promise<{ url: string; child: ChildProcess; said: () => string; ended: Promise<number | null> }> {
  const child = spawn(process.execPath, [main, "serve", ...words], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let said = "";
  child.stderr?.on("data", (part) => {
    said += part;
  });
  const ended = new Promise<number | null>((done) => child.on("close", done));
  const url = await new Promise<string>((done, fail) => {
    let text = "";
    child.stdout?.on("data", (part) => {
      text += part;
      const found = /at (http:\S+)\n/.exec(text)?.[1];
      if (found !== undefined) done(found);
    });
    void ended.then(() => fail(new Error(`ended before it listened: ${said}`)));
  });
  return { url, child, said: () => said, ended };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error("it did not come to hold");
}

describe("reload", () => {
  test("with a public key only what it signed is served; without one a signature is passed over", async () => {
    const [ours, theirs] = [await generateKeys(), await generateKeys()];
    const started = await listen(model, { port: 0, publicKey: ours.publicKey });
    running.push(started);
    const { service } = started;
    const signed = await signModel(other.save(), ours.privateKey);
    const foreign = await signModel(other.save(), theirs.privateKey);
    const tampered = signed.slice();
    tampered[200] = (tampered[200] as number) ^ 1;
    for (const bad of [other.save(), foreign, tampered]) {
      await expect(service.reload(bad)).rejects.toMatchObject({ code: "bad-signature" });
      expect(service.served.id).toBe(await model.id());
    }
    expect((await service.reload(signed)).id).toBe(await other.id());
    const metrics = await (await fetch(`${started.url}/metrics`)).text();
    expect(metrics).toContain('hedgerow_reloads_total{result="refused"} 3\n');
    const open = await server();
    expect((await open.service.reload(foreign)).id).toBe(await other.id());
    const unset = await Service.of(model, { publicKey: undefined } as unknown as ServiceOptions);
    await expect(unset.reload(signed)).rejects.toMatchObject({ code: "bad-option" });
  });

  test("a truncated or foreign file is refused and the old model serves on; a whole one is served", async () => {
    const { service, url } = await server();
    const path = join(folder, "reloaded.bin");
    copyFileSync(file, path);
    const outcomes: unknown[] = [];
    const watch = await watchModel(service, path, {
      every: 20,
      onReload: (outcome) => outcomes.push(outcome),
    });
    const served = async () => ((await (await fetch(`${url}/model`)).json()) as { id: string }).id;
    try {
      const bad = [
        () => truncateSync(path, 1000),
        () => writeFileSync(path, "no model"),
        () => writeFileSync(path, ""),
        () => writeFileSync(path, flipped(model.save())),
      ];
      for (const [i, spoil] of bad.entries()) {
        spoil();
        await until(() => outcomes.length > i);
        expect(outcomes[i]).toMatchObject({ error: { code: "bad-model" } });
        expect(await served()).toBe(await model.id());
      }
      writeFileSync(`${path}.new`, other.save());
      renameSync(`${path}.new`, path);
      await until(() => outcomes.length > bad.length);
      expect(await served()).toBe(await other.id());
      const answer = await fetch(`${url}/predict`, {
        method: "POST",
        body: JSON.stringify(records[0]),
        headers: JSON_TYPE,
      });
      expect(await answer.json()).toMatchObject(other.predict(records[0] as Record<string, unknown>));
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).toContain('hedgerow_reloads_total{result="done"} 1\n');
      expect(metrics).toContain(`hedgerow_reloads_total{result="refused"} ${bad.length}\n`);
      rmSync(path);
      await watch.reload();
      expect(await served()).toBe(await other.id());
    } finally {
      watch.stop();
    }
  });

  function flipped(bytes: Uint8Array): Uint8Array {
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    return bytes;
  }

  test("no request fails while models are swapped", async () => {
    const { service, url } = await server();
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    let going = true;
    const statuses = new Map<number, number>();
    const asking = Array.from({ length: 16 }, async () => {
      while (going) {
        const { status } = await ask(url, agent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    for (let i = 0; i < 20; i++) await service.reload((i % 2 === 0 ? other : model).save());
    going = false;
    await Promise.all(asking);
    agent.destroy();
    expect([...statuses.keys()]).toEqual([200]);
  });
});

/** One prediction over an agent. */
function ask(url: string, agent: Agent): Promise<{ status: number; closing: boolean }> {
  return new Promise((done, fail) => {
    const options = { method: "POST", agent, headers: { ...JSON_TYPE, "content-length": "2" } };
    const request = httpRequest(`${url}/predict`, options, (response) => {
      response.resume();
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, closing: response.headers.connection === "close" }),
      );
    });
    request.on("error", fail);
    request.end("{}");
  });
}

describe("hedgerow serve", () => {
  test("--public-key holds for the model at first and for what is put in its place", async () => {
    const { privateKey, publicKey } = await generateKeys();
    const [path, key] = [join(folder, "signed.bin"), join(folder, "release.pub")];
    writeFileSync(path, await signModel(model.save(), privateKey));
    writeFileSync(key, publicKey);
    const { url, child, said } = await program(path, "--port", "0", "--no-watch", "--public-key", key);
    const served = async () => ((await (await fetch(`${url}/model`)).json()) as { id: string }).id;
    expect(await served()).toBe(await model.id());
    writeFileSync(path, other.save());
    child.kill("SIGHUP");
    await until(() => said().includes("not reloaded: the model is not signed"));
    expect(await served()).toBe(await model.id());
    writeFileSync(path, await signModel(other.save(), privateKey));
    child.kill("SIGHUP");
    await until(() => said().includes("now serving"));
    expect(await served()).toBe(await other.id());
  });

  test("SIGTERM under load loses no request that was taken, says so at /ready, and ends with 0", async () => {
    const log = join(folder, "decisions.jsonl");
    const { url, child, ended } = await program(file, "--port", "0", "--drain", "2", "--audit", log);
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    let [answered, refused, told] = [0, 0, 0];
    const lost: unknown[] = [];
    const asking = Array.from({ length: 64 }, async () => {
      for (;;) {
        try {
          const { status, closing } = await ask(url, agent);
          if (status === 200) answered++;
          else lost.push(status);
          if (closing) told++;
        } catch (error) {
          // A connection that was never taken: the port is closed.
          if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED") refused++;
          else lost.push(error);
          return;
        }
      }
    });
    await until(() => answered > 500);
    child.kill("SIGTERM");
    await until(async () => (await fetch(`${url}/ready`)).status === 503);
    expect(await ended).toBe(0);
    await Promise.all(asking);
    expect(lost).toEqual([]);
    expect(refused).toBe(64);
    expect(told).toBeGreaterThan(0);
    // Each answer is in the audit log, and nothing else.
    expect((await verifyAuditLog(log)).lines).toBe(answered);
  });

  test("a body that is on its way when SIGTERM comes is answered", async () => {
    const { url, child, ended } = await program(file, "--port", "0");
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    const text = heard(socket);
    socket.write(
      "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{",
    );
    await sleep(200);
    child.kill("SIGTERM");
    await sleep(1500);
    socket.write("}");
    expect(await text).toMatch(/^HTTP\/1\.1 200 .*"probability"/s);
    expect(await ended).toBe(0);
  });

  test("SIGHUP loads the file anew, and options reach the service", async () => {
    const path = join(folder, "hup.bin");
    const keys = join(folder, "keys");
    copyFileSync(file, path);
    writeFileSync(keys, "0123456789abcdef\nfedcba9876543210\n");
    const { url, child, said } = await program(
      ...[path, "--port", "0", "--no-watch", "--keys", keys, "--cors", "https://a.example", "--reasons", "1"],
      ...[
        "--model-version",
        "v9",
        "--positive",
        "0",
        "--max-records",
        "2",
        "--max-body",
        "200",
        "--window",
        "100",
      ],
    );
    const headers = { ...JSON_TYPE, authorization: "Bearer fedcba9876543210", origin: "https://a.example" };
    const predict = (body: string) => fetch(`${url}/predict`, { method: "POST", body, headers });
    const response = await predict("{}");
    expect(response.headers.get("access-control-allow-origin")).toBe("https://a.example");
    expect(await response.json()).toMatchObject({ model_version: "v9", reasons: [{}] });
    expect((await predict('{"records":[{},{},{}]}')).status).toBe(413);
    expect((await predict(`{"a":"${"b".repeat(300)}"}`)).status).toBe(413);
    expect((await fetch(`${url}/predict`, { method: "POST", body: "{}", headers: JSON_TYPE })).status).toBe(
      401,
    );
    writeFileSync(path, readFileSync(path).subarray(0, 5000));
    child.kill("SIGHUP");
    await until(() => said().includes("not reloaded: "));
    writeFileSync(path, other.save());
    child.kill("SIGHUP");
    await until(() => said().includes("now serving v9"));
    const served = (await (await fetch(`${url}/model`, { headers })).json()) as {
      id: string;
      positive: string;
    };
    expect(served).toMatchObject({ id: await other.id(), positive: "0" });
  });

  test("says what is wrong with a model or an option", async () => {
    await expect(program(join(folder, "none.bin"))).rejects.toThrow(/no such file/);
    await expect(program(file, "--port", "70000")).rejects.toThrow(/--port takes/);
    const { url } = await program(file, "--port", "0");
    await expect(program(file, "--port", new URL(url).port)).rejects.toThrow(/EADDRINUSE|in use/);
  });
});
