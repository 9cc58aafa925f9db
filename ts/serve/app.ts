// The HTTP app over a service, for whatever runs fetch handlers: Workers, Node, Deno, Bun. In: requests. Out: responses. Each refusal is a problem, each
// request is counted when its answer is made.

import { Hono } from "hono";
import { cors } from "hono/cors";
import { PROMETHEUS_TYPE } from "../monitor/prometheus.ts";
import { type DataPoints, writePoint } from "./analytics.ts";
import { answerLines, joined } from "./ndjson.ts";
import { Problem } from "./problem.ts";
import { JSON_TYPE, NDJSON_TYPE, type Reply } from "./reply.ts";
import type { Service } from "./service.ts";

export interface AppOptions {
  /** Origins whose pages may call, "*" for all. @default none */
  cors?: string | readonly string[];
  /** Name of the Analytics Engine binding that data points are written to, where the runtime has one. @default "HEDGEROW_ANALYTICS" */
  analytics?: string;
}

/** Each path with its method. */
export const ROUTES = {
  "/predict": "POST",
  "/explain": "POST",
  "/feedback": "POST",
  "/model": "GET",
  "/metrics": "GET",
  "/health": "GET",
  "/ready": "GET",
  "/openapi.json": "GET",
} as const;

/** Paths that answer without a key: for probes. */
const OPEN: ReadonlySet<string> = new Set(["/health", "/ready"]);

type Env = { Bindings: Record<string, unknown>; Variables: { code?: string } };
type Handler = (request: Request, query: URLSearchParams) => Reply | Response | Promise<Reply | Response>;

/** The app; `app.fetch` is a fetch handler. */
export function makeApp(
  service: Service,
  { cors: origins, analytics = "HEDGEROW_ANALYTICS" }: AppOptions = {},
): Hono<Env> {
  const app = new Hono<Env>();
  if (origins !== undefined) {
    const origin = typeof origins === "string" ? origins : [...origins];
    app.use(
      cors({
        origin,
        allowMethods: ["GET", "POST"],
        allowHeaders: ["Authorization", "Content-Type"],
        maxAge: 600,
      }),
    );
  }
  app.use(async (context, next) => {
    const started = performance.now();
    const path = context.req.path;
    if (!OPEN.has(path) && !service.keys.admits(context.req.header("Authorization")))
      context.res = toResponse(service.refuse(unauthorized()), (code) => context.set("code", code));
    else await next();
    const route = Object.hasOwn(ROUTES, path) ? path : "other";
    const milliseconds = performance.now() - started;
    service.metrics.request(route, context.res.status, milliseconds / 1000, context.get("code"));
    const points = (context.env as Env["Bindings"] | undefined)?.[analytics] as DataPoints | undefined;
    writePoint(points, {
      route,
      status: context.res.status,
      code: context.get("code"),
      milliseconds,
      model: service.served.id,
    });
  });
  for (const [path, handler] of Object.entries(handlers(service))) {
    const method = ROUTES[path as keyof typeof ROUTES];
    app.on(method, path, async (context) => {
      const reply = await handler(context.req.raw, new URL(context.req.url).searchParams);
      return reply instanceof Response ? reply : toResponse(reply, (code) => context.set("code", code));
    });
    app.all(path, () => {
      const allow = method === "GET" ? "GET, HEAD" : method;
      throw new Problem(405, "bad-method", `${path} takes ${method}`, {}, { Allow: allow });
    });
  }
  app.notFound((context) =>
    toResponse(service.refuse(notFound(context.req.path)), (code) => context.set("code", code)),
  );
  app.onError((error, context) => toResponse(service.refuse(error), (code) => context.set("code", code)));
  return app;
}

export function unauthorized(): Problem {
  return new Problem(401, "no-key", "a valid bearer key is needed", {}, { "WWW-Authenticate": "Bearer" });
}

function notFound(path: string): Problem {
  return new Problem(404, "no-path", `there is no ${path.slice(0, 100)}; see /openapi.json`);
}

function handlers(service: Service): Record<keyof typeof ROUTES, Handler> {
  const json = (answer: (body: Uint8Array, query: URLSearchParams) => Reply): Handler => {
    return async (request, query) => {
      needType(request, false);
      const body = await readBody(request, service.limits.bodyBytes);
      await service.turn();
      return answer(body, query);
    };
  };
  const predict = json((body, query) => service.predict(body, query.get("reasons")));
  return {
    "/predict": (request, query) =>
      needType(request, true) ? stream(service, request, query) : predict(request, query),
    "/explain": json((body, query) => service.explain(body, query)),
    "/feedback": json((body) => service.feedback(body)),
    "/model": () => service.model(),
    "/metrics": () => ({ status: 200, type: PROMETHEUS_TYPE, body: service.metricsText() }),
    "/health": () => service.health(),
    "/ready": () => service.ready(),
    "/openapi.json": () => ({ status: 200, type: JSON_TYPE, body: service.openApi() }),
  };
}

/** Whether the body is lines. Throws a Problem for a type that is neither that nor JSON. */
function needType(request: Request, mayStream: boolean): boolean {
  const lines = isLines(request.headers.get("Content-Type"), request.headers.get("Content-Encoding"));
  if (lines && !mayStream) throw new Problem(415, "bad-type", "this takes application/json");
  return lines;
}

/** Whether a body of this type is lines. Throws a Problem where it is neither that nor JSON. */
export function isLines(type: string | null | undefined, encoding: string | null | undefined): boolean {
  if (encoding !== null && encoding !== undefined && encoding !== "identity")
    throw new Problem(415, "bad-encoding", "the body may not be compressed");
  const [name = ""] = (type ?? JSON_TYPE).split(";", 1);
  const essence = name.trim().toLowerCase();
  if (essence === NDJSON_TYPE || essence === "application/ndjson" || essence === "application/jsonl")
    return true;
  if (essence === JSON_TYPE || /^application\/[\w.-]+\+json$/.test(essence)) return false;
  throw new Problem(415, "bad-type", `the body is ${JSON_TYPE}, or ${NDJSON_TYPE} for a stream`);
}

function stream(service: Service, request: Request, query: URLSearchParams): Response {
  const reasons = query.get("reasons");
  const lines = answerLines(
    (record) => service.predictRecord(record, reasons),
    (problem, error) => {
      service.refuse(error);
      service.metrics.error(problem.code);
    },
    service.limits,
  );
  const body = request.body ?? new Blob([]).stream();
  return new Response(body.pipeThrough(lines as ReadableWritablePair<Uint8Array, Uint8Array>), {
    headers: { "Content-Type": NDJSON_TYPE, "X-Accel-Buffering": "no" },
  });
}

/** The whole body. Throws a Problem as soon as it is too long. */
async function readBody(request: Request, most: number): Promise<Uint8Array> {
  const tooLarge = (): Problem => new Problem(413, "too-large", `a body has at most ${most} bytes`);
  if (Number(request.headers.get("Content-Length") ?? 0) > most) throw tooLarge();
  const parts: Uint8Array[] = [];
  let length = 0;
  if (request.body === null) return new Uint8Array(0);
  for await (const part of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > most) throw tooLarge();
    parts.push(part);
  }
  return joined(parts, length);
}

function toResponse(reply: Reply, told: (code: string) => void): Response {
  const { status, type, body, headers, code } = reply;
  if (code !== undefined) told(code);
  return new Response(body, { status, headers: { ...headers, "Content-Type": type } });
}
