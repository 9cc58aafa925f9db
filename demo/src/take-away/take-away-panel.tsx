// Take away: the model as a file, in a project that runs it, as a report, as code; and models that are kept here or come from elsewhere.

import { Button } from "../control/button.tsx";
import { Empty, PanelHead } from "../control/card.tsx";
import { ModelChoice } from "../control/model-choice.tsx";
import { current } from "../state/models.ts";
import { goTo } from "../state/place.ts";
import { Downloads } from "./downloads.tsx";
import { ImportCard } from "./import-card.tsx";
import { KeptCard } from "./kept-card.tsx";
import { ProgramCard } from "./program-card.tsx";
import { ScoreCard } from "./score-card.tsx";
import "./take-away.css";

export function TakeAwayPanel() {
  const entry = current.value;
  return (
    <>
      <PanelHead
        title="Take it with you"
        lead="A model is one file of bytes that gives the same answers in Node, in browsers and at the edge. Keep it here under a name, or carry it off with what it needs to run."
      >
        {entry?.view && <ModelChoice />}
      </PanelHead>
      <div class="stack">
        {entry?.view === undefined ? (
          <Empty>
            <p>There is no model to take away yet: train one, open one that was kept, or import one.</p>
            <Button look="main-action" onClick={() => goTo("train")}>
              Train a model
            </Button>
          </Empty>
        ) : (
          <>
            <Downloads entry={entry} view={entry.view} />
            <ScoreCard entry={entry} />
          </>
        )}
        <div class="split">
          <KeptCard entry={entry?.view && entry} />
          <ImportCard />
        </div>
        {entry?.recipe && <ProgramCard recipe={entry.recipe} />}
      </div>
    </>
  );
}
