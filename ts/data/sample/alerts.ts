/**
 * `sampleAlerts`: evidence of security incidents, made up, with the columns of Microsoft GUIDE. In: rows, seed, drift.
 * Out: one piece of evidence a row; an incident's rows follow one another, incidents are in no order of time. All rows
 * of an incident share organisation, detector, hour and grade, so split by IncidentId: a split by rows puts parts of
 * one incident on both sides. A cut at `rows` may fall within the last incident.
 */
import { EvidenceColumns } from "./alert-columns.ts";
import { drawCells, ENTITY_TYPES, type EntityType } from "./alert-entities.ts";
import { fillEvidence } from "./alert-evidence.ts";
import { EVIDENCE_FIELDS } from "./alert-fields.ts";
import { EVIDENCE_GRADES, posteriorWeights, priorWeights } from "./alert-grade.ts";
import { ROLES } from "./alert-text.ts";
import * as world from "./alert-world.ts";
import { hourOf, pickHour } from "./clock.ts";
import { Draws } from "./draws.ts";
import { applyDrift } from "./drift.ts";
import { bestClass, pickClass } from "./points.ts";
import { type Ceiling, checkSampleOptions, type Sample, type SampleOptions } from "./sample.ts";

/**
 * Measured on 1,000,000 rows without drift, each judged by itself. (Who gathers an incident's rows before judging can
 * do better.)
 */
export const EVIDENCE_CEILING: Ceiling = { accuracy: 0.878, macroF1: 0.874 };

const STREAM = { incident: 3, alert: 4, row: 5 } as const;
const INCIDENT_SLOT = { organization: 0, detector: 1, day: 2, hour: 3, grade: 4, alerts: 5, id: 6 } as const;
const ALERT_SLOT = { second: 0, evidence: 1, id: 2 } as const;
/** Slots from 10 on are for the named things (alert-evidence.ts). */
const ROW_SLOT = { type: 0, verdict: 1, suspicion: 2, acted: 3, action: 4, role: 5, part: 6, id: 7 } as const;

interface Incident {
  readonly id: number;
  readonly organization: number;
  readonly detector: number;
  readonly surface: number;
  /** Start of its hour, in seconds since the start of the clock. */
  readonly start: number;
  readonly prior: Float64Array;
  readonly grade: number;
  readonly alerts: number;
}

/**
 * @example
 * const sample = sampleAlerts({ rows: 1000, seed: 7 });
 * sample.columns.length; // 45
 */
export function sampleAlerts(options: SampleOptions): Sample {
  const { rows, seed, drift } = checkSampleOptions(options);
  const columns = new EvidenceColumns(rows);
  const best = new Uint8Array(rows);
  const incidentDraws = new Draws(seed, STREAM.incident);
  const alertDraws = new Draws(seed, STREAM.alert);
  const rowDraws = new Draws(seed, STREAM.row);
  const weights = new Float64Array(EVIDENCE_GRADES.length);
  const idBase = (1 + (seed % 128)) * 4294967296;
  let row = 0;
  let alert = 0;
  for (let incident = 0; row < rows; incident++) {
    const facts = drawIncident(incidentDraws.at(incident));
    for (let i = 0; i < facts.alerts && row < rows; i++, alert++) {
      const seconds = facts.start + alertDraws.at(alert).below(ALERT_SLOT.second, 3600);
      const alertId = alertDraws.bits(ALERT_SLOT.id);
      const end = Math.min(rows, row + 1 + alertDraws.below(ALERT_SLOT.evidence, 6));
      for (; row < end; row++) {
        setShared(columns, row, facts, alertId, seconds);
        rowDraws.at(row);
        columns.number.Id.set(row, idBase + rowDraws.bits(ROW_SLOT.id));
        best[row] = setEvidence(columns, row, facts, rowDraws, weights);
      }
    }
  }
  return {
    name: "evidence",
    rows,
    label: "IncidentGrade",
    classes: EVIDENCE_GRADES,
    columns: applyDrift(columns.finish(), EVIDENCE_FIELDS, drift, seed),
    fields: EVIDENCE_FIELDS,
    best,
  };
}

function drawIncident(draws: Draws): Incident {
  const slot = INCIDENT_SLOT;
  const organization = world.ORGANIZATIONS.pick(draws.unit(slot.organization));
  const detector = world.DETECTORS.pick(draws.unit(slot.detector));
  const start = pickHour(draws.unit(slot.day), draws.unit(slot.hour));
  const prior = priorWeights(organization, detector, hourOf(start));
  return {
    id: draws.bits(slot.id),
    organization,
    detector,
    surface: world.surfaceOf(detector),
    start,
    prior,
    grade: pickClass(prior, draws.unit(slot.grade)),
    alerts: Math.floor(draws.ladder(slot.alerts, 0, 2)),
  };
}

/** What all rows of an alert have in common. */
function setShared(
  { number, text }: EvidenceColumns,
  row: number,
  incident: Incident,
  alertId: number,
  seconds: number,
): void {
  const { detector } = incident;
  number.OrgId.set(row, incident.organization);
  number.IncidentId.set(row, incident.id);
  number.AlertId.set(row, alertId);
  number.DetectorId.set(row, detector);
  text.Timestamp.set(row, seconds);
  text.AlertTitle.set(row, world.titleOf(detector));
  text.Category.set(row, world.categoryOf(detector));
  const techniques = world.techniquesOf(detector);
  if (techniques !== undefined) text.MitreTechniques.set(row, techniques);
  text.IncidentGrade.set(row, incident.grade);
}

/** Sets the row's own cells and gives the likeliest grade of the row. */
function setEvidence(
  columns: EvidenceColumns,
  row: number,
  incident: Incident,
  draws: Draws,
  weights: Float64Array,
): number {
  const { text } = columns;
  const slot = ROW_SLOT;
  const cells = drawCells(
    incident.surface,
    incident.grade,
    draws.unit(slot.type),
    draws.unit(slot.verdict),
    draws.unit(slot.suspicion),
    draws.unit(slot.acted),
  );
  const type = ENTITY_TYPES[cells.type] as EntityType;
  text.EntityType.set(row, cells.type);
  text.EvidenceRole.set(
    row,
    draws.chance(slot.role, type === "User" || type === "Machine" ? 0.7 : 0.3) ? 1 : 0,
  );
  if (cells.verdict >= 0) text.LastVerdict.set(row, cells.verdict);
  if (cells.suspicion >= 0) text.SuspicionLevel.set(row, cells.suspicion);
  if (cells.acted) {
    const group = type === "User" ? 0 : 1;
    const detail = draws.below(slot.action, 3);
    text.ActionGrouped.set(row, group);
    text.ActionGranular.set(row, group * 3 + detail);
  }
  const part = draws.unit(slot.part);
  if (part < 0.03) text.Roles.set(row, Math.floor((part / 0.03) * ROLES.length));
  fillEvidence(columns, row, incident.organization, type, draws);
  return bestClass(posteriorWeights(incident.prior, incident.surface, cells, weights));
}
