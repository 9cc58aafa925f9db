import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerText } from "./answer-text.ts";

const probability = fc.double({ min: 0, max: 1, noNaN: true });
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.constantFrom("__proto__", "1", "0", '"', "\ud800"),
);

test("it is what JSON.stringify makes of the answer", () => {
  const classes = fc.uniqueArray(text, { minLength: 2, maxLength: 5 });
  const answers = fc.tuple(classes, text).chain(([names, version]) => {
    const answer = fc.record(
      {
        id: text,
        label: fc.constantFrom(...names),
        probability,
        probabilities: fc
          .array(probability, { minLength: names.length, maxLength: names.length })
          .map((values) => Object.fromEntries(names.map((name, i) => [name, values[i] as number]))),
        missing: fc.array(text, { maxLength: 3 }),
        unknown: fc.array(text, { maxLength: 3 }),
        abstain: fc.constant(true as const),
        reasons: fc.array(fc.record({ feature: text, value: fc.jsonValue(), contribution: probability })),
      },
      { requiredKeys: ["id", "label", "probability", "probabilities", "missing", "unknown"] },
    );
    return fc.tuple(fc.constant(names), fc.constant(version), answer);
  });
  fc.assert(
    fc.property(answers, ([names, version, answer]) => {
      const { id, label, probability, probabilities, missing, unknown, abstain, reasons } = answer;
      const whole = { id, label, probability, probabilities, missing, unknown, abstain, reasons };
      expect(new AnswerText(names, version).of(answer)).toBe(
        JSON.stringify({ ...whole, model_version: version }),
      );
    }),
    { numRuns: 500 },
  );
});
