/**
 * `sampleIncidents`: a triage queue with its grades, made up. In: rows, seed, drift. Out: one incident a row, in no
 * order of time, with the columns of INCIDENT_FIELDS.
 */
import { addressText, externalAddress, internalAddress } from "./address.ts";
import { timeText } from "./clock.ts";
import { NumberBuilder, type SampleColumn, TextBuilder } from "./column.ts";
import { Draws } from "./draws.ts";
import { applyDrift } from "./drift.ts";
import * as facts from "./incident-facts.ts";
import { INCIDENT_FIELDS } from "./incident-fields.ts";
import { gradeWeights, INCIDENT_GRADES } from "./incident-grade.ts";
import { bestClass, pickClass } from "./points.ts";
import { type Ceiling, checkSampleOptions, type Sample, type SampleOptions } from "./sample.ts";

/** Measured on 1,000,000 incidents without drift. */
export const INCIDENT_CEILING: Ceiling = { accuracy: 0.851, macroF1: 0.841 };

const STREAM = 2;
const SLOT = facts.INCIDENT_SLOT;
const PROTOCOLS = ["tcp", "udp", "icmp", "dns", "http", "https", "smtp", "smb", "rdp", "ssh"] as const;
const NONE = -1;

/** By category, indexes of PROTOCOLS that occur with it. */
const PROTOCOLS_OF = [
  [0, 4, 5, NONE],
  [6, 6, 6, 5],
  [0, 1, 2, 3, 4],
  [5, 8, 9, NONE],
  [3, 4, 5, 9],
  [7, 7, 8, 9, 0],
  [4, 5, NONE, NONE],
] as const;

/**
 * @example
 * const sample = sampleIncidents({ rows: 1000, seed: 7 });
 * sample.classes; // ["BP", "FP", "TP"]
 */
export function sampleIncidents(options: SampleOptions): Sample {
  const { rows, seed, drift } = checkSampleOptions(options);
  const columns = new IncidentColumns(rows);
  const best = new Uint8Array(rows);
  const draws = new Draws(seed, STREAM);
  for (let row = 0; row < rows; row++) {
    const incident = facts.drawIncident(draws.at(row));
    const weights = gradeWeights(incident);
    best[row] = bestClass(weights);
    columns.setFacts(row, incident);
    columns.setRest(row, incident, draws, pickClass(weights, draws.unit(SLOT.grade)));
  }
  return {
    name: "incidents",
    rows,
    label: "triage_grade",
    classes: INCIDENT_GRADES,
    columns: applyDrift(columns.finish(), INCIDENT_FIELDS, drift, seed),
    fields: INCIDENT_FIELDS,
    best,
  };
}

/** A text whose key is an index of a list. */
function listed(name: string, rows: number, texts: readonly string[]): TextBuilder {
  return new TextBuilder(name, rows, (key) => texts[key] as string);
}

class IncidentColumns {
  readonly #id: TextBuilder;
  readonly #time: TextBuilder;
  readonly #organization: TextBuilder;
  readonly #detector: TextBuilder;
  readonly #category: TextBuilder;
  readonly #severity: NumberBuilder;
  readonly #evidence: NumberBuilder;
  readonly #previous: NumberBuilder;
  readonly #criticality: TextBuilder;
  readonly #account: TextBuilder;
  readonly #maliciousIp: NumberBuilder;
  readonly #process: NumberBuilder;
  readonly #login: NumberBuilder;
  readonly #source: TextBuilder;
  readonly #destination: TextBuilder;
  readonly #protocol: TextBuilder;
  readonly #grade: TextBuilder;

  constructor(rows: number) {
    this.#id = new TextBuilder("incident_id", rows, (key) => `inc-${key.toString(16).padStart(8, "0")}`);
    this.#time = new TextBuilder("timestamp", rows, timeText);
    this.#organization = new TextBuilder("organization", rows, (key) => `org-${numbered(key + 1, 3)}`);
    this.#detector = new TextBuilder("detector", rows, detectorText);
    this.#category = listed("incident_category", rows, facts.CATEGORIES);
    this.#severity = new NumberBuilder("severity", rows);
    this.#evidence = new NumberBuilder("evidence_count", rows);
    this.#previous = new NumberBuilder("previous_alerts", rows);
    this.#criticality = listed("asset_criticality", rows, facts.CRITICALITIES);
    this.#account = listed("account_type", rows, facts.ACCOUNTS);
    this.#maliciousIp = new NumberBuilder("has_malicious_ip", rows);
    this.#process = new NumberBuilder("suspicious_process", rows);
    this.#login = new NumberBuilder("abnormal_login", rows);
    this.#source = new TextBuilder("source_ip", rows, addressText);
    this.#destination = new TextBuilder("destination_ip", rows, addressText);
    this.#protocol = listed("protocol", rows, PROTOCOLS);
    this.#grade = listed("triage_grade", rows, INCIDENT_GRADES);
  }

  setFacts(row: number, incident: facts.Incident): void {
    this.#time.set(row, incident.seconds);
    this.#organization.set(row, incident.organization);
    this.#detector.set(row, incident.detector);
    this.#category.set(row, incident.category);
    this.#severity.set(row, incident.severity);
    this.#evidence.set(row, incident.evidence);
    this.#previous.set(row, incident.previous);
    this.#criticality.set(row, incident.criticality);
    this.#account.set(row, facts.ACCOUNTS.indexOf(incident.account));
    this.#maliciousIp.set(row, incident.maliciousIp ? 1 : 0);
    this.#process.set(row, incident.process ? 1 : 0);
    this.#login.set(row, incident.login ? 1 : 0);
  }

  setRest(row: number, incident: facts.Incident, draws: Draws, grade: number): void {
    const { category, organization, sourceInside } = incident;
    this.#id.setOnly(row, draws.bits(SLOT.id));
    this.#source.set(row, address(sourceInside, organization, draws.bits(SLOT.source)));
    if (category !== facts.PHISHING && category !== facts.POLICY_VIOLATION) {
      // What comes from outside goes inside; from inside, half stays inside.
      const bits = draws.bits(SLOT.destination);
      this.#destination.set(row, address(!sourceInside || bits >>> 31 === 0, organization, bits));
    }
    const protocols = PROTOCOLS_OF[category] as readonly number[];
    const protocol = protocols[draws.below(SLOT.protocol, protocols.length)] as number;
    if (protocol !== NONE) this.#protocol.set(row, protocol);
    this.#grade.set(row, grade);
  }

  finish(): SampleColumn[] {
    return [
      this.#id.finish(),
      this.#time.finish(),
      this.#organization.finish(),
      this.#detector.finish(),
      this.#category.finish(),
      this.#severity.finish(),
      this.#evidence.finish(),
      this.#previous.finish(),
      this.#criticality.finish(),
      this.#account.finish(),
      this.#maliciousIp.finish(),
      this.#process.finish(),
      this.#login.finish(),
      this.#source.finish(),
      this.#destination.finish(),
      this.#protocol.finish(),
      this.#grade.finish(),
    ];
  }
}

function detectorText(detector: number): string {
  return `${facts.methodOf(detector)}-${numbered(Math.floor(detector / facts.METHODS.length) + 1, 2)}`;
}

function numbered(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}

function address(inside: boolean, organization: number, bits: number): number {
  return inside ? internalAddress(organization, bits) : externalAddress(bits);
}
