/** The embedded samples: made-up incidents, sessions and evidence, with their data dictionaries and ceilings. */

export { EVIDENCE_FIELDS } from "./alert-fields.ts";
export { EVIDENCE_CEILING, sampleAlerts } from "./alerts.ts";
export type { SampleColumn } from "./column.ts";
export { toCSV } from "./csv.ts";
export type { Drift } from "./drift.ts";
export type { Field } from "./field.ts";
export { INCIDENT_FIELDS } from "./incident-fields.ts";
export { INCIDENT_CEILING, sampleIncidents } from "./incidents.ts";
export { cellAt, toRecords } from "./records.ts";
export type { Ceiling, Sample, SampleOptions } from "./sample.ts";
export { SESSION_FIELDS } from "./session-fields.ts";
export { SESSION_CEILING, sampleSessions } from "./sessions.ts";
