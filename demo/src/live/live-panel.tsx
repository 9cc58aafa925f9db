// Live: alerts as they come, scored one by one: what to look at first, how fast, and whether the world still is what it was.

import { useEffect } from "preact/hooks";
import { PanelHead } from "../control/card.tsx";
import { ModelChoice, NoModel } from "../control/model-choice.tsx";
import { count } from "../state/figures.ts";
import { current, type Entry } from "../state/models.ts";
import { DriftCard } from "./drift-card.tsx";
import { QueueCard } from "./queue-card.tsx";
import { SpeedCard } from "./speed-card.tsx";
import { model, news, prepare, setup } from "./stream.ts";
import { StreamControls } from "./stream-controls.tsx";
import { TrendCards } from "./trend-cards.tsx";
import "./live.css";

export function LivePanel() {
  const entry = current.value;
  return (
    <>
      <PanelHead
        title="Watch it work"
        lead="A stream of alerts, each scored as it comes. Switch drift on to see what happens when detectors begin to report differently."
      >
        {entry?.view && <ModelChoice />}
      </PanelHead>
      {entry?.view === undefined ? (
        <NoModel what="There is no model to score alerts with yet." />
      ) : (
        <Stage entry={entry} classes={entry.view.classes} />
      )}
    </>
  );
}

function Stage({ entry, classes }: { entry: Entry; classes: readonly string[] }) {
  useEffect(() => {
    prepare(entry.id, classes);
  }, [entry.id]);
  if (model.value !== entry.id || setup.value === undefined) return null;
  return (
    <div class="stack">
      <StreamControls classes={classes} />
      <Counts />
      <div class="split queue-and-drift">
        <QueueCard entry={entry} classes={classes} />
        <DriftCard />
      </div>
      <TrendCards />
      <SpeedCard />
    </div>
  );
}

function Counts() {
  const told = news.value;
  if (told === undefined) return null;
  return (
    <>
      <p class="small quiet">
        {count(told.scored)} alerts scored:{" "}
        {Object.entries(told.answers)
          .map(([name, times]) => `${count(times)} ${name}`)
          .join(", ")}
        .
      </p>
      {told.refused > 0 && (
        <p class="note warning">
          {count(told.refused)} could not be scored. {told.refusal}
        </p>
      )}
    </>
  );
}
