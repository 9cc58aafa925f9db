// A place for files: dropped, or chosen from a list.

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

interface DropZoneProps {
  /** What goes in, as "a CSV or JSONL file". */
  readonly what: string;
  readonly hint: string;
  readonly accept: string;
  readonly onFile: (file: File) => void;
  /** What is said in it in place of the invitation, such as how far a file is read. */
  readonly children?: ComponentChildren;
}

export function DropZone({ what, hint, accept, onFile, children }: DropZoneProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file !== undefined) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the input within it is what keys and voices reach.
    <div
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      {children ?? (
        <>
          <span>
            Drop {what} here, or <label for={id}>choose one</label>
          </span>
          <span class="small">{hint}</span>
        </>
      )}
      <input
        id={id}
        type="file"
        accept={accept}
        aria-label={`Choose ${what}`}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
