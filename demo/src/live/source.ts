// Where streamed alerts come from. In: a sample's name, rows, or a file. Out: records without end (samples and rows), or until the file
// ends. A sample can drift: its detectors report differently from then on, while what makes an alert true stays as it was.

import { type Dataset, sampleAlerts, sampleIncidents, sampleSessions, toRecords } from "hedgerow";
import type { AlertRecord } from "../desk/rows.ts";

export type StreamSample = "incidents" | "sessions" | "evidence";

export interface Source {
  /** undefined when there are no more. */
  next(): AlertRecord | undefined;
  drift(on: boolean): void;
}

const SAMPLES = { incidents: sampleIncidents, sessions: sampleSessions, evidence: sampleAlerts } as const;
type Drifts = NonNullable<Parameters<typeof sampleIncidents>[0]["drift"]>;

/** What changes: a noisier detector, other categories, a field that stays empty. */
export const DRIFTS: Readonly<Record<StreamSample, Drifts>> = {
  incidents: [
    { feature: "severity", kind: "shift", amount: 1 },
    { feature: "previous_alerts", kind: "shift", amount: 1.5 },
    { feature: "incident_category", kind: "share", value: "phishing", amount: 0.5 },
    { feature: "source_ip", kind: "missing", amount: 0.4 },
  ],
  sessions: [
    { feature: "bytes_sent", kind: "shift", amount: 1 },
    { feature: "protocol", kind: "share", value: "udp", amount: 0.6 },
    { feature: "duration", kind: "missing", amount: 0.5 },
  ],
  evidence: [
    { feature: "EntityType", kind: "share", value: "Url", amount: 0.5 },
    { feature: "SuspicionLevel", kind: "share", value: "Suspicious", amount: 0.5 },
    { feature: "LastVerdict", kind: "missing", amount: 0.7 },
  ],
};

const BATCH = 400;
/** Far from the seeds that models are trained on. */
const FIRST_SEED = 700_001;

export function sampleSource(name: StreamSample): Source {
  let seed = FIRST_SEED;
  let drifting = false;
  let batch: Iterator<AlertRecord> = [][Symbol.iterator]();
  const fresh = (): Iterator<AlertRecord> =>
    toRecords(SAMPLES[name]({ rows: BATCH, seed: seed++, drift: drifting ? DRIFTS[name] : [] }));
  return {
    next() {
      let { value, done } = batch.next();
      if (done === true) {
        batch = fresh();
        ({ value, done } = batch.next());
      }
      return value as AlertRecord;
    },
    drift(on) {
      drifting = on;
      batch = fresh();
    },
  };
}

/** The rows again and again, or once. */
export function rowSource(rows: Dataset, once: boolean): Source {
  let row = 0;
  return {
    next() {
      if (row >= rows.rows) {
        if (once) return undefined;
        row = 0;
      }
      return rows.record(row++);
    },
    drift() {},
  };
}

/** The sample whose columns the features are, if there is one. */
export function sampleFor(features: readonly string[]): StreamSample | undefined {
  for (const [name, make] of Object.entries(SAMPLES)) {
    const columns = new Set(make({ rows: 1 }).columns.map((column) => column.name));
    if (features.every((feature) => columns.has(feature))) return name as StreamSample;
  }
  return undefined;
}
