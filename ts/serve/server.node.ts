// The service as a Node process has it. In: a model and options. Out: a listening server that can be reloaded and closed. Single records take a short way
// past the app (POST /predict with JSON); everything else goes through it. Closing loses no request: until connections are idle they are
// answered, and told that they end.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, Server as NetServer, type Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Model } from "../model/model.ts";
import { type AppOptions, isLines, makeApp, unauthorized } from "./app.ts";
import { joined } from "./ndjson.ts";
import { Problem } from "./problem.ts";
import { processMetrics } from "./process-metrics.node.ts";
import { problemReply, type Reply } from "./reply.ts";
import { type PredictRequest, Service, type ServiceOptions } from "./service.ts";
import { Together } from "./together.node.ts";
import { Turns } from "./turns.node.ts";

export interface ListenOptions extends ServiceOptions, AppOptions {
  /** 0 is any free one. @default 8000 */
  port?: number;
  /** @default "127.0.0.1" */
  host?: string;
  /** Milliseconds in which a request's headers must come. @default 10000 */
  headersTimeout?: number;
  /** Milliseconds in which a JSON body must come. @default 30000 */
  bodyTimeout?: number;
  /** Milliseconds a stream may be silent. @default 300000 */
  streamTimeout?: number;
  /** Milliseconds between asking a load balancer to go elsewhere (/ready) and refusing connections, when closing. @default 0 */
  drainTime?: number;
  /** Milliseconds after which closing ends what is still going on. @default 25000 */
  graceTime?: number;
}

export interface RunningServer {
  readonly service: Service;
  readonly port: number;
  readonly url: string;
  /** Stops taking connections, answers what has come, and is done when all are closed. */
  close(): Promise<void>;
}

/** Milliseconds in which a connection that is to be closed must ask nothing to count as idle. */
const LULL = 1000;
/** Milliseconds a refused sender gets to read why, before it is cut off. */
const FAREWELL = 500;
/** Bytes it may go on sending meanwhile. */
const FAREWELL_BYTES = 2 ** 26;
/** Milliseconds between looks at how it goes on. */
const FAREWELL_TICK = 5;
/** Connections that may wait to be taken: Node's own 511 is less than come at once when a load balancer turns to a new server. */
const BACKLOG = 4096;
/** Of those behind load balancers, whose own is usually a minute. */
const KEEP_ALIVE = 65_000;

