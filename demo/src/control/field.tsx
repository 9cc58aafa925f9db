// Things to fill in, each with its name and what it is good for.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Shared {
  readonly name: string;
  readonly hint?: string;
}

function Around({ id, name, hint, children }: Shared & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {children}
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

interface SelectProps<Value extends string> extends Shared {
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly onChange: (value: Value) => void;
}

export function Select<Value extends string>({ name, hint, value, options, onChange }: SelectProps<Value>) {
  const id = useId();
  return (
    <Around id={id} name={name} hint={hint}>
      <select
        id={id}
        value={value}
        aria-describedby={hint && `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value as Value)}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </Around>
  );
}

interface NumberProps extends Shared {
  /** undefined: left to the default, which `placeholder` tells. */
  readonly value: number | undefined;
  readonly placeholder?: string;
  readonly least?: number;
  readonly most?: number;
  readonly step?: number | "any";
  readonly onChange: (value: number | undefined) => void;
}

export function NumberField({ name, hint, value, placeholder, least, most, step, onChange }: NumberProps) {
  const id = useId();
  return (
    <Around id={id} name={name} hint={hint}>
      <input
        id={id}
        type="number"
        value={value ?? ""}
        placeholder={placeholder}
        min={least}
        max={most}
        step={step}
        aria-describedby={hint && `${id}-hint`}
        onInput={(event) => {
          const number = event.currentTarget.valueAsNumber;
          if (event.currentTarget.validity.valid) onChange(Number.isNaN(number) ? undefined : number);
        }}
      />
    </Around>
  );
}

interface TextProps extends Shared {
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

export function TextField({ name, hint, value, placeholder, onChange }: TextProps) {
  const id = useId();
  return (
    <Around id={id} name={name} hint={hint}>
      <input
        id={id}
        type="text"
        value={value}
        placeholder={placeholder}
        aria-describedby={hint && `${id}-hint`}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </Around>
  );
}

interface CheckProps extends Shared {
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

export function Check({ name, hint, value, onChange }: CheckProps) {
  const id = useId();
  return (
    <div class="field">
      <div class="check">
        <input
          id={id}
          type="checkbox"
          checked={value}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <label for={id}>{name}</label>
      </div>
      {hint !== undefined && <span class="hint">{hint}</span>}
    </div>
  );
}
