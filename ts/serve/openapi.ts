// The OpenAPI 3.1 document of a service, made from the model it serves. In: the model and the limits. Out: a JSON value.

import { VERSION } from "../version.ts";
import type { Limits } from "./limits.ts";
import { type JsonSchema, recordSchemas } from "./record-schema.ts";
import { JSON_TYPE, NDJSON_TYPE, PROBLEM_TYPE } from "./reply.ts";
import type { ServedModel } from "./served-model.ts";

type Operation = Readonly<Record<string, unknown>>;

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const text: JsonSchema = { type: "string" };
const share: JsonSchema = { type: "number", minimum: 0, maximum: 1 };
const list = (items: JsonSchema): { type: "array"; items: JsonSchema } => ({ type: "array", items });

/** All properties are required but those named. */
function object(properties: Record<string, JsonSchema>, ...optional: string[]): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required };
}

/** `secured`: a bearer key is asked for. */
export function openApi(served: ServedModel, limits: Limits, secured: boolean): unknown {
  const { label, method } = served.model.info;
  return {
    openapi: "3.1.0",
    info: {
      title: `hedgerow: ${label ?? "a classifier"}`,
      version: served.version,
      description: `Model ${served.id} (${method}), served by hedgerow ${VERSION}.`,
    },
    paths: pathsOf(served),
    components: {
      schemas: { ...recordSchemas(served.model.encoder.features, limits), ...schemasOf(served, limits) },
      ...(secured ? { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } } : {}),
    },
    ...(secured ? { security: [{ bearer: [] }] } : {}),
  };
}

function pathsOf({ model }: ServedModel): Readonly<Record<string, unknown>> {
  const reasons = query("reasons", "Reasons in each answer.", { type: "integer", minimum: 0, maximum: 100 });
  const explained = [
    query("top", "Features told of.", { type: "integer", minimum: 1, maximum: 10_000 }),
    query("label", "The class explained; else the one answered.", { enum: model.classes }),
    query("method", "Exact Shapley values, or the quick approximation.", { enum: ["tree-shap", "path"] }),
  ];
  const open = { security: [] };
  return {
    "/predict": {
      post: post(
        "predict",
        "Answers records.",
        ref("PredictRequest"),
        ref("PredictResponse"),
        [reasons],
        true,
      ),
    },
    "/explain": {
      post: post("explain", "Says why.", ref("ExplainRequest"), ref("ExplainResponse"), explained),
    },
    "/feedback": {
      post: post(
        "feedback",
        "Takes the true labels of records answered earlier.",
        ref("FeedbackRequest"),
        ref("FeedbackResponse"),
        [],
      ),
    },
    "/model": { get: get("model", "What is served.", JSON_TYPE, ref("Model")) },
    "/health": {
      get: { ...get("health", "Whether the server answers.", JSON_TYPE, object({ status: text })), ...open },
    },
    "/ready": {
      get: {
        ...get(
          "ready",
          "Whether new requests are welcome.",
          JSON_TYPE,
          object({ status: text, model_version: text }),
        ),
        ...open,
      },
    },
    "/metrics": { get: get("metrics", "Counts, for Prometheus.", "text/plain", text) },
    "/openapi.json": { get: get("openapi", "This document.", JSON_TYPE, { type: "object" }) },
  };
}

function query(name: string, description: string, schema: JsonSchema): unknown {
  return { name, in: "query", required: false, description, schema };
}

function post(
  operationId: string,
  summary: string,
  request: JsonSchema,
  response: JsonSchema,
  parameters: readonly unknown[],
  streams = false,
): Operation {
  const lines = streams ? { [NDJSON_TYPE]: { schema: text } } : {};
  return {
    ...{ operationId, summary, parameters },
    requestBody: { required: true, content: { [JSON_TYPE]: { schema: request }, ...lines } },
    responses: { "200": answer("Done.", { [JSON_TYPE]: { schema: response }, ...lines }), ...refusals() },
  };
}

