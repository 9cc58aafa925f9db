/**
 * What incidents look like. In: the draws of one incident. Out: the facts that a triage analyst sees, as numbers. The
 * organisations and detectors are those of one invented world, the same for every seed.
 */
import { hourOf, isWeekday, pickHour } from "./clock.ts";
import { type Draws, fixedBits } from "./draws.ts";
import { Weighted, zipf } from "./weighted.ts";

export const CATEGORIES = [
  "malware",
  "phishing",
  "network attack",
  "credential access",
  "data exfiltration",
  "lateral movement",
  "policy violation",
] as const;
export const MALWARE = 0;
export const PHISHING = 1;
export const NETWORK_ATTACK = 2;
export const LATERAL_MOVEMENT = 5;
export const POLICY_VIOLATION = 6;

export const METHODS = ["signature", "behavior", "anomaly", "intel"] as const;
export const CRITICALITIES = ["low", "medium", "high", "critical"] as const;
export const ACCOUNTS = ["standard", "admin", "service"] as const;
export const HABITS = ["none", "exercises", "shifts", "scanner", "patch nights"] as const;

export type Method = (typeof METHODS)[number];
export type Account = (typeof ACCOUNTS)[number];
export type Habit = (typeof HABITS)[number];

export interface Incident {
  /** Seconds since the start of the sample's clock. */
  seconds: number;
  hour: number;
  weekday: boolean;
  organization: number;
  habit: Habit;
  detector: number;
  method: Method;
  /** Index into CATEGORIES. */
  category: number;
  severity: number;
  evidence: number;
  previous: number;
  /** Index into CRITICALITIES. */
  criticality: number;
  account: Account;
  maliciousIp: boolean;
  process: boolean;
  login: boolean;
  sourceInside: boolean;
}

const ORGANIZATIONS: Weighted = zipf(80, 3);
const DETECTORS: Weighted = zipf(24, 4);
const BY_CATEGORY: Weighted = new Weighted([22, 24, 16, 14, 7, 9, 8]);
const BY_CRITICALITY: Weighted = new Weighted([35, 35, 20, 10]);
const BY_ACCOUNT: Weighted = new Weighted([6, 3, 2]);
const SEVERITIES: Weighted = new Weighted([12, 22, 30, 22, 14]);

/** Shares, by category, of a malicious address, a suspicious process, an abnormal log-in, a source inside. */
const SIGNS = [
  [0.3, 0.7, 0.15, 0.75],
  [0.45, 0.2, 0.35, 0.15],
  [0.55, 0.15, 0.2, 0.4],
  [0.3, 0.3, 0.75, 0.5],
  [0.4, 0.35, 0.35, 0.85],
  [0.15, 0.6, 0.5, 0.95],
  [0.1, 0.3, 0.3, 0.9],
] as const;

/** Slots of the incident stream. */
export const INCIDENT_SLOT = {
  day: 0,
  hour: 1,
  second: 2,
  organization: 3,
  detector: 4,
  category: 5,
  severity: 6,
  evidence: 7,
  previous: 8,
  criticality: 9,
  account: 10,
  maliciousIp: 11,
  process: 12,
  login: 13,
  sourceInside: 14,
  source: 15,
  destination: 16,
  protocol: 17,
  grade: 18,
  id: 19,
} as const;

export function drawIncident(draws: Draws): Incident {
  const slot = INCIDENT_SLOT;
  const start = pickHour(draws.unit(slot.day), draws.unit(slot.hour));
  const organization = ORGANIZATIONS.pick(draws.unit(slot.organization));
  const detector = DETECTORS.pick(draws.unit(slot.detector));
  const category = BY_CATEGORY.pick(draws.unit(slot.category));
  const [maliciousIp, process, login, inside] = SIGNS[category] as (typeof SIGNS)[number];
  return {
    seconds: start + draws.below(slot.second, 3600),
    hour: hourOf(start),
    weekday: isWeekday(start),
    organization,
    habit: habitOf(organization),
    detector,
    method: methodOf(detector),
    category,
    severity: 1 + SEVERITIES.pick(draws.unit(slot.severity)),
    evidence: Math.floor(draws.ladder(slot.evidence, 0, 6)),
    previous: Math.floor(draws.ladder(slot.previous, 0, 6)) - 1,
    criticality: BY_CRITICALITY.pick(draws.unit(slot.criticality)),
    account: ACCOUNTS[BY_ACCOUNT.pick(draws.unit(slot.account))] as Account,
    maliciousIp: draws.chance(slot.maliciousIp, maliciousIp),
    process: draws.chance(slot.process, process),
    login: draws.chance(slot.login, login),
    sourceInside: draws.chance(slot.sourceInside, inside),
  };
}

/** Only the 30 largest organisations have habits: of a small one too little is ever seen to learn them. */
function habitOf(organization: number): Habit {
  if (organization >= 30) return "none";
  return HABITS[fixedBits(1, organization) % HABITS.length] as Habit;
}

export function methodOf(detector: number): Method {
  return METHODS[detector % METHODS.length] as Method;
}
