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

test("work is done in its order, at once while there is little, and the event loop turns while there is much", async () => {
  const turns = new Turns();
  const done: number[] = [];
  turns.run(() => done.push(-1));
  expect(done).toEqual([-1]);
  const all = Array.from({ length: 30 }, (_, i) => i);
  for (const i of all)
    turns.run(() => {
      keepBusy(10);
      done.push(i);
    });
  expect(done.length).toBeLessThan(30);
  let loops = 0;
  for (; done.length < 31; loops++) await turnOfLoop();
  expect(done).toEqual([-1, ...all]);
  expect(loops).toBeGreaterThan(2);
});

test("after a connection there is a piece of work a turn, so that the next is taken soon", async () => {
  const turns = new Turns();
  turns.taken();
  await turnOfLoop();
  let done = 0;
  const work = () => {
    keepBusy(2);
    done++;
  };
  for (let i = 0; i < 5; i++) turns.run(work);
  expect(done).toBe(1);
  turns.taken();
  await turnOfLoop();
  expect(done).toBe(2);
});

test("work that awaits its turn is done within it", async () => {
  const turns = new Turns();
  turns.run(() => keepBusy(60));
  const done: number[] = [];
  const work = async (i: number) => {
    await turns.turn();
    keepBusy(60);
    done.push(i);
  };
  const all = Promise.all([1, 2, 3].map(work));
  let most = 0;
  for (let before = 0; done.length < 3; before = done.length) {
    await turnOfLoop();
    most = Math.max(most, done.length - before);
  }
  await all;
  expect(done).toEqual([1, 2, 3]);
  expect(most).toBe(1);
});

test("connections that come at once are all answered before some are answered often", async () => {
  const server = await listen(await sessionsModel(), { port: 0 });
  const { service } = server;
  const reply = service.predict(new TextEncoder().encode("{}"));
  service.predict = () => {
    keepBusy(2);
    return reply;
  };
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
