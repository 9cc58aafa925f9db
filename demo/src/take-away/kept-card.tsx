// Models that the browser keeps for the next visit.

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { TextField } from "../control/field.tsx";
import { desk } from "../desk/connect.ts";
import type { KeptModel } from "../desk/library.ts";
import { bytes } from "../state/figures.ts";
import { add, type Entry, newId, rename } from "../state/models.ts";
import { attempt, tell } from "../state/notices.ts";

const kept = signal<readonly KeptModel[]>([]);

async function refresh(): Promise<void> {
  kept.value = (await attempt(() => desk.keptModels())) ?? [];
}

export function KeptCard({ entry }: { entry: Entry | undefined }) {
  useEffect(() => {
    refresh();
  }, []);
  return (
    <Card title="Kept in this browser" about="for the next visit">
      <div class="form">
        {entry && <Keep key={entry.id} entry={entry} />}
        {kept.value.length === 0 ? (
          <p class="quiet">None is kept yet.</p>
        ) : (
          <ul class="kept">
            {kept.value.map((each) => (
              <Kept key={each.name} model={each} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

function Keep({ entry }: { entry: Entry }) {
  const [name, setName] = useState(entry.name);
  const keep = (): Promise<unknown> =>
    attempt(async () => {
      await desk.keep(entry.id, name.trim());
      rename(entry.id, name.trim());
      tell(`"${name.trim()}" is kept.`);
      await refresh();
    });
  return (
    <div class="keep">
      <TextField name="Keep the model as" value={name} onChange={setName} />
      <Button disabled={name.trim() === ""} onClick={keep}>
        Keep
      </Button>
    </div>
  );
}

function Kept({ model: { name, saved, bytes: size, classes } }: { model: KeptModel }) {
  const open = (): Promise<unknown> =>
    attempt(async () => {
      add(await desk.openKept(name, newId()), name, "kept");
      tell(`"${name}" is the model in use now.`);
    });
  const drop = (): Promise<unknown> => attempt(() => desk.dropKept(name).then(refresh));
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p class="quiet small">
          {bytes(size)}, {classes.join(", ")}, {new Date(saved).toLocaleString()}
        </p>
      </div>
      <span class="row">
        <Button little onClick={open}>
          Open<span class="unseen"> {name}</span>
        </Button>
        <Button little look="plain" onClick={drop}>
          Delete<span class="unseen"> {name}</span>
        </Button>
      </span>
    </li>
  );
}
