// What is streamed, how fast, and the switch for drift.

import { signal } from "@preact/signals";
import { Button } from "../control/button.tsx";
import { Card } from "../control/card.tsx";
import { DropZone } from "../control/drop-zone.tsx";
import { NumberField, Select } from "../control/field.tsx";
import {
  by,
  changeRate,
  drifting,
  pause,
  queued,
  rate,
  resume,
  running,
  setup,
  start,
  stop,
  switchDrift,
} from "./stream.ts";

type Kind = "sample" | "held" | "file";

const chosen = signal<Kind | undefined>(undefined);
const file = signal<File | undefined>(undefined);

const STATES = {
  off: "not started",
  running: "running",
  paused: "paused",
  ended: "the file has ended",
} as const;

export function StreamControls({ classes }: { classes: readonly string[] }) {
  const sample = setup.value?.sample;
  const kind =
    chosen.value === "sample" && sample === undefined
      ? "held"
      : (chosen.value ?? (sample ? "sample" : "held"));
  const idle = running.value === "off" || running.value === "ended";
  return (
    <Card
      title="Stream"
      about={STATES[running.value]}
      actions={<Switch possible={kind === "sample" && running.value === "running"} />}
    >
      <div class="stream-controls">
        <Select<Kind>
          name="Alerts from"
          value={kind}
          options={[
            ...(sample === undefined ? [] : [["sample", `made-up ${sample}`] as const]),
            ["held", "rows of the open data, again and again"],
            ["file", "a file"],
          ]}
          onChange={(value) => {
            stop();
            chosen.value = value;
          }}
        />
        <NumberField
          name="Alerts a second"
          value={rate.value}
          least={1}
          most={20000}
          step={1}
          onChange={(value) => changeRate(value ?? 100)}
        />
        <Select
          name="Queue what is answered"
          value={queued.value}
          options={classes.map((name) => [name, name] as const)}
          onChange={(value) => {
            stop();
            queued.value = value;
          }}
        />
        <Trend place={0} name="Trend by" />
        <Trend place={1} name="and by" />
        <div class="row">
          {idle && (
            <Button
              look="main-action"
              disabled={kind === "file" && file.value === undefined}
              onClick={() => begin(kind)}
            >
              Start
            </Button>
          )}
          {running.value === "running" && <Button onClick={pause}>Pause</Button>}
          {running.value === "paused" && (
            <Button look="main-action" onClick={resume}>
              Go on
            </Button>
          )}
          {!idle && (
            <Button look="plain" onClick={stop}>
              Stop
            </Button>
          )}
        </div>
      </div>
      {kind === "file" && (
        <DropZone
          what="an NDJSON or CSV file"
          hint={file.value?.name ?? "Its alerts are scored in order, at the rate above."}
          accept=".ndjson,.jsonl,.csv,.gz"
          onFile={(given) => {
            stop();
            file.value = given;
          }}
        />
      )}
    </Card>
  );
}

function begin(kind: Kind): void {
  const sample = setup.value?.sample;
  if (kind === "sample" && sample !== undefined) start({ kind: "sample", sample });
  else if (kind === "file" && file.value !== undefined) start({ kind: "file", file: file.value });
  else start("held");
}

function Trend({ place, name }: { place: number; name: string }) {
  const columns = setup.value?.columns ?? [];
  const value = by.value[place];
  if (value === undefined) return null;
  return (
    <Select
      name={name}
      value={value}
      options={columns.map((column) => [column, column] as const)}
      onChange={(column) => {
        stop();
        by.value = by.value.map((each, i) => (i === place ? column : each));
      }}
    />
  );
}

function Switch({ possible }: { possible: boolean }) {
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={drifting.value}
      disabled={!possible}
      onClick={() => switchDrift(!drifting.value)}
    >
      <span class="track" aria-hidden="true" />
      Drift
    </button>
  );
}
