// What tests of the service share: a small model of sessions, records for it, and a way to post to an app.

import type { Socket } from "node:net";
import { Dataset, type Model, sampleSessions, toRecords, train } from "../ts/index.ts";
import type { serve } from "../ts/serve/index.ts";

export type App = Awaited<ReturnType<typeof serve>>;

export function sessionsModel(rows = 800, rounds = 20): Promise<Model> {
  const { columns, label } = sampleSessions({ rows, seed: 1 });
  return train(Dataset.fromColumns(columns, { label, drop: ["session_id"] }), { rounds });
}

/** Records without their label. */
export function sessionRecords(rows: number): Record<string, unknown>[] {
  return [...toRecords(sampleSessions({ rows, seed: 3 }))].map(
    ({ session_id: _1, attack_detected: _2, ...record }) => record,
  );
}

/** Posts JSON, or a body as it is. */
export async function post(
  to: App,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what it should be.
): Promise<{ status: number; type: string | null; json: any }> {
  const response = await to.request(path, {
    method: "POST",
    body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
  });
  return { status: response.status, type: response.headers.get("Content-Type"), json: await response.json() };
}

/** What a raw connection hears until it ends. */
export function heard(socket: Socket): Promise<string> {
  return new Promise((done) => {
    let text = "";
    socket.on("data", (part) => {
      text += part;
    });
    socket.on("error", () => {});
    socket.on("close", () => done(text));
  });
}
