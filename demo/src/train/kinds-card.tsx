// Simpler models beside ours: is the better one worth it?

import { signal } from "@preact/signals";
import { proxy } from "comlink";
import type { Comparison } from "hedgerow";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { Scroll } from "../control/scroll.tsx";
import { desk } from "../desk/connect.ts";
import { count, duration } from "../state/figures.ts";
import type { Entry } from "../state/models.ts";
import { attempt } from "../state/notices.ts";

const found = signal<{ readonly of: string; readonly comparison: Comparison } | undefined>(undefined);
const share = signal<number | undefined>(undefined);

const NAMES: Readonly<Record<string, string>> = {
  majority: "always the most frequent class",
  logistic: "logistic regression",
  tree: "one decision tree",
  knn: "nearest neighbours",
  bayes: "naive Bayes",
  forest: "random forest",
  boosting: "gradient boosting",
};

async function ask(id: string): Promise<void> {
  share.value = 0;
  const comparison = await attempt(() =>
    desk.compareKinds(
      id,
      proxy((done: number) => {
        share.value = done;
      }),
    ),
  );
  share.value = undefined;
  if (comparison !== undefined) found.value = { of: id, comparison };
}

export function KindsCard({ entry }: { entry: Entry }) {
  const told = found.value?.of === entry.id ? found.value.comparison : undefined;
  return (
    <Card
      title="Beside other kinds of models"
      about="with their defaults, on the same rows"
      actions={
        <Button little disabled={share.value !== undefined} onClick={() => ask(entry.id)}>
          Compare
        </Button>
      }
    >
      {share.value !== undefined && <progress aria-label="Comparing" value={share.value} max={1} />}
      {told === undefined ? (
        <p class="quiet">
          Logistic regression, a tree, neighbours and naive Bayes, fitted in a worker as well.
        </p>
      ) : (
        <Kinds comparison={told} />
      )}
    </Card>
  );
}

function Kinds({ comparison: { models, rows } }: { comparison: Comparison }) {
  return (
    <Scroll label="Kinds of models">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            {["Accuracy", "Macro-F1", "Log-loss", "Fitted in"].map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {models.map(({ model, accuracy, macroF1, logLoss, fitSeconds, p }, i) => (
            <tr key={model}>
              <th scope="row">
                {NAMES[model] ?? model}
                {i > 0 && p !== null && p !== undefined && p >= 0.05 && (
                  <span class="quiet small"> as good, for all {count(rows.test)} rows can tell</span>
                )}
              </th>
              <td class={i === 0 ? "number best" : "number"}>{accuracy.toFixed(4)}</td>
              <td class="number">{macroF1.toFixed(4)}</td>
              <td class="number">{logLoss === null ? "" : logLoss.toFixed(4)}</td>
              <td class="number">{duration(fitSeconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
