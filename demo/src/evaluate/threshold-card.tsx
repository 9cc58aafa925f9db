// A threshold that is dragged along the curves, what it means for a day's work, and the way to keep it in the model.

import { signal } from "@preact/signals";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { NumberField, Select } from "../control/field.tsx";
import { desk } from "../desk/connect.ts";
import type { OperatingPoints } from "../desk/operating-points.ts";
import { Confusion } from "../plot/confusion.tsx";
import { LinePlot, type Point } from "../plot/line-plot.tsx";
import { percent } from "../state/figures.ts";
import { add, type Entry, freshName, newId } from "../state/models.ts";
import { attempt, tell } from "../state/notices.ts";
import { alertsPerDay, type Chosen, chosen, indexOf, loadPoints, point, points } from "./threshold.ts";

const budget = signal<number | undefined>(undefined);

export function ThresholdCard({ entry, classes }: { entry: Entry; classes: readonly string[] }) {
  const all = points.value;
  const now = point.value;
  return (
    <Card title="Threshold" about="drag the point on a curve, or move the slider">
      {all === undefined || now === undefined ? (
        <div class="threshold-space quiet">Counting what each threshold does.</div>
      ) : (
        <div class="stack">
          <Controls entry={entry} classes={classes} all={all} />
          <Reading all={all} now={now} />
          <div class="split">
            <Curves all={all} />
          </div>
          <div class="split">
            <Confusion names={all.names} cells={now.matrix} />
            <Keep entry={entry} all={all} now={now} />
          </div>
        </div>
      )}
    </Card>
  );
}

function Controls({
  entry,
  classes,
  all,
}: {
  entry: Entry;
  classes: readonly string[];
  all: OperatingPoints;
}) {
  return (
    <div class="threshold-controls">
      <Select
        name="Class to flag"
        value={all.positive}
        options={classes.map((name) => [name, name] as const)}
        onChange={(name) => loadPoints(entry.id, classes, name)}
      />
      <NumberField
        name="Alerts a day"
        value={alertsPerDay.value}
        least={1}
        most={1e9}
        step={1}
        onChange={(value) => {
          alertsPerDay.value = value ?? 1000;
        }}
      />
      <div class="field slider">
        <label for="threshold">Threshold, from few alerts to many</label>
        <input
          id="threshold"
          type="range"
          min={0}
          max={all.thresholds.length - 1}
          value={chosen.value}
          aria-valuetext={readingOf(all, point.value as Chosen)}
          onInput={(event) => {
            chosen.value = event.currentTarget.valueAsNumber;
          }}
        />
      </div>
    </div>
  );
}

function aDay(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function readingOf({ positive }: OperatingPoints, { threshold, falseAlerts, recall }: Chosen): string {
  const at = Number.isFinite(threshold) ? threshold.toFixed(3) : "above all";
  return `${at}: ${aDay(falseAlerts)} false alerts a day, ${percent(recall)} of ${positive} found`;
}

function Reading({ all, now }: { all: OperatingPoints; now: Chosen }) {
  const at = Number.isFinite(now.threshold)
    ? `Flag from a probability of ${now.threshold.toFixed(3)}`
    : "Flag nothing";
  return (
    <p class="alerts-a-day" data-reading>
      {at}: <strong>{aDay(now.falseAlerts)} false alerts a day</strong> among {aDay(now.flagged)} flagged,{" "}
      {percent(now.recall)} of {all.positive} found, {aDay(now.missed)} missed a day.
    </p>
  );
}

function Curves({ all }: { all: OperatingPoints }) {
  const negatives = all.rows - all.positives;
  const rates = Array.from(all.truePositives, (right, i): { roc: Point; precision: Point } => {
    const wrong = all.falsePositives[i] as number;
    const recall = right / all.positives;
    return {
      roc: [wrong / negatives, recall],
      precision: [recall, right + wrong === 0 ? 1 : right / (right + wrong)],
    };
  });
  const pick = (index: number): void => {
    chosen.value = index;
  };
  const share = (value: number): string => percent(value, 0);
  return (
    <>
      <div>
        <h3>ROC curve</h3>
        <LinePlot
          label={`ROC curve for ${all.positive}`}
          series={[{ name: all.positive, color: "var(--accent)", points: rates.map(({ roc }) => roc) }]}
          x={{ name: "false positive rate", format: share, ends: [0, 1] }}
          y={{ name: "found", format: share, ends: [0, 1] }}
          guide={[
            [0, 0],
            [1, 1],
          ]}
          picked={chosen.value}
          onPick={pick}
        />
      </div>
      <div>
        <h3>Precision and recall</h3>
        <LinePlot
          label={`Precision by recall for ${all.positive}`}
          series={[
            { name: all.positive, color: "var(--accent)", points: rates.map(({ precision }) => precision) },
          ]}
          x={{ name: "found (recall)", format: share, ends: [0, 1] }}
          y={{ name: "precision", format: share, ends: [0, 1] }}
          guide={[
            [0, all.positives / all.rows],
            [1, all.positives / all.rows],
          ]}
          picked={chosen.value}
          onPick={pick}
        />
      </div>
    </>
  );
}

function Keep({ entry, all, now }: { entry: Entry; all: OperatingPoints; now: Chosen }) {
  const fit = (): Promise<unknown> =>
    attempt(async () => {
      const { decision, falseAlertsPerDay } = await desk.forBudget(entry.id, all.positive, {
        maxFalseAlerts: budget.value ?? 0,
        alertsPerDay: alertsPerDay.value,
      });
      chosen.value = indexOf(all, decision.threshold as number);
      const upper = falseAlertsPerDay?.upper;
      tell(
        `Threshold ${(decision.threshold as number).toFixed(3)}, chosen on rows that the trees did not see.${
          upper === undefined
            ? ""
            : ` New alerts like these give at most ${aDay(upper)} false ones a day, with 95% confidence.`
        }`,
      );
    });
  const keep = (): Promise<unknown> =>
    attempt(async () => {
      const name = freshName(`${entry.name} at ${now.threshold.toFixed(3)}`);
      add(await desk.decide(entry.id, newId(), all.positive, now.threshold), name, entry.data);
      tell(`"${name}" answers ${all.positive} from a probability of ${now.threshold.toFixed(3)} on.`);
    });
  return (
    <div class="form">
      <NumberField
        name="Or say how many false alerts a day are fine"
        value={budget.value}
        placeholder="for instance 5"
        least={0}
        step="any"
        onChange={(value) => {
          budget.value = value;
        }}
      />
      <div class="row">
        <Button disabled={budget.value === undefined} onClick={fit}>
          Find the threshold
        </Button>
        <Button disabled={!Number.isFinite(now.threshold)} onClick={keep}>
          Make a model with it
        </Button>
      </div>
    </div>
  );
}
