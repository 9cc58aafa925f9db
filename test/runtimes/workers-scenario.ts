// Training over workers, for runtimes that have them. In: the package and its `worker` entry. Out: the bytes of a forest and of boosting from one
// thread, which ways of growing it gave others, what an abort and a fault are answered with, and how long the slowest abort took.
// It imports nothing, so that it can be handed to a runtime as it is.

type Hedgerow = Pick<
  typeof import("../../ts/index.ts"),
  "Dataset" | "sampleIncidents" | "train" | "evaluate" | "Catalogue" | "Tagger"
>;
type Worker = Pick<typeof import("../../ts/worker/index.ts"), "train" | "evaluate" | "Tagger">;

export interface WorkersOutcome {
  bytes: string;
  differing: string[];
  codes: string[];
  slowestAbort: number;
}

export async function scenario(hedgerow: Hedgerow, worker: Worker): Promise<WorkersOutcome> {
  const { Dataset, sampleIncidents, train } = hedgerow;
  const sample = sampleIncidents({ rows: 2000, seed: 7 });
  const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
  const forest = { method: "forest", trees: 15, seed: 7 } as const;
  const one = await train(data, forest);
  const bytes = hex(one.save());
  const unseen = hex(one.unseen?.probabilities);
  const evaluation = JSON.stringify(hedgerow.evaluate(one, data));

  const differing: string[] = [];
  for (const workers of [1, 2, 4]) {
    for (const [place, how] of [["here", train] as const, ["in a worker", worker.train] as const]) {
      const model = await how(data, { ...forest, workers });
      const same = hex(model.save()) === bytes && hex(model.unseen?.probabilities) === unseen;
      if (!same) differing.push(`${workers} ${place}`);
    }
  }
  if (JSON.stringify(await worker.evaluate(one, data)) !== evaluation) differing.push("evaluation");

  const boosting = await threads(hedgerow, worker);
  differing.push(...boosting.differing, ...(await taggers(hedgerow, worker)));

  const codes: string[] = [];
  let slowestAbort = 0;
  const failed = (error: { code: string }): void => {
    codes.push(error.code);
  };
  await worker.train(data, { classWeights: { Nope: 1 } }).catch(failed);
  for (const how of [train, worker.train]) {
    for (const delay of [0, 20, 60, 120, 250]) {
      let least = Number.POSITIVE_INFINITY;
      let told: { code: string } | undefined;
      // Other work on the machine may hold up an abort, but not each time.
      for (let attempt = 0; attempt < 4 && least >= 100; attempt++) {
        const controller = new AbortController();
        let given = 0;
        setTimeout(() => {
          given = performance.now();
          controller.abort();
        }, delay);
        const options = { method: "forest", workers: 2, trees: 5000, signal: controller.signal } as const;
        await how(data, options).catch((error) => {
          told = error;
        });
        least = Math.min(least, performance.now() - given);
      }
      if (told) failed(told);
      slowestAbort = Math.max(slowestAbort, least);
    }
  }
  return { bytes: bytes + boosting.bytes, differing, codes, slowestAbort };
}

/** Boosting of rows enough for threads that share memory, where there are any. */
async function threads(
  { Dataset, sampleIncidents, train }: Hedgerow,
  worker: Worker,
): Promise<{ bytes: string; differing: string[] }> {
  const sample = sampleIncidents({ rows: 17_000, seed: 7 });
  const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
  const boosting = { rounds: 3, retrain: false } as const;
  const bytes = hex((await train(data, boosting)).save());
  const differing: string[] = [];
  for (const [place, how] of [["here", train] as const, ["in a worker", worker.train] as const])
    if (hex((await how(data, { ...boosting, workers: 2 })).save()) !== bytes)
      differing.push(`boosting ${place}`);
  return { bytes, differing };
}

/** What a tagger trained in a worker has otherwise than one trained here, and errors other than those wanted. */
async function taggers(hedgerow: Hedgerow, worker: Worker): Promise<string[]> {
  const records = Array.from({ length: 80 }, (_, i) => ({
    message: `${["mail with a macro", "lsass.exe was dumped", "ran powershell -enc"][i % 3]} on host-${i % 7}`,
    technique: ["T1566", "T1003", "T1059"][i % 3],
  }));
  const catalogue = hedgerow.Catalogue.fromRecords([
    { id: "T1003", name: "OS Credential Dumping", tactics: "credential-access" },
    { id: "T1110", name: "Brute Force", tactics: "credential-access" },
  ]);
  const options = { text: "message", label: "technique", catalogue };
  const told: { here: number[]; there: number[] } = { here: [], there: [] };
  const note = (place: number[]) => ({
    ...options,
    onProgress: ({ done }: { done: number }) => void place.push(done),
  });
  const here = await hedgerow.Tagger.train(records, note(told.here));
  const there = await worker.Tagger.train(records, note(told.there));
  const wrong: string[] = [];
  if (hex(there.save()) !== hex(here.save())) wrong.push("tagger");
  if (!(there instanceof hedgerow.Tagger)) wrong.push("the tagger's class");
  if (String(told.there) !== String(told.here) || told.here.length === 0) wrong.push("the tagger's progress");
  const ended = async (more: object): Promise<string> =>
    worker.Tagger.train(records, { ...options, ...more }).then(
      () => "trained",
      (error: { code?: string; message: string }) => error.code ?? error.message,
    );
  const controller = new AbortController();
  const abort = { signal: controller.signal, onProgress: () => controller.abort() };
  if ((await ended(abort)) !== "aborted") wrong.push("abort of a tagger");
  const thrown = (): never => {
    throw new Error("told");
  };
  if ((await ended({ onProgress: thrown })) !== "told") wrong.push("a listener that throws");
  if ((await ended({ label: "nothing" })) !== "bad-label") wrong.push("a label that is not there");
  return wrong;
}

function hex(numbers: Float64Array | Uint8Array | undefined): string {
  if (numbers === undefined) return "none";
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