/** Serves a model over HTTP. Throws as `Service.of`, and what the system says of the port. */
export async function listen(model: Model, options: ListenOptions = {}): Promise<RunningServer> {
  const service = await Service.of(model, options);
  const { port = 8000, host = "127.0.0.1", headersTimeout = 10_000 } = options;
  const bodies = new Bodies(options);
  const turns = new Turns();
  service.moreMetrics = processMetrics;
  service.turn = () => turns.turn();
  const server = createServer(
    { headersTimeout, requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE, connectionsCheckingInterval: 1000 },
    requestListener(service, bodies, turns, options),
  );
  server.on("clientError", refuseRaw);
  server.on("connection", () => turns.taken());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  const close = once(() => closeServer(server, service, options).finally(() => bodies.stop()));
  return { service, port: taken, url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`, close };
}

function requestListener(
  service: Service,
  bodies: Bodies,
  turns: Turns,
  options: ListenOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const app = makeApp(service, options);
  const together = new Together<Asked>(turns, (group) => answer(service, group));
  const throughApp = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return (request, response) => {
    if (service.closing) response.setHeader("Connection", "close");
    if (request.method === "POST") {
      bodies.watch(request, response, isStream(request));
      response.once("finish", () => {
        if (!request.complete) cutOff(request);
      });
    }
    if (options.cors === undefined && isPredict(request)) predict(service, together, request, response);
    else void throughApp(request, response);
  };
}

function isStream({ headers }: IncomingMessage): boolean {
  try {
    return isLines(headers["content-type"], undefined);
  } catch {
    return false;
  }
}

/** Whether it takes the short way: what is not JSON is the app's to answer or refuse. */
function isPredict({ method, url, headers }: IncomingMessage): boolean {
  if (method !== "POST" || url === undefined || !(url === "/predict" || url.startsWith("/predict?")))
    return false;
  try {
    return !isLines(headers["content-type"], headers["content-encoding"]);
  } catch {
    return false;
  }
}

/** A request for a prediction that has come whole. */
interface Asked extends PredictRequest {
  readonly response: ServerResponse;
  finish(reply: Reply): void;
}

/** All are answered before the first answer is sent: sending is the system's, and long. */
function answer(service: Service, group: readonly Asked[]): void {
  // Who left needs no answer.
  const here = group.filter(({ response }) => !response.destroyed);
  const replies = service.predictAll(here);
  for (const [i, { finish }] of here.entries()) finish(replies[i] as Reply);
}

function predict(
  service: Service,
  together: Together<Asked>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const started = performance.now();
  const { headers, url = "" } = request;
  const finish = (reply: Reply) => {
    send(response, reply);
    service.metrics.request("/predict", reply.status, (performance.now() - started) / 1000, reply.code);
  };
  const most = service.limits.bodyBytes;
  const tooLarge = () => problemReply(new Problem(413, "too-large", `a body has at most ${most} bytes`));
  if (!service.keys.admits(headers.authorization)) {
    finish(service.refuse(unauthorized()));
    return;
  }
  if (Number(headers["content-length"] ?? 0) > most) {
    finish(tooLarge());
    return;
  }
  const reasons = url.length > "/predict".length ? new URLSearchParams(url.slice(9)).get("reasons") : null;
  let first: Uint8Array | undefined;
  let parts: Uint8Array[] | undefined;
  let length = 0;
  request.on("data", (part: Uint8Array) => {
    length += part.length;
    if (length > most) {
      if (!response.headersSent) finish(tooLarge());
    } else if (first === undefined) first = part;
    else if (parts === undefined) parts = [first, part];
    else parts.push(part);
  });
  request.on("end", () => {
    if (response.headersSent) return;
    const body = parts === undefined ? (first ?? new Uint8Array(0)) : joined(parts, length);
    together.add({ body, reasons, response, finish });
  });
}

function send(response: ServerResponse, { status, type, body, headers }: Reply): void {
  if (headers !== undefined)
    for (const name of Object.keys(headers)) response.setHeader(name, headers[name] as string);
  const bytes = Buffer.byteLength(body);
  response.writeHead(status, { "Content-Type": type, "Content-Length": bytes });
  // ASCII is copied as it is.
  response.end(body, bytes === body.length ? "latin1" : "utf8");
}

/** A sender that was answered before its body ended: what still comes is thrown away for a moment, then the connection ends. */
function cutOff(request: IncomingMessage): void {
  const { socket } = request;
  const started = performance.now();
  const read = socket.bytesRead;
  request.resume();
  // Counted at the socket: a body that nobody began to read is thrown away by Node unseen.
  const watch = setInterval(() => {
    if (request.complete) clearInterval(watch);
    else if (performance.now() - started > FAREWELL || socket.bytesRead - read > FAREWELL_BYTES)
      socket.destroy();
    if (socket.destroyed) clearInterval(watch);
  }, FAREWELL_TICK).unref();
}

/** What the parser refuses never becomes a request. */
function refuseRaw(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const problem =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? new Problem(408, "timeout", "the request took too long to come")
      : error.code === "HPE_HEADER_OVERFLOW"
        ? new Problem(431, "too-large", "the headers are too long")
        : new Problem(400, "bad-http", "this is not HTTP/1.1");
  const { status, type, body } = problemReply(problem);
  const head = `HTTP/1.1 ${status} ${problem.body.title}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${body}`);
}

/** A body on its way. */
interface Coming {
  since: number;
  /** Milliseconds it may take. */
  most: number;
  /** Whether its answer has begun. */
  begun: () => boolean;
}

/** Bodies that are on their way, so that one that takes too long is cut off. */
class Bodies {
  readonly #coming = new Map<IncomingMessage, Coming>();
  readonly #bodyTimeout: number;
  readonly #streamTimeout: number;
  readonly #sweeper: NodeJS.Timeout;

  constructor({ bodyTimeout = 30_000, streamTimeout = 300_000 }: ListenOptions) {
    this.#bodyTimeout = bodyTimeout;
    this.#streamTimeout = streamTimeout;
    const often = Math.max(50, Math.min(1000, bodyTimeout / 4, streamTimeout / 4));
    this.#sweeper = setInterval(() => this.#sweep(), often).unref();
  }

  /** A stream's time begins anew with each piece. */
  watch(request: IncomingMessage, response: ServerResponse, stream: boolean): void {
    const most = stream ? this.#streamTimeout : this.#bodyTimeout;
    const state: Coming = { since: performance.now(), most, begun: () => response.headersSent };
    this.#coming.set(request, state);
    const done = () => this.#coming.delete(request);
    request.once("end", done).once("close", done);
    if (stream)
      request.prependListener("data", () => {
        state.since = performance.now();
      });
  }

  #sweep(): void {
    const now = performance.now();
    for (const [request, { since, most, begun }] of this.#coming) {
      if (now - since < most) continue;
      this.#coming.delete(request);
      // Where an answer has begun nothing can be said any more.
      if (begun()) request.socket.destroy();
      else {
        const error = Object.assign(new Error("the body took too long"), {
          code: "ERR_HTTP_REQUEST_TIMEOUT",
        });
        refuseRaw(error, request.socket);
        request.socket.destroySoon();
      }
    }
  }

  stop(): void {
    clearInterval(this.#sweeper);
  }
}

async function closeServer(
  server: Server,
  service: Service,
  { drainTime = 0, graceTime = 25_000 }: ListenOptions,
): Promise<void> {
  service.draining = true;
  await new Promise((resolve) => setTimeout(resolve, drainTime));
  await allTaken(server);
  // Connections are told that they end from now on, when those who would come back in their place are refused.
  service.closing = true;
  // Not http's own close, which ends idle connections at once: a request may be on its way on one of them.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  let sweep: NodeJS.Timeout | undefined;
  const idle = setTimeout(() => {
    server.closeIdleConnections();
    sweep = setInterval(() => server.closeIdleConnections(), LULL / 4);
  }, LULL);
  const cut = setTimeout(() => server.closeAllConnections(), graceTime);
  await closed;
  clearTimeout(idle);
  clearTimeout(cut);
  clearInterval(sweep);
}

/** Until a turn of the event loop has taken no connection, so that none is waiting for it when the port closes; a second at most. */
async function allTaken(server: Server): Promise<void> {
  let taken = 1;
  const count = () => {
    taken++;
  };
  server.on("connection", count);
  for (const end = performance.now() + LULL; taken > 0 && performance.now() < end; ) {
    taken = 0;
    // After the phase that takes connections, twice: the first may have begun in it.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  server.off("connection", count);
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= run();
    return done;
  };
}
