// What must be the same to the bit wherever the package runs. In: the package, a model's bytes, records. Out: a text. It imports
// nothing and is JavaScript once its types are taken away, so that it can be handed to any runtime.

type Package = {
  edge: Pick<typeof import("../../ts/edge/index.ts"), "loadScorer">;
  /** Left out where the whole package is not to be bundled. */
  main?: Pick<typeof import("../../ts/index.ts"), "load"> | undefined;
};

export async function vectors(
  { edge, main }: Package,
  model: Uint8Array,
  records: readonly Record<string, unknown>[],
): Promise<string> {
  const scorer = await edge.loadScorer(model);
  const lines = [await scorer.id()];
  for (const record of records) {
    const { label, probabilities } = scorer.predict(record);
    const { margin, contributions } = scorer.explain(record, { top: 2 });
    const numbers = [
      ...Object.values(probabilities),
      scorer.anomaly(record).score,
      margin,
      ...contributions.map(({ contribution }) => contribution),
    ];
    lines.push(`${label} ${hex(numbers)}`);
  }
  if (main === undefined) return lines.join("\n");
  const whole = await main.load(model);
  const other = await Promise.all(
    records.map(async (record) => hex(Object.values(whole.predict(record).probabilities))),
  );
  lines.forEach((line, i) => {
    if (i > 0 && !line.includes(` ${other[i - 1]}`)) throw new Error(`load differs at record ${i}`);
  });
  return lines.join("\n");
}

function hex(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(8));
  return numbers
    .map((number) => {
      view.setFloat64(0, number);
      return view.getBigUint64(0).toString(16).padStart(16, "0");
    })
    .join("");
}
