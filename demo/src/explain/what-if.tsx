// All values of the alert, to change or to enter: the answer follows at once.

import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import type { AlertField } from "../desk/fields.ts";
import { type ChosenAlert, change, fields, reset, wrong } from "./chosen-alert.ts";

export function WhatIf({ chosen }: { chosen: ChosenAlert }) {
  const changed = fields.value.filter(({ name }) => chosen.now.record[name] !== chosen.original.record[name]);
  return (
    <Card
      title={chosen.row === undefined ? "Its values" : "What if"}
      about={changed.length === 0 ? "change a value, and the answer follows" : `${changed.length} changed`}
      actions={
        <Button little disabled={changed.length === 0} onClick={reset}>
          As it was
        </Button>
      }
    >
      {wrong.value !== undefined && (
        <p class="note failure" role="alert">
          {wrong.value}
        </p>
      )}
      <div class="what-if">
        {fields.value.map((field) => (
          <ValueField
            key={`${field.name} ${chosen.row}`}
            field={field}
            value={chosen.now.record[field.name]}
            changed={changed.includes(field)}
          />
        ))}
      </div>
    </Card>
  );
}

interface ValueProps {
  readonly field: AlertField;
  readonly value: unknown;
  readonly changed: boolean;
}

function ValueField({ field, value, changed }: ValueProps) {
  const id = `value-${field.name}`;
  return (
    <div class={changed ? "field changed" : "field"}>
      <label for={id}>{field.name}</label>
      <Input id={id} field={field} value={value} />
    </div>
  );
}

function Input({ id, field, value }: { id: string; field: AlertField; value: unknown }) {
  if (field.kind === "number") return <NumberInput id={id} field={field} value={value} />;
  const text = value === undefined ? "" : Array.isArray(value) ? value.join("; ") : String(value);
  if (field.kind === "boolean") return <YesNo id={id} name={field.name} value={value} />;
  if (field.kind === "category" && field.values.length > 0 && field.values.length <= 60) {
    const options = field.values.includes(text) || text === "" ? field.values : [text, ...field.values];
    return (
      <select
        id={id}
        value={text}
        onChange={(event) => change(field.name, event.currentTarget.value || undefined)}
      >
        <option value="">missing</option>
        {options.map((each) => (
          <option key={each} value={each} selected={each === text}>
            {each}
          </option>
        ))}
      </select>
    );
  }
  return (
    <>
      <input
        id={id}
        type="text"
        value={text}
        placeholder="missing"
        list={field.values.length > 0 ? `${id}-known` : undefined}
        onInput={(event) => change(field.name, enteredOf(field, event.currentTarget.value))}
      />
      {field.values.length > 0 && (
        <datalist id={`${id}-known`}>
          {field.values.slice(0, 60).map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}

function enteredOf({ kind }: AlertField, text: string): unknown {
  if (text.trim() === "") return undefined;
  return kind === "tags" ? text.split(/\s*;\s*/).filter(Boolean) : text;
}

function YesNo({ id, name, value }: { id: string; name: string; value: unknown }) {
  const now = value === undefined ? "" : /^(1|true|yes|y)$/i.test(String(value)) ? "yes" : "no";
  return (
    <select
      id={id}
      value={now}
      onChange={(event) => {
        const { value: chosen } = event.currentTarget;
        change(name, chosen === "" ? undefined : chosen === "yes");
      }}
    >
      <option value="">missing</option>
      <option value="yes" selected={now === "yes"}>
        yes
      </option>
      <option value="no" selected={now === "no"}>
        no
      </option>
    </select>
  );
}

function NumberInput({ id, field, value }: { id: string; field: AlertField; value: unknown }) {
  const { name, range } = field;
  const number = value === undefined ? Number.NaN : Number(value);
  return (
    <>
      <input
        id={id}
        type="number"
        step="any"
        placeholder="missing"
        value={Number.isNaN(number) ? "" : number}
        onInput={(event) => {
          const entered = event.currentTarget.valueAsNumber;
          change(name, Number.isNaN(entered) ? undefined : entered);
        }}
      />
      {range && (
        <input
          type="range"
          aria-label={`${name}, as a slider`}
          min={range.least}
          max={range.most}
          step={range.step}
          value={Number.isNaN(number) ? range.least : number}
          onInput={(event) => change(name, event.currentTarget.valueAsNumber)}
        />
      )}
    </>
  );
}
