// Whether a probability means what it says: of the rows that were given 70%, are 70% so?

import type { Evaluation } from "hedgerow";
import { Card } from "../control/card.tsx";
import { LinePlot } from "../plot/line-plot.tsx";
import { percent } from "../state/figures.ts";

export function CalibrationCurve({ evaluation }: { evaluation: Evaluation }) {
  const { reliability, positive, calibrationError } = evaluation;
  const points = reliability.map(({ confidence, frequency }) => [confidence, frequency] as const);
  const share = (value: number): string => percent(value, 0);
  const about = positive === undefined ? "of the class answered" : `of ${positive}`;
  return (
    <Card title="Calibration" about={`${about}; mean error ${percent(calibrationError)}`}>
      <LinePlot
        label={`Calibration: observed share by predicted probability, ${about}`}
        series={[{ name: "observed", color: "var(--accent)", points }]}
        x={{ name: "predicted", format: share, ends: [0, 1] }}
        y={{ name: "observed", format: share, ends: [0, 1] }}
        guide={[
          [0, 0],
          [1, 1],
        ]}
      />
    </Card>
  );
}
