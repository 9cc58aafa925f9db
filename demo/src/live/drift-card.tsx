// Whether alerts still look like those the model was trained on: a gauge a feature, the furthest first.

import type { Drift } from "hedgerow";
import { Card } from "../control/card.tsx";
import { count } from "../state/figures.ts";
import { drift, running } from "./stream.ts";

const SHOWN = 12;
/** End of the gauge, in nats. */
const MOST = 0.5;

const WORDS: Readonly<Record<Drift["band"], string>> = {
  stable: "as it was",
  moderate: "moving",
  major: "drifted",
  "too few": "too few yet",
};

export function DriftCard() {
  const report = drift.value;
  const about =
    report === undefined
      ? undefined
      : `last ${count(report.records)} of ${count(report.window)} alerts against training`;
  return (
    <Card title="Drift" about={about}>
      {report === undefined ? (
        <p class="quiet">
          {running.value === "running"
            ? "Waiting for the first alerts, or this model does not know what its training rows looked like."
            : "Start the stream: each feature is compared with the rows the model was trained on."}
        </p>
      ) : (
        <>
          <Summary features={report.features} />
          <ul class="gauges">
            {report.score && <Gauge drift={report.score} name={`score of ${report.score.name}`} />}
            {report.label && <Gauge drift={report.label} name={`verdicts (${report.label.name})`} />}
            {report.features
              .toSorted((a, b) => psiOf(b) - psiOf(a))
              .slice(0, SHOWN)
              .map((each) => (
                <Gauge key={each.name} drift={each} name={each.name} />
              ))}
          </ul>
          <p class="small quiet">Population stability index: moving from 0.1, drifted above 0.25.</p>
        </>
      )}
    </Card>
  );
}

function psiOf({ psi }: Drift): number {
  return Number.isNaN(psi) ? -1 : psi;
}

function Summary({ features }: { features: readonly Drift[] }) {
  const major = features.filter(({ band }) => band === "major");
  const waiting = features.every(({ band }) => band === "too few");
  return (
    <p
      class={major.length > 0 ? "drift-summary bad" : "drift-summary"}
      data-drift={major.length}
      aria-live="polite"
    >
      {major.length > 0
        ? `${major.length} of ${features.length} features have drifted`
        : waiting
          ? "Too few alerts yet to tell drift from chance"
          : "No feature has drifted"}
    </p>
  );
}

function Gauge({ drift: { psi, band }, name }: { drift: Drift; name: string }) {
  const value = Number.isNaN(psi) ? 0 : psi;
  return (
    <li class={`gauge ${band.replace(" ", "-")}`}>
      <span class="name" title={name}>
        {name}
      </span>
      <meter
        aria-label={`Drift of ${name}`}
        min={0}
        max={MOST}
        low={0.1}
        high={0.25}
        optimum={0}
        value={Math.min(MOST, value)}
      />
      <span class="value">{value.toFixed(2)}</span>
      <span class="word">{WORDS[band]}</span>
    </li>
  );
}
