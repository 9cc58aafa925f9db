// One alert: the answer, how probable each class is, and the waterfall of why.

import { Card } from "../control/card.tsx";
import { Bars } from "../plot/bars.tsx";
import { Waterfall } from "../plot/waterfall.tsx";
import { seriesColor } from "../plot/width.ts";
import { percent } from "../state/figures.ts";
import { type ChosenAlert, explainClass } from "./chosen-alert.ts";

export function AlertCard({ chosen }: { chosen: ChosenAlert }) {
  const { now, original, row, label } = chosen;
  const { prediction, explanation } = now;
  const before = original.prediction.probabilities[label] as number;
  const after = prediction.probabilities[label] as number;
  const classes = Object.keys(prediction.probabilities);
  return (
    <Card
      title={row === undefined ? "Entered by hand" : `Alert in row ${row + 1}`}
      about={original.truth && `graded ${original.truth}`}
    >
      <div class="answer-head" aria-live="polite">
        <span class="big" data-answer>
          {prediction.label} {percent(prediction.probability)}
        </span>
        {Math.abs(after - before) >= 0.0005 && (
          <span class={after > before ? "rose" : "fell"} data-moved>
            {label} {after > before ? "rose" : "fell"} from {percent(before)} to {percent(after)}
          </span>
        )}
      </div>
      <div class="probabilities">
        <Bars
          most={1}
          bars={classes.slice(0, 8).map((name, i) => ({
            name,
            value: prediction.probabilities[name] as number,
            text: percent(prediction.probabilities[name] as number),
            color: seriesColor(i),
          }))}
        />
      </div>
      <div class="row explain-class">
        <h3 id="explained">Why, for the class</h3>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a frame around two words. */}
        <span class="row" role="group" aria-labelledby="explained">
          {classes.slice(0, 8).map((name) => (
            <button
              key={name}
              type="button"
              class="button little"
              aria-pressed={name === label}
              onClick={() => explainClass(name)}
            >
              {name}
            </button>
          ))}
        </span>
      </div>
      <Waterfall explanation={explanation} />
      {(prediction.missing.length > 0 || prediction.unknown.length > 0) && (
        <p class="small quiet">
          {prediction.missing.length > 0 && `Missing: ${prediction.missing.join(", ")}. `}
          {prediction.unknown.length > 0 && `Never seen in training: ${prediction.unknown.join(", ")}.`}
        </p>
      )}
    </Card>
  );
}
