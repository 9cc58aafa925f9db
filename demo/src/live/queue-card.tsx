// The triage queue: what to look at, why, and the verdicts of a person, from which the model learns.

import { signal } from "@preact/signals";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { NumberField, TextField } from "../control/field.tsx";
import { enterRecord } from "../explain/chosen-alert.ts";
import { textOf } from "../plot/waterfall.tsx";
import { seriesColor } from "../plot/width.ts";
import { count, duration, percent } from "../state/figures.ts";
import type { Entry } from "../state/models.ts";
import { goTo } from "../state/place.ts";
import type { QueuedAlert } from "./live-worker.ts";
import { filter, judgeAlert, queued, retrain, verdicts, waiting } from "./stream.ts";

const weight = signal(10);
const learning = signal(false);
const SHOWN = 40;

export function QueueCard({ entry, classes }: { entry: Entry; classes: readonly string[] }) {
  const items = waiting.value;
  return (
    <Card title="To look at" about={`${count(items.length)} answered ${queued.value}, newest first`}>
      <TextField
        name="Filter"
        value={filter.value}
        placeholder="text in any field"
        onChange={(value) => {
          filter.value = value;
        }}
      />
      <Learn entry={entry} />
      {items.length === 0 ? (
        <p class="quiet queue-empty">Nothing waits for you.</p>
      ) : (
        <ol class="queue">
          {items.slice(0, SHOWN).map((item) => (
            <Item key={item.id} item={item} classes={classes} id={entry.id} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Item({ item, classes, id }: { item: QueuedAlert; classes: readonly string[]; id: string }) {
  const { label, probability, reasons, record, seconds } = item;
  return (
    <li>
      <div class="row">
        <span class="chip">
          <span class="swatch" style={{ background: seriesColor(classes.indexOf(label)) }} />
          {label} {percent(probability, 0)}
        </span>
        <span class="small quiet">
          alert {count(item.id)}, after {duration(seconds)}
        </span>
      </div>
      <p class="reasons">
        {reasons.length === 0
          ? "This model has no statistics to give reasons by."
          : reasons.map(({ feature, value, contribution }) => (
              <span key={feature} class={contribution > 0 ? "reason" : "reason against"}>
                {feature} {textOf(value)}
              </span>
            ))}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a frame around three buttons. */}
      <div class="row verdicts" role="group" aria-label={`Verdict on alert ${item.id}`}>
        {classes.slice(0, 5).map((name) => (
          <Button key={name} little onClick={() => judgeAlert(item, name)}>
            {name}
          </Button>
        ))}
        <Button
          little
          look="plain"
          onClick={() => {
            enterRecord(id, record);
            goTo("explain");
          }}
        >
          Explain<span class="unseen"> alert {item.id}</span>
        </Button>
      </div>
    </li>
  );
}

function Learn({ entry }: { entry: Entry }) {
  const given = verdicts.value.size;
  if (given === 0) return null;
  const learn = async (): Promise<void> => {
    learning.value = true;
    await retrain(entry, weight.value);
    learning.value = false;
  };
  return (
    <div class="learn">
      <NumberField
        name="A verdict counts as rows"
        value={weight.value}
        least={1}
        most={1000}
        step={1}
        onChange={(value) => {
          weight.value = value ?? 10;
        }}
      />
      <Button look="main-action" disabled={learning.value} onClick={learn}>
        {learning.value ? "Training" : `Retrain with ${count(given)} verdict${given === 1 ? "" : "s"}`}
      </Button>
    </div>
  );
}
