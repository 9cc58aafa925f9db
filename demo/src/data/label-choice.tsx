// Which column is to be predicted, and how often each of its classes occurs.

import { Card } from "../control/card.tsx";
import { Select } from "../control/field.tsx";
import { seriesColor } from "../plot/width.ts";
import { count, percent } from "../state/figures.ts";
import { arranged, chooseLabel, label, opened } from "../state/table.ts";

export function LabelChoice() {
  const table = opened.value;
  if (table === undefined) return null;
  const names = table.columns.filter((name) => table.labels.includes(name) || name === label.value);
  return (
    <Card title={table.name} about={`${count(table.rows)} rows, ${table.columns.length} columns`}>
      <div class="label-choice">
        <Select
          name="Column to predict"
          hint={
            label.value === undefined ? "Columns with 2 to 60 different values can be predicted." : undefined
          }
          value={label.value ?? ""}
          options={[["", "none chosen"], ...names.map((name) => [name, name] as const)]}
          onChange={(name) => chooseLabel(name === "" ? undefined : name)}
        />
        <Classes />
      </div>
      {[...table.warnings, ...(arranged.value?.warnings ?? [])].map((sentence) => (
        <p key={sentence} class="note warning">
          {sentence}
        </p>
      ))}
    </Card>
  );
}

function Classes() {
  const classes = arranged.value?.classes ?? [];
  if (classes.length === 0) return null;
  return (
    <div>
      <div class="share-bar" aria-hidden="true">
        {classes.map(({ name, share }, i) => (
          <span key={name} style={{ flexGrow: share, background: seriesColor(i) }} />
        ))}
      </div>
      <ul class="legend">
        {classes.slice(0, 12).map(({ name, rows, share }, i) => (
          <li key={name}>
            <span class="swatch" style={{ background: seriesColor(i) }} />
            {name} {count(rows)} ({percent(share)})
          </li>
        ))}
        {classes.length > 12 && <li>and {classes.length - 12} more</li>}
      </ul>
    </div>
  );
}
