// Evaluate: how good the model is on rows it was not trained on, and what a threshold makes of it.

import { useEffect } from "preact/hooks";
import { Card, PanelHead } from "../control/card.tsx";
import { ModelChoice, NoModel } from "../control/model-choice.tsx";
import type { Judged } from "../desk/judging.ts";
import { Confusion } from "../plot/confusion.tsx";
import { count } from "../state/figures.ts";
import { current, type Entry } from "../state/models.ts";
import { CalibrationCurve } from "./calibration-curve.tsx";
import { ImportanceCard } from "./importance-card.tsx";
import { PerClass } from "./per-class.tsx";
import { loadPoints } from "./threshold.ts";
import { ThresholdCard } from "./threshold-card.tsx";

export function EvaluatePanel() {
  const entry = current.value;
  return (
    <>
      <PanelHead
        title="Is it good enough?"
        lead="Judged on rows that were put aside before training. Move the threshold to choose between missed attacks and false alerts."
      >
        {entry?.view && <ModelChoice />}
      </PanelHead>
      {entry?.view === undefined ? (
        <NoModel what="There is no model to judge yet." />
      ) : entry.judged === undefined ? (
        <p class="quiet">Scoring the rows that were put aside.</p>
      ) : (
        <Report key={entry.id} entry={entry} judged={entry.judged} />
      )}
    </>
  );
}

function Report({ entry, judged }: { entry: Entry; judged: Judged }) {
  const { evaluation, caution } = judged;
  useEffect(() => {
    loadPoints(entry.id, judged.classes);
  }, [entry.id]);
  return (
    <div class="stack">
      {caution !== undefined && <p class="note warning">{caution}</p>}
      <Card title="In short" about={`${count(evaluation.rows)} rows`}>
        <dl class="facts">
          {factsOf(judged).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <ThresholdCard entry={entry} classes={judged.classes} />
      <div class="split">
        <Card title="Confusion" about="rows are the truth, columns the most probable class">
          <Confusion names={evaluation.confusion.classes} cells={evaluation.confusion.matrix.flat()} />
        </Card>
        <Card title="Class by class">
          <PerClass evaluation={evaluation} />
        </Card>
      </div>
      <div class="split">
        <CalibrationCurve evaluation={evaluation} />
        <ImportanceCard id={entry.id} />
      </div>
    </div>
  );
}

function factsOf({ evaluation }: Judged): (readonly [string, string])[] {
  const { accuracy, macroF1, rocAuc, prAuc, logLoss, mcc, calibrationError } = evaluation;
  return [
    ["Accuracy", accuracy.toFixed(4)],
    ["Macro-F1", macroF1.toFixed(4)],
    ["ROC AUC", rocAuc?.toFixed(4) ?? "undefined"],
    ["PR AUC", prAuc?.toFixed(4) ?? "undefined"],
    ["Log-loss", logLoss.toFixed(4)],
    ["Matthews", mcc.toFixed(4)],
    ["Calibration error", calibrationError.toFixed(4)],
  ];
}
