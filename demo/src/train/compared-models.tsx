// The models of this visit side by side, on the rows that each was judged on.

import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { Scroll } from "../control/scroll.tsx";
import { bytes, count, duration } from "../state/figures.ts";
import { currentId, type Entry, ready, remove } from "../state/models.ts";

interface Measure {
  readonly name: string;
  readonly of: (entry: Entry) => number | undefined;
  readonly text: (value: number) => string;
  readonly better: "high" | "low";
}

const MEASURES: readonly Measure[] = [
  {
    name: "Accuracy",
    of: ({ judged }) => judged?.evaluation.accuracy,
    text: (v) => v.toFixed(4),
    better: "high",
  },
  {
    name: "Macro-F1",
    of: ({ judged }) => judged?.evaluation.macroF1,
    text: (v) => v.toFixed(4),
    better: "high",
  },
  {
    name: "ROC AUC",
    of: ({ judged }) => judged?.evaluation.rocAuc ?? undefined,
    text: (v) => v.toFixed(4),
    better: "high",
  },
  {
    name: "Log-loss",
    of: ({ judged }) => judged?.evaluation.logLoss,
    text: (v) => v.toFixed(4),
    better: "low",
  },
  { name: "Trained in", of: ({ view }) => view?.seconds, text: duration, better: "low" },
  { name: "Size", of: ({ view }) => view?.bytes, text: bytes, better: "low" },
];

export function ComparedModels() {
  const models = ready.value;
  return (
    <Card title="Side by side" about={models.length > 1 ? "the best of each column stands out" : undefined}>
      <Scroll label="Models side by side">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Model</th>
              {MEASURES.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
              <th scope="col" class="number">
                Judged on
              </th>
              <th scope="col">
                <span class="unseen">Do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {models.map((entry) => (
              <Row key={entry.id} entry={entry} models={models} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

function Row({ entry, models }: { entry: Entry; models: readonly Entry[] }) {
  const { id, name, data, judged } = entry;
  return (
    <tr>
      <th scope="row">
        {name}
        <div class="quiet small">{data}</div>
      </th>
      {MEASURES.map((measure) => {
        const value = measure.of(entry);
        const best = models.length > 1 && value !== undefined && value === bestOf(measure, models);
        return (
          <td key={measure.name} class={best ? "number best" : "number"}>
            {value === undefined ? "" : measure.text(value)}
          </td>
        );
      })}
      <td class="number">{judged && `${count(judged.evaluation.rows)} rows`}</td>
      <td>
        <span class="row">
          <Button
            little
            aria-pressed={currentId.value === id}
            onClick={() => {
              currentId.value = id;
            }}
          >
            Use<span class="unseen"> {name}</span>
          </Button>
          <Button little look="plain" title="Remove" onClick={() => remove(id)}>
            <span aria-hidden="true">✕</span>
            <span class="unseen">Remove {name}</span>
          </Button>
        </span>
      </td>
    </tr>
  );
}

function bestOf({ of, better }: Measure, models: readonly Entry[]): number {
  const values = models.flatMap((entry) => of(entry) ?? []);
  return better === "high" ? Math.max(...values) : Math.min(...values);
}
