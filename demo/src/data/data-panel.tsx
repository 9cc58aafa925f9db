// Data: open a sample or a file, choose what to predict, and see what each column holds.

import { Busy } from "../control/busy.tsx";
import { Button } from "../control/button.tsx";
import { Card, PanelHead } from "../control/card.tsx";
import { DropZone } from "../control/drop-zone.tsx";
import type { SampleName } from "../desk/reading.ts";
import { count } from "../state/figures.ts";
import { goTo } from "../state/place.ts";
import {
  arranged,
  busy,
  failure,
  opened,
  openFile,
  openSample,
  SAMPLE_ROWS,
  stopReading,
} from "../state/table.ts";
import { ColumnTable } from "./column-table.tsx";
import { LabelChoice } from "./label-choice.tsx";

const SAMPLES: readonly (readonly [SampleName, string])[] = [
  ["incidents", "Incidents"],
  ["sessions", "Network sessions"],
  ["evidence", "Alert evidence"],
  ["numbers", "Speed trial"],
];

export function DataPanel() {
  return (
    <>
      <PanelHead
        title="Start with your alerts"
        lead="Open past alerts that somebody has graded, say which column holds the grade, and train a model on them. A made-up sample is open already."
      />
      <div class="stack">
        <Source />
        {failure.value !== undefined && (
          <p class="note failure" role="alert">
            {failure.value}
          </p>
        )}
        {opened.value !== undefined && <LabelChoice />}
        {arranged.value !== undefined && (
          <>
            <ColumnTable arranged={arranged.value} />
            <div class="next">
              <Button
                look="main-action"
                disabled={arranged.value.label === undefined}
                onClick={() => goTo("train")}
              >
                Next: train a model
              </Button>
            </div>
          </>
        )}
      </div>
    </>
  );
}

function Source() {
  return (
    <div class="split even">
      <Card title="A sample" about="made up, with a known answer">
        <div class="row">
          {SAMPLES.map(([name, text]) => (
            <Button
              key={name}
              aria-pressed={opened.value?.name === `sample of ${name}`}
              onClick={() => openSample(name)}
            >
              {text} <span class="quiet small">{count(SAMPLE_ROWS[name])}</span>
            </Button>
          ))}
        </div>
      </Card>
      <DropZone
        what="a CSV or JSONL file"
        hint="Also gzipped. It is read here, in a worker; a million rows are fine."
        accept=".csv,.tsv,.txt,.gz,.jsonl,.ndjson,.json"
        onFile={openFile}
      >
        {busy.value && (
          <Busy work={busy.value} onStop={busy.value.share === undefined ? undefined : stopReading} />
        )}
      </DropZone>
    </div>
  );
}
