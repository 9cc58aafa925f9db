// One scenario for every runtime. In: the package. Out: text that must be the same everywhere, bit for bit: the bytes of
// trained models, the margins of the batch scorer, the answers of the row scorer.
// It imports nothing, so that it can be handed to a runtime as it is.

type Hedgerow = Pick<
  typeof import("../../ts/index.ts"),
  "Dataset" | "sampleIncidents" | "toRecords" | "train" | "load" | "evaluate"
>;

export type Outcome = Record<"boosting" | "forest", MethodOutcome>;

interface MethodOutcome {
  bytes: string;
  margins: string;
  answers: string;
  macroF1: number;
}

const ROWS = 600;

export async function scenario(hedgerow: Hedgerow): Promise<Outcome> {
  const { Dataset, sampleIncidents, toRecords } = hedgerow;
  const sample = sampleIncidents({ rows: ROWS, seed: 7 });
  const records = [...toRecords(sample)];
  const incidents = Dataset.fromRecords(records, { label: sample.label });
  const [fit, held] = incidents.split(0.8, { seed: 7 });

  async function learn(method: "boosting" | "forest"): Promise<MethodOutcome> {
    const size = method === "boosting" ? { rounds: 30 } : { trees: 20 };
    const trained = await hedgerow.train(fit, { method, seed: 7, ...size });
    const model = await hedgerow.load(trained.save());
    const answers = records.slice(0, 100).map((record) => Object.values(model.predict(record).probabilities));
    return {
      bytes: hex(trained.save()),
      margins: hex(model.marginsMany(held)),
      answers: hex(Float64Array.from(answers.flat())),
      macroF1: hedgerow.evaluate(model, held).macroF1,
    };
  }
  return { boosting: await learn("boosting"), forest: await learn("forest") };
}

function hex(numbers: Float64Array | Uint8Array): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
