// One training: its loss so far, how fast it goes, how long it may take, and the way to end it.

import type { Progress } from "hedgerow";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { LinePlot, type Series } from "../plot/line-plot.tsx";
import { count, duration, short } from "../state/figures.ts";
import { abort, currentId, type Entry, stop, type Training } from "../state/models.ts";
import { goTo } from "../state/place.ts";
import { arranged } from "../state/table.ts";

export function RunCard({ entry }: { entry: Entry }) {
  const { id, name, training, view } = entry;
  if (training === undefined) return null;
  const done = view !== undefined;
  const last = training.points.at(-1);
  return (
    <Card title={name} about={stateOf(entry)} actions={<Actions entry={entry} />}>
      <div class="run" data-run={id}>
        <progress
          aria-label={`${name}: share of the rounds`}
          value={done ? 1 : (last?.done ?? 0) / (last?.total ?? 1)}
          max={1}
        />
        <Facts training={training} done={done} seconds={view?.seconds} />
        <LossCurve points={training.points} boosting={training.plan.method === "boosting"} />
      </div>
    </Card>
  );
}

function stateOf({ view, training }: Entry): string {
  if (view !== undefined) return view.stopped ? "stopped, with the best so far" : "ready";
  if (training?.stopping === true) return "finishing with the best so far";
  if (training?.points.at(-1)?.retraining === true) return "training once more, on all rows";
  return training?.points.length === 0 ? "getting the rows ready" : "training";
}

function Actions({ entry: { id, view, training } }: { entry: Entry }) {
  if (view !== undefined)
    return (
      <Button
        look="main-action"
        little
        onClick={() => {
          currentId.value = id;
          goTo("evaluate");
        }}
      >
        Evaluate
      </Button>
    );
  return (
    <span class="row">
      <Button
        little
        disabled={training?.stopping === true || training?.points.length === 0}
        onClick={() => stop(id)}
      >
        Stop, keep the best
      </Button>
      <Button little look="plain" onClick={() => abort(id)}>
        Discard
      </Button>
    </span>
  );
}

function Facts({
  training,
  done,
  seconds,
}: {
  training: Training;
  done: boolean;
  seconds: number | undefined;
}) {
  const { plan, points, milliseconds } = training;
  const last = points.at(-1);
  const steps = points.length;
  const rows = (arranged.value?.rows ?? 0) * (1 - plan.held.share);
  const rate = milliseconds === 0 ? 0 : (rows * steps) / (milliseconds / 1000);
  const left = last === undefined ? undefined : ((last.total - last.done) * milliseconds) / steps / 1000;
  const noun = plan.method === "boosting" ? "Rounds" : "Trees";
  return (
    <dl class="facts">
      <div>
        <dt>{noun}</dt>
        <dd>
          {count(last?.done ?? 0)}{" "}
          <small>
            of {plan.method === "boosting" ? "at most " : ""}
            {count(last?.total ?? 0)}
          </small>
        </dd>
      </div>
      <div>
        <dt>Rows a second, all rounds</dt>
        <dd>{short(Math.round(rate))}</dd>
      </div>
      <div>
        <dt>{done ? "Time" : "Time left"}</dt>
        <dd>
          {done ? duration(seconds ?? 0) : left === undefined ? "" : duration(left)}
          {!done && plan.method === "boosting" && <small> at most</small>}
        </dd>
      </div>
      <div>
        <dt>{last?.validationLoss === undefined ? "Loss" : "Validation loss"}</dt>
        <dd>{lossText(last)}</dd>
      </div>
    </dl>
  );
}

function lossText(last: Progress | undefined): string {
  const loss = last?.validationLoss ?? last?.trainingLoss;
  return loss === undefined ? "no rounds" : loss.toFixed(4);
}

function LossCurve({ points, boosting }: { points: readonly Progress[]; boosting: boolean }) {
  if (!boosting) return null;
  const first = points.filter(({ retraining }) => retraining !== true);
  const of = (key: "trainingLoss" | "validationLoss"): Series["points"] =>
    first.flatMap((point) => (point[key] === undefined ? [] : [[point.done, point[key]] as const]));
  const series: Series[] = [
    { name: "validation", color: "var(--series-1)", points: of("validationLoss") },
    { name: "training", color: "var(--series-0)", points: of("trainingLoss") },
  ];
  const shown = series.filter((each) => each.points.length > 0);
  return (
    <LinePlot
      label={`Loss by round: ${shown.map(({ name, points }) => `${name} ${points.at(-1)?.[1].toFixed(3)}`).join(", ")}`}
      series={shown}
      height={220}
      x={{ name: "round", format: short, ends: [0, Math.max(20, first.length)] }}
      y={{ name: "log-loss", format: (value) => value.toFixed(2) }}
    />
  );
}
