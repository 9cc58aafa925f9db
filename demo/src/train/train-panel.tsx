// Train: choose how, watch it learn, and compare what came of it.

import { Button } from "../control/button.tsx";
import { Empty, PanelHead } from "../control/card.tsx";
import { current, entries, ready } from "../state/models.ts";
import { goTo } from "../state/place.ts";
import { arranged } from "../state/table.ts";
import { ComparedModels } from "./compared-models.tsx";
import { KindsCard } from "./kinds-card.tsx";
import { PlanForm } from "./plan-form.tsx";
import { RunCard } from "./run-card.tsx";

export function TrainPanel() {
  const running = entries.value.filter(({ training }) => training !== undefined).toReversed();
  return (
    <>
      <PanelHead
        title="Train a model"
        lead="The defaults are good: press the button. Training runs in a worker of its own; go on working meanwhile, or train several at once and compare them."
      />
      {arranged.value?.label === undefined ? (
        <Empty>
          <p>Training needs data, and a column to predict.</p>
          <Button look="main-action" onClick={() => goTo("data")}>
            Choose data
          </Button>
        </Empty>
      ) : (
        <div class="split side-by-form">
          <PlanForm />
          <div class="stack">
            {running.length === 0 && (
              <Empty>
                <p>The loss of each round will be drawn here.</p>
              </Empty>
            )}
            {running.slice(0, 4).map((entry) => (
              <RunCard key={entry.id} entry={entry} />
            ))}
            {ready.value.length > 0 && <ComparedModels />}
            {current.value?.recipe && current.value.view && <KindsCard entry={current.value} />}
          </div>
        </div>
      )}
    </>
  );
}
