// The service in a Node process, on a real port: what it does with senders that are slow, endless or broken.

import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Model } from "../ts/index.ts";
import { type ListenOptions, listen, type RunningServer } from "../ts/serve/node.ts";
import { heard, sessionRecords, sessionsModel } from "./served.ts";

const records = sessionRecords(100);
const JSON_TYPE = { "content-type": "application/json" };
let model: Model;
const running: RunningServer[] = [];

beforeAll(async () => {
  model = await sessionsModel();
});

afterEach(() => Promise.all(running.splice(0).map((server) => server.close())), 60_000);

async function server(options: ListenOptions = {}): Promise<RunningServer> {
  const started = await listen(model, { port: 0, ...options });
  running.push(started);
  return started;
}

/** Sends until all is sent or the connection ends; how much went. */
async function pour(socket: Socket, bytes: number, chunked = false): Promise<number> {
  const piece = Buffer.alloc(2 ** 16, "[");
  const framed = chunked ? Buffer.concat([Buffer.from("10000\r\n"), piece, Buffer.from("\r\n")]) : piece;
  const closed = new Promise((done) => socket.once("close", done));
  let sent = 0;
  while (sent < bytes && !socket.destroyed && socket.writable) {
    sent += piece.length;
    if (!socket.write(framed))
      await Promise.race([new Promise((done) => socket.once("drain", done)), closed]);
  }
  return sent;
}

describe("the short way and the app's", () => {
  test("give the same answers and refusals", async () => {
    const { url } = await server({ keys: ["0123456789abcdef"] });
    const through = await server({ keys: ["0123456789abcdef"], cors: "*" });
    const bodies = [
      JSON.stringify({ ...records[0], id: "a" }),
      JSON.stringify({ sessions: records }),
      JSON.stringify({ records: [{ port: 1, id: "x" }, { port: "y" }] }),
      "{",
      "",
      `{"a":"${"y".repeat(2 ** 20)}"}`,
    ];
    for (const query of ["", "?reasons=2", "?reasons=x", "?other=1"])
      for (const body of bodies)
        for (const key of ["0123456789abcdef", "wrong"]) {
          const ask = async (base: string) => {
            const headers = { ...JSON_TYPE, authorization: `Bearer ${key}` };
            const response = await fetch(`${base}/predict${query}`, { method: "POST", body, headers });
            const { status } = response;
            return {
              status,
              type: response.headers.get("content-type"),
              auth: response.headers.get("www-authenticate"),
              json: await response.json(),
            };
          };
          const [short, long] = [await ask(url), await ask(through.url)];
          expect(short).toEqual(long);
        }
  });

  test("a body in pieces, and a stream both ways at once", async () => {
    const { port, url } = await server();
    const body = JSON.stringify(records[0]);
    const socket = connect(port, "127.0.0.1");
    const text = heard(socket);
    socket.write(
      `POST /predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    for (const character of body) socket.write(character);
    expect(await text).toContain(
      `"probability":${model.predict(records[0] as Record<string, unknown>).probability}`,
    );
    // Each line is sent when the answer to the one before has come.
    const answers: number[] = [];
    await new Promise<void>((done, fail) => {
      const request = httpRequest(
        `${url}/predict`,
        { method: "POST", headers: { "content-type": "application/x-ndjson" } },
        (response) => {
          response.on("data", (part: Buffer) => {
            answers.push(JSON.parse(part.toString()).probability);
            const next = records[answers.length];
            if (answers.length < 5) request.write(`${JSON.stringify(next)}\n`);
            else request.end();
          });
          response.on("end", done);
        },
      );
      request.on("error", fail);
      request.write(`${JSON.stringify(records[0])}\n`);
    });
    expect(answers).toEqual(records.slice(0, 5).map((record) => model.predict(record).probability));
  });
});

describe("bad senders", () => {
  test("headers and bodies that trickle are cut off; others are served meanwhile", async () => {
    const { port, url } = await server({ headersTimeout: 400, bodyTimeout: 400, streamTimeout: 400 });
    const slow = [
      "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
      "POST /explain HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
      "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
      "POST /predict HTTP/1.1\r\nX-Slow: ",
    ].map((start) => {
      const socket = connect(port, "127.0.0.1");
      socket.write(start);
      return { socket, text: heard(socket) };
    });
    const trickle = setInterval(() => {
      for (const { socket } of [slow[0], slow[1], slow[3]] as typeof slow)
        if (socket.writable) socket.write(" ");
    }, 100);
    const answer = await fetch(`${url}/predict`, { method: "POST", body: "{}", headers: JSON_TYPE });
    expect(answer.status).toBe(200);
    const texts = await Promise.all(slow.map(({ text }) => text));
    clearInterval(trickle);
    for (const i of [0, 1, 3]) {
      expect(texts[i], `${i}`).toMatch(/^HTTP\/1\.1 408 /);
      expect(texts[i], `${i}`).toContain('"code":"timeout"');
    }
  });

  test("1 GB is refused when it is announced, and cut off when it is not", async () => {
    const { port, url } = await server();
    for (const [path, type] of [
      ["/predict", "application/json"],
      ["/explain", "application/json"],
    ]) {
      const socket = connect(port, "127.0.0.1");
      const text = heard(socket);
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 1073741824\r\n\r\n`,
      );
      const sent = await pour(socket, 2 ** 30);
      expect(await text, path).toMatch(/^HTTP\/1\.1 413 .*"code":"too-large"/s);
      expect(sent, path).toBeLessThan(2 ** 29);
    }
    for (const [path, type] of [
      ["/predict", "application/json"],
      ["/feedback", "application/json"],
      ["/predict", "application/x-ndjson"],
    ]) {
      const socket = connect(port, "127.0.0.1");
      const text = heard(socket);
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      const sent = await pour(socket, 2 ** 30, true);
      expect(await text, `${path} ${type}`).toContain('"code":"too-large"');
      expect(sent, `${path} ${type}`).toBeLessThan(2 ** 29);
    }
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test("what is no HTTP, or has endless headers, is told so", async () => {
    const { port } = await server();
    const nonsense = connect(port, "127.0.0.1");
    nonsense.write("GET nonsense\r\n\r\n");
    expect(await heard(nonsense)).toMatch(/^HTTP\/1\.1 400 .*"code":"bad-http"/s);
    const long = connect(port, "127.0.0.1");
    long.write(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(100_000)}\r\n\r\n`);
    expect(await heard(long)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test("a sender that goes away in the middle leaves nothing behind", async () => {
    const { port, url } = await server();
    for (let i = 0; i < 20; i++) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write(
        "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
      );
      await sleep(5);
      socket.destroy();
    }
    expect((await fetch(`${url}/predict`, { method: "POST", body: "{}", headers: JSON_TYPE })).status).toBe(
      200,
    );
  });
});
