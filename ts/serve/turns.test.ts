import { connect } from "node:net";
import { expect, test } from "vitest";
import { sessionsModel } from "../../test/served.ts";
import { listen } from "./node.ts";
import { Turns } from "./turns.node.ts";

/** Keeps the thread for so many milliseconds. */
function keepBusy(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

const turnOfLoop = () => new Promise((resolve) => setImmediate(resolve));

test("work is done at once", () => {
  const turns = new Turns();
  const done: number[] = [];
  for (let i = 0; i < 100; i++) turns.run(() => done.push(i));
  expect(done).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test("while connections come a turn does a piece of work, and all of it in its order when none comes", async () => {
  const turns = new Turns();
  turns.taken();
  await turnOfLoop();
  const done: number[] = [];
  for (let i = 0; i < 6; i++)
    turns.run(() => {
      keepBusy(2);
      done.push(i);
    });
  expect(done).toEqual([0]);
  turns.taken();
  await turnOfLoop();
  expect(done).toEqual([0, 1]);
  turns.taken();
  await turnOfLoop();
  expect(done).toEqual([0, 1, 2]);
  await turnOfLoop();
  expect(done).toEqual([0, 1, 2, 3, 4, 5]);
  turns.run(() => done.push(6));
  expect(done).toHaveLength(7);
});

test("work that awaits its turn is done within it", async () => {
  const turns = new Turns();
  turns.taken();
  await turnOfLoop();
  turns.run(() => keepBusy(2));
  const done: number[] = [];
  const all = [1, 2, 3].map(async (i) => {
    await turns.turn();
    keepBusy(2);
    done.push(i);
  });
  for (const wanted of [[1], [1, 2], [1, 2, 3]]) {
    turns.taken();
    await turnOfLoop();
    expect(done).toEqual(wanted);
  }
  await Promise.all(all);
});

test("connections that come at once are all answered before some are answered often", async () => {
  const server = await listen(await sessionsModel(), { port: 0 });
  const { service } = server;
  const reply = service.predict(new TextEncoder().encode("{}"));
  service.predictAll = (asked) =>
    asked.map(() => {
      keepBusy(2);
      return reply;
    });
  const answers = new Array<number>(60).fill(0);
  const body =
    "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  const sockets = answers.map((_, i) => {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("data", () => {
      answers[i] = (answers[i] as number) + 1;
      socket.write(body);
    });
    socket.write(body);
    return socket;
  });
  while (answers.includes(0)) await turnOfLoop();
  expect(Math.max(...answers)).toBeLessThan(15);
  for (const socket of sockets) socket.destroy();
  await server.close();
});
