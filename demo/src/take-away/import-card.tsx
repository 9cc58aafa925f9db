// A model from elsewhere.

import { signal } from "@preact/signals";
import { Card } from "../control/card.tsx";
import { DropZone } from "../control/drop-zone.tsx";
import { TextField } from "../control/field.tsx";
import { desk } from "../desk/connect.ts";
import { add, freshName, newId } from "../state/models.ts";
import { attempt, tell } from "../state/notices.ts";

const classes = signal("");

async function read(file: File): Promise<void> {
  await attempt(async () => {
    const names = classes.value
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    const view = await desk.importModel(file, newId(), names.length === 0 ? undefined : names);
    const name = freshName(file.name.replace(/\.\w+$/, ""));
    add(view, name, view.importedFrom === undefined ? "imported" : `imported from ${view.importedFrom}`);
    tell(`"${name}" is the model in use now.`);
  });
}

export function ImportCard() {
  return (
    <Card title="Import a model">
      <div class="form">
        <DropZone
          what="a model file"
          hint="Of hedgerow (.bin), XGBoost (.json, .ubj), LightGBM (.txt), scikit-learn or ONNX."
          accept=".bin,.json,.ubj,.txt,.onnx"
          onFile={read}
        />
        <TextField
          name="Class names, for a file that has none"
          value={classes.value}
          placeholder="benign, attack"
          onChange={(value) => {
            classes.value = value;
          }}
        />
      </div>
    </Card>
  );
}
