import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleIncidents } from "../data/sample/index.ts";
import { train } from "../model/train.ts";
import { calibrationReport } from "./calibration-report.ts";
import { evaluate } from "./evaluate.ts";

function incidents(rows: number, seed: number): Dataset {
  const sample = sampleIncidents({ rows, seed });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
}

test("before and after are the models without and with calibration", async () => {
  const [fit, held] = [incidents(1500, 1), incidents(1500, 2)];
  const options = { method: "forest", trees: 40 } as const;
  const [model, plain] = [await train(fit, options), await train(fit, { ...options, calibrate: "none" })];
  const { before, after, method } = await calibrationReport(model, held);
  expect(method).toBe(model.info.calibration?.method);
  expect(before.logLoss).toBe(evaluate(plain, held).logLoss);
  expect(after.logLoss).toBe(evaluate(model, held).logLoss);
  expect(after.logLoss).toBeLessThan(before.logLoss);
  expect(after.calibrationError).toBeLessThan(before.calibrationError);
  const none = await calibrationReport(plain, held);
  expect(none).toEqual({ before, after: none.before, method: "none" });
});
