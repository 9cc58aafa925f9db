// Which model a panel is about.

import { current, currentId, ready } from "../state/models.ts";
import { goTo } from "../state/place.ts";
import { Button } from "./button.tsx";
import { Empty } from "./card.tsx";
import { Select } from "./field.tsx";

export function ModelChoice() {
  return (
    <div class="model-choice">
      <Select
        name="Model"
        value={current.value?.id ?? ""}
        options={ready.value.map(({ id, name, data }) => [id, `${name} · ${data}`] as const)}
        onChange={(id) => {
          currentId.value = id;
        }}
      />
    </div>
  );
}

export function NoModel({ what }: { what: string }) {
  return (
    <Empty>
      <p>{what}</p>
      <Button look="main-action" onClick={() => goTo("train")}>
        Train a model
      </Button>
    </Empty>
  );
}
