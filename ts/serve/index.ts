/**
 * hedgerow/serve: a model as an HTTP service, one code for Workers, Node, Deno and Bun.
 *
 * ```ts
 * import { load } from "hedgerow";
 * import { serve } from "hedgerow/serve";
 *
 * const app = await serve(await load(bytes), { keys: [env.KEY] });
 * export default { fetch: app.fetch };
 * ```
 *
 * In Node, `listen` from hedgerow/serve/node adds what a process needs: limits on time, graceful shutdown and reload.
 */

import type { Hono } from "hono";
import type { Model } from "../model/model.ts";
import { type AppOptions, makeApp } from "./app.ts";
import { Service, type ServiceOptions } from "./service.ts";

export type { RecordAnswer } from "./answer.ts";
export { type AppOptions, makeApp } from "./app.ts";
export type { Limits } from "./limits.ts";
export { Problem, type ProblemBody } from "./problem.ts";
export { type Decision, type PredictRequest, Service, type ServiceOptions } from "./service.ts";

/** The app that answers for a model; `app.fetch` is a fetch handler, and the app can be mounted in another Hono app. */
export async function serve(model: Model, options: ServiceOptions & AppOptions = {}): Promise<Hono> {
  return makeApp(await Service.of(model, options), options) as unknown as Hono;
}
