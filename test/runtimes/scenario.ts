// One scenario for every runtime. In: the package. Out: text that must be the same everywhere, bit for bit: the bytes of
// trained models, the margins of the batch scorer, the answers of the row scorer.
// It imports nothing, so that it can be handed to a runtime as it is.

type Hedgerow = Pick<
  typeof import("../../ts/index.ts"),
  "Dataset" | "sampleIncidents" | "toRecords" | "train" | "load" | "evaluate" | "Tagger" | "loadTagger"
>;

export interface Outcome {
  boosting: MethodOutcome;
  forest: MethodOutcome;
  numbers: { first: string; later: string; many: string };
  tagger: { bytes: string; scores: string; tags: string };
}

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

  /** A model that asks numbers alone, which goes on in blocks.wasm when it has answered some rows. */
  async function count(): Promise<Outcome["numbers"]> {
    const points = Array.from({ length: 400 }, (_, i) => {
      const [x, y] = [(i * 37) % 101, (i * 53) % 97];
      return { x: x === 3 ? null : x, y, side: x * y > 2000 ? "out" : "in" };
    });
    const dataset = Dataset.fromRecords(points, { label: "side" });
    const model = await hedgerow.train(dataset, { method: "boosting", seed: 7, rounds: 20 });
    const answers = () => hex(Float64Array.from(points, (point) => model.margins(point)[0] as number));
    const first = answers();
    // What is fetched then has come when it was asked for in some turns.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 10));
    return { first, later: answers(), many: hex(model.marginsMany(dataset)) };
  }

  async function tag(): Promise<Outcome["tagger"]> {
    const trained = await hedgerow.Tagger.train(texts(), { text: "message", label: "technique" });
    const tagger = hedgerow.loadTagger(trained.save());
    const asked = [
      ...texts().map(({ message }) => message),
      "",
      "Ünknown wörds 🦔 \ud83e \u0000",
      "lsass.exe",
    ];
    return {
      bytes: hex(trained.save()),
      scores: hex(Float64Array.from(asked.flatMap((text) => [...tagger.scores(text)]))),
      tags: JSON.stringify(asked.slice(-12).map((text) => tagger.tag(text, { abstain: false }))),
    };
  }
  return {
    boosting: await learn("boosting"),
    forest: await learn("forest"),
    numbers: await count(),
    tagger: await tag(),
  };
}

/** Sentences put together of words that go with a technique and words that do not. */
function texts(): { message: string; technique: string }[] {
  const words = {
    T1003: ["lsass.exe", "credential", "dump", "procdump", "C:\\Windows\\lsass.dmp", "memory"],
    T1059: ["powershell", "-enc", "script", "cmd.exe", "EncodedCommand", "shell"],
    T1566: ["mail", "attachment", "macro", "phishing", "https://evil.com/x", "Rechnung"],
  };
  const others = ["the", "a", "user", "host", "ran", "opened", "10.0.0.7", "naïve", "日本", "wrote"];
  return Array.from({ length: 60 }, (_, i) => {
    const technique = (["T1003", "T1059", "T1566"] as const)[i % 3] as keyof typeof words;
    const own = words[technique];
    const sentence = Array.from({ length: 9 }, (_, j) =>
      (i * 5 + j * 3) % 4 === 0 ? own[(i + j) % own.length] : others[(i * j + i + j) % others.length],
    );
    return { message: sentence.join(" "), technique };
  });
}

function hex(numbers: Float64Array | Uint8Array): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
