// A tagger from labelled texts that are dropped in.

import { signal } from "@preact/signals";
import { Busy } from "../control/busy.tsx";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { DropZone } from "../control/drop-zone.tsx";
import { Select } from "../control/field.tsx";
import { count } from "../state/figures.ts";
import { busy, loadFile, openTexts, stop, texts, train } from "./tagging.ts";

const chosen = signal<{ readonly text?: string; readonly label?: string }>({});

export function OwnTagger() {
  const open = texts.value;
  return (
    <Card title="Your own tagger" about="from texts with a technique, or a label of any kind">
      <div class="split even">
        <DropZone
          what="labelled texts (JSONL or CSV)"
          hint="One text and its label a row; at least five texts a label are wanted."
          accept=".jsonl,.ndjson,.csv,.gz"
          onFile={(file) => {
            chosen.value = {};
            openTexts(file);
          }}
        >
          {busy.value && (
            <Busy work={busy.value} onStop={busy.value.what === "Training the tagger" ? stop : undefined} />
          )}
        </DropZone>
        {open === undefined ? (
          <DropZone
            what="a saved tagger"
            hint="As downloaded from here, or made by hedgerow tag train."
            accept=".bin"
            onFile={loadFile}
          />
        ) : (
          <Columns key={open.name} />
        )}
      </div>
    </Card>
  );
}

function Columns() {
  const open = texts.value;
  if (open === undefined) return null;
  const text = chosen.value.text ?? open.text ?? open.columns[0] ?? "";
  const label = chosen.value.label ?? open.label ?? open.columns[1] ?? "";
  const options = open.columns.map((name) => [name, name] as const);
  return (
    <div class="form">
      <p>
        {open.name}: {count(open.rows)} rows
      </p>
      <Select
        name="Column of texts"
        value={text}
        options={options}
        onChange={(value) => choose({ text: value })}
      />
      <Select
        name="Column of labels"
        value={label}
        options={options}
        onChange={(value) => choose({ label: value })}
      />
      <Button look="main-action" disabled={busy.value !== undefined} onClick={() => train({ text, label })}>
        Train the tagger
      </Button>
    </div>
  );
}

function choose(part: { readonly text?: string; readonly label?: string }): void {
  chosen.value = { ...chosen.value, ...part };
}
