// Training over workers, for runtimes that have them. In: the package and its `worker` entry. Out: the bytes of a forest and of boosting from one
// thread, which ways of growing it gave others, what an abort and a fault are answered with, and how long the slowest abort took.
// It imports nothing, so that it can be handed to a runtime as it is.

type Hedgerow = Pick<
  typeof import("../../ts/index.ts"),
  "Dataset" | "sampleIncidents" | "train" | "evaluate"
>;
type Worker = Pick<typeof import("../../ts/worker/index.ts"), "train" | "evaluate">;

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

  // Rows enough for threads that share memory, where there are any.
  const many = sampleIncidents({ rows: 17_000, seed: 7 });
  const most = Dataset.fromColumns(many.columns, { label: many.label, drop: ["incident_id"] });
  const boosting = { rounds: 3, retrain: false } as const;
  const alone = hex((await train(most, boosting)).save());
  for (const [place, how] of [["here", train] as const, ["in a worker", worker.train] as const]) {
    if (hex((await how(most, { ...boosting, workers: 2 })).save()) !== alone)
      differing.push(`boosting ${place}`);
  }

  const codes: string[] = [];
  let slowestAbort = 0;
  const failed = (error: { code: string }): void => {
    codes.push(error.code);
  };
  await worker.train(data, { classWeights: { Nope: 1 } }).catch(failed);
  for (const how of [train, worker.train]) {
    for (const delay of [0, 20, 60, 120, 250]) {
      const controller = new AbortController();
      let given = 0;
      setTimeout(() => {
        given = performance.now();
        controller.abort();
      }, delay);
      await how(data, { method: "forest", workers: 2, trees: 5000, signal: controller.signal }).catch(failed);
      slowestAbort = Math.max(slowestAbort, performance.now() - given);
    }
  }
  return { bytes: bytes + alone, differing, codes, slowestAbort };
}

function hex(numbers: Float64Array | Uint8Array | undefined): string {
  if (numbers === undefined) return "none";
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
