// The service in every runtime. In: the package and a fetch handler. Out: what it answers to a fixed list of requests, which must be the same everywhere.
// It imports nothing, so that it can be handed to a runtime as it is.

type Hedgerow = Pick<typeof import("../../ts/index.ts"), "Dataset" | "sampleSessions" | "train">;
type Serve = typeof import("../../ts/serve/index.ts")["serve"];
type Fetch = (request: Request) => Response | Promise<Response>;

export interface Answered {
  status: number;
  type: string | null;
  body: string;
}

/** A service of a small model, the same everywhere. */
export async function makeApp(
  { Dataset, sampleSessions, train }: Hedgerow,
  serve: Serve,
): Promise<{ fetch: Fetch }> {
  const { columns, label } = sampleSessions({ rows: 500, seed: 7 });
  const model = await train(Dataset.fromColumns(columns, { label, drop: ["session_id"] }), { rounds: 10 });
  return serve(model, { keys: ["0123456789abcdef"], version: "v1" });
}

export async function serveScenario(fetch: Fetch): Promise<Answered[]> {
  const record = {
    id: "a",
    src_ip: "10.0.0.7",
    protocol: "tcp",
    port: 443,
    bytes_sent: 5000,
    duration: 2.5,
    extra: 1,
  };
  const json = "application/json";
  const lines = "application/x-ndjson";
  const asked: [path: string, body?: string, type?: string][] = [
    ["/predict", JSON.stringify(record), json],
    ["/predict", JSON.stringify({ sessions: [record, {}] }), json],
    ["/predict?reasons=2", JSON.stringify({ records: [record, { ...record, id: "b", port: 22 }] }), json],
    ["/predict", JSON.stringify({ features: ["10.0.0.7", null, "tcp", 443, 5000, 2.5, null] }), json],
    [
      "/predict",
      `${JSON.stringify(record)}\n{"id":"c","port":"x"}\nnonsense\n${JSON.stringify(record)}\n`,
      lines,
    ],
    ["/predict", '{"port":"x"}', json],
    ["/predict", `{"a":"${"x".repeat(2 ** 20)}"}`, json],
    ["/predict", "port=1", "text/plain"],
    ["/explain?top=3", JSON.stringify(record), json],
    ["/feedback", '{"feedback":[{"id":"a","label":1},{"id":"nobody","label":0}]}', json],
    ["/model"],
    ["/health"],
    ["/ready"],
    ["/openapi.json"],
    ["/none"],
    ["/metrics"],
  ];
  const answers: Answered[] = [];
  for (const [path, body, type] of asked) {
    const headers: Record<string, string> = { Authorization: "Bearer 0123456789abcdef" };
    if (type !== undefined) headers["Content-Type"] = type;
    const how = body === undefined ? { headers } : { method: "POST", body, headers };
    const response = await fetch(new Request(`http://service${path}`, how));
    const text = await response.text();
    // Times differ; what a parser says of nonsense may too.
    const told = text
      .split("\n")
      .filter(
        (line) =>
          !/^(# |process_|hedgerow_request_duration_seconds_(bucket|sum)|hedgerow_model_loaded)/.test(line),
      )
      .map((line) => line.replace(/the body is not JSON: (?:[^"\\]|\\.)*/, "the body is not JSON"))
      .join("\n");
    answers.push({ status: response.status, type: response.headers.get("Content-Type"), body: told });
  }
  const refused = await fetch(new Request("http://service/model"));
  return [
    ...answers,
    { status: refused.status, type: refused.headers.get("Content-Type"), body: await refused.text() },
  ];
}