function get(operationId: string, summary: string, type: string, schema: JsonSchema): Operation {
  return {
    operationId,
    summary,
    responses: { "200": answer("Done.", { [type]: { schema } }), ...refusals() },
  };
}

function answer(description: string, content: unknown): unknown {
  return { description, content };
}

function refusals(): Readonly<Record<string, unknown>> {
  const problem = answer("What is wrong, with the record and field it is about.", {
    [PROBLEM_TYPE]: { schema: ref("Problem") },
  });
  return { "4XX": problem, "5XX": problem };
}

function schemasOf(served: ServedModel, limits: Limits): Record<string, JsonSchema> {
  const { classes, encoder } = served.model;
  const properties = (
    recordSchemas(encoder.features, limits)["Record"] as { properties: Record<string, JsonSchema> }
  ).properties;
  const size = encoder.features.length;
  const inOrder = encoder.features.map(({ name }) => properties[name] as JsonSchema);
  const records = { ...list(ref("Record")), maxItems: limits.records };
  const most = Math.ceil(limits.records / 10);
  const word = (name: string, schema: JsonSchema): JsonSchema[] =>
    served.isFeature(name) ? [] : [{ type: "object", properties: { [name]: schema }, required: [name] }];
  const values = { type: "array", prefixItems: inOrder, items: false, minItems: size, maxItems: size };
  const sessions = served.positiveClass === undefined ? [] : word("sessions", records);
  const truth = object({
    id: { type: ["string", "number"] },
    label: { enum: [...classes, ...classes.map(Number).filter((value, i) => String(value) === classes[i])] },
  });
  const told = { ...list(truth), maxItems: limits.records };
  return {
    PredictRequest: {
      anyOf: [
        ref("Record"),
        ...sessions,
        ...word("records", records).map((schema) => without(schema, "sessions")),
        ...word("features", values).map((schema) => without(schema, "sessions", "records")),
      ],
    },
    PredictResponse: {
      anyOf: [
        ref("Answer"),
        object({ predictions: list(ref("Answer")), model_version: text }),
        object({ predictions: list({ enum: [0, 1] }), probabilities: list(share), model_version: text }),
        object({ prediction: { enum: classes } }),
      ],
    },
    ExplainRequest: {
      anyOf: [ref("Record"), ...word("records", { ...records, maxItems: most })],
    },
    ExplainResponse: {
      anyOf: [ref("Explanation"), object({ explanations: list(ref("Explanation")), model_version: text })],
    },
    FeedbackRequest: { anyOf: [truth, object({ feedback: told })] },
    FeedbackResponse: object({ accepted: { type: "integer" }, unknown: list(text) }),
    ...answersOf(classes),
    Model: { type: "object", required: ["id", "version", "method", "classes", "features"] },
    Problem: object(
      {
        type: text,
        title: text,
        status: { type: "integer" },
        detail: text,
        code: text,
        record: { type: "integer" },
        field: text,
      },
      "record",
      "field",
    ),
  };
}

/** Of several words in a body the first counts: sessions, records, features. */
function without(schema: JsonSchema, ...absent: string[]): JsonSchema {
  return { allOf: [schema, { properties: Object.fromEntries(absent.map((name) => [name, false])) }] };
}

function answersOf(classes: readonly string[]): Record<string, JsonSchema> {
  const reason = object({ feature: text, value: true, contribution: { type: "number" } }, "value");
  return {
    Answer: object(
      {
        id: text,
        label: { enum: classes },
        probability: share,
        probabilities: object(Object.fromEntries(classes.map((name) => [name, share]))),
        missing: list(text),
        unknown: list(text),
        abstain: { const: true },
        reasons: list(reason),
        model_version: text,
      },
      "abstain",
      "reasons",
    ),
    Explanation: object(
      {
        method: { enum: ["tree-shap", "path"] },
        label: { enum: classes },
        base: { type: "number" },
        margin: { type: "number" },
        unit: text,
        contributions: list(reason),
        rest: object({ features: { type: "integer" }, contribution: { type: "number" } }),
      },
      "rest",
    ),
  };
}
