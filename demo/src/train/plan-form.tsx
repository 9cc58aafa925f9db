// How to train: a method, what to do about rare classes, which rows to put aside, and for those who want it a little more.

import { signal } from "@preact/signals";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { Check, NumberField, Select } from "../control/field.tsx";
import type { Plan } from "../desk/plan.ts";
import { train } from "../state/models.ts";
import { arranged, opened } from "../state/table.ts";

const plan = signal<Plan>({
  method: "boosting",
  balance: "none",
  steps: undefined,
  learningRate: undefined,
  maxLeaves: undefined,
  anomaly: false,
  seed: 7,
  held: { share: 0.2, by: "label", column: undefined },
});

function choose(part: Partial<Plan>): void {
  plan.value = { ...plan.value, ...part };
}

const BALANCE_HINTS: Readonly<Record<Plan["balance"], string>> = {
  none: "Every row counts the same.",
  weights: "Rare classes weigh as much as frequent ones; more of them are found, with more false alerts.",
  smote: "Makes rows of the rare classes between real ones.",
  adasyn: "As SMOTE, with more rows where classes are hard to tell apart.",
};

export function PlanForm() {
  const { method, balance } = plan.value;
  return (
    <Card title="How">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          train(plan.value);
        }}
      >
        <Select
          name="Method"
          hint={
            method === "boosting"
              ? "Trees that correct each other. Stops by itself."
              : "Many trees that vote."
          }
          value={method}
          options={[
            ["boosting", "Gradient boosting"],
            ["forest", "Random forest"],
          ]}
          onChange={(value) =>
            choose({ method: value, steps: undefined, learningRate: undefined, maxLeaves: undefined })
          }
        />
        <Select
          name="Rare classes"
          hint={BALANCE_HINTS[balance]}
          value={balance}
          options={[
            ["none", "As they are"],
            ["weights", "Weigh them up"],
            ["smote", "SMOTE"],
            ["adasyn", "ADASYN"],
          ]}
          onChange={(value) => choose({ balance: value })}
        />
        <HeldRows />
        <details>
          <summary>More options</summary>
          <Details />
        </details>
        <button type="submit" class="button main-action" disabled={arranged.value === undefined}>
          Train
        </button>
        <Button look="plain" onClick={() => both()}>
          Train both methods
        </Button>
      </form>
    </Card>
  );
}

function both(): void {
  const none = { steps: undefined, learningRate: undefined, maxLeaves: undefined };
  train({ ...plan.value, ...none, method: "boosting" });
  train({ ...plan.value, ...none, method: "forest" });
}

function HeldRows() {
  const { held } = plan.value;
  const change = (part: Partial<Plan["held"]>): void => choose({ held: { ...held, ...part } });
  const times = arranged.value?.columns.filter(({ kind }) => kind === "time").map(({ name }) => name) ?? [];
  const columns = held.by === "time" ? times : (opened.value?.columns ?? []);
  return (
    <>
      <Select
        name="Rows put aside to judge it"
        hint={HELD_HINTS[held.by]}
        value={held.by}
        options={[
          ["label", "One fifth, drawn"],
          ["group", "One fifth of the groups"],
          ...(times.length > 0 ? [["time", "The latest fifth"] as const] : []),
        ]}
        onChange={(by) =>
          change({
            by,
            column: by === "time" ? times[0] : by === "group" ? opened.value?.columns[0] : undefined,
          })
        }
      />
      {held.by !== "label" && (
        <Select
          name={held.by === "time" ? "Column of times" : "Column of groups"}
          value={held.column ?? ""}
          options={columns.map((name) => [name, name] as const)}
          onChange={(column) => change({ column })}
        />
      )}
    </>
  );
}

const HELD_HINTS: Readonly<Record<Plan["held"]["by"], string>> = {
  label: "With the same share of each class.",
  group: "Rows of one group, such as an organisation, stay together.",
  time: "Trained on the past, judged on what came later.",
};

function Details() {
  const { method, steps, learningRate, maxLeaves, anomaly, seed } = plan.value;
  const boosting = method === "boosting";
  return (
    <div class="form">
      <NumberField
        name={boosting ? "Most rounds" : "Trees"}
        value={steps}
        placeholder={boosting ? "1000, ends earlier" : "300"}
        least={1}
        most={5000}
        step={1}
        onChange={(value) => choose({ steps: value })}
      />
      {boosting && (
        <NumberField
          name="Learning rate"
          value={learningRate}
          placeholder="0.05"
          least={0.001}
          most={1}
          step="any"
          onChange={(value) => choose({ learningRate: value })}
        />
      )}
      <NumberField
        name="Most leaves a tree"
        value={maxLeaves}
        placeholder={boosting ? "15" : "no limit"}
        least={2}
        most={4096}
        step={1}
        onChange={(value) => choose({ maxLeaves: value })}
      />
      <NumberField
        name="Seed"
        hint="The same seed gives the same model."
        value={seed}
        least={0}
        step={1}
        onChange={(value) => choose({ seed: value ?? 0 })}
      />
      <Check
        name="Also tell what is unusual"
        hint="Adds an anomaly score to each answer."
        value={anomaly}
        onChange={(value) => choose({ anomaly: value })}
      />
    </div>
  );
}
