// Explain: any alert, why the model answers as it does, and what would change its mind.

import { useEffect } from "preact/hooks";
import { Button } from "../control/button.tsx";
import { Empty, PanelHead } from "../control/card.tsx";
import { ModelChoice, NoModel } from "../control/model-choice.tsx";
import { current } from "../state/models.ts";
import { AlertCard } from "./alert-card.tsx";
import { AlertTable } from "./alert-table.tsx";
import { alert, enterByHand, loadFields } from "./chosen-alert.ts";
import { SimilarCard } from "./similar-card.tsx";
import { WhatIf } from "./what-if.tsx";

export function ExplainPanel() {
  const entry = current.value;
  const id = entry?.view && entry.id;
  useEffect(() => {
    if (id === undefined) return;
    if (alert.value?.model !== id) alert.value = undefined;
    loadFields(id);
  }, [id]);
  return (
    <>
      <PanelHead
        title="Why this answer?"
        lead="Choose an alert to see what spoke for and against it, then change a value and watch the probability move."
      >
        {entry?.view && <ModelChoice />}
      </PanelHead>
      {entry?.view === undefined || id === undefined ? (
        <NoModel what="There is no model to explain yet." />
      ) : (
        <div class="stack">
          <AlertTable key={id} id={id} classes={entry.view.classes} />
          {alert.value === undefined ? (
            <Empty>
              <p>No alert is chosen.</p>
              <Button onClick={() => enterByHand(id)}>Enter one by hand</Button>
            </Empty>
          ) : (
            <>
              <div class="split">
                <AlertCard chosen={alert.value} />
                <SimilarCard chosen={alert.value} />
              </div>
              <WhatIf chosen={alert.value} />
            </>
          )}
        </div>
      )}
    </>
  );
}
