// A triage service of one's own: Fastify for HTTP, hedgerow for answers. In: a model. Out: a Fastify instance. It shows what a service that is more than
// `hedgerow serve` is made of: its own routes and words, the model's schema as validation, drift watched, answers in another convention.

import fastify from "fastify";
import { DriftMonitor, HedgerowError, toECS } from "hedgerow";

const POSITIVE = "TP";

export async function makeService(model, options = {}) {
  const id = await model.id();
  const monitor = new DriftMonitor(model);
  const service = fastify({ bodyLimit: 65_536, ...options });

  service.setErrorHandler((error, request, reply) => {
    if (error instanceof HedgerowError) {
      // A value of the wrong type: the sentence names the feature.
      return reply.code(422).send({ error: error.code, message: error.message, field: error.at.column });
    }
    if (error.statusCode < 500)
      return reply.code(error.statusCode).send({ error: error.code, message: error.message });
    request.log.error(error);
    return reply.code(500).send({ error: "internal", message: "the service failed" });
  });

  /** An incident in, its grade out, with the three fields that spoke most for it. */
  service.post(
    "/incidents/:incident/grade",
    { schema: { body: { type: "object" } } },
    async ({ params, body }) => {
      const prediction = model.predict(body);
      monitor.observe(body, prediction.probabilities);
      const { contributions } = model.explain(body, { top: 3, label: prediction.label });
      return {
        incident: params.incident,
        ...prediction,
        because: contributions.map(({ feature, value }) => ({ feature, value })),
      };
    },
  );

  /** The same as an event for Elasticsearch. */
  service.post(
    "/incidents/:incident/ecs",
    { schema: { body: { type: "object" } } },
    async ({ params, body }) => {
      const prediction = model.predict(body);
      monitor.observe(body, prediction.probabilities);
      return toECS({ id: params.incident, time: Date.now(), prediction, model: { id }, positive: POSITIVE });
    },
  );

  /** Which features no longer look as they did in training. */
  service.get("/drift", async () => {
    const { records, window, features, score } = monitor.report();
    const told = ({ name, psi, band }) => ({ name, psi: Number.isNaN(psi) ? null : psi, band });
    return { records, window, features: features.map(told), score: score && told(score) };
  });

  service.get("/health", async () => ({ status: "ok", model: id }));
  return service;
}
