/**
 * The truth about incidents: the probability of each grade, from the facts. In: an incident. Out: weights in proportion
 * to the probabilities of BP, FP and TP. Each sign means one thing in one context and another elsewhere, so that
 * models which only add up their features stay well below trees.
 */
import {
  type Incident,
  LATERAL_MOVEMENT,
  MALWARE,
  NETWORK_ATTACK,
  PHISHING,
  POLICY_VIOLATION,
} from "./incident-facts.ts";
import { weightOf } from "./points.ts";

/** In the order of a Dataset's classes. */
export const INCIDENT_GRADES = ["BP", "FP", "TP"] as const;

const BP = 0;
const FP = 1;
const TP = 2;

/** What speaks for each grade before anything is known of the incident. */
const BASE = [5, 0, 1] as const;

const points: [number, number, number] = [0, 0, 0];
const weights: [number, number, number] = [0, 0, 0];

/** The array given out is used again by the next call. */
export function gradeWeights(incident: Incident): ArrayLike<number> {
  points[BP] = BASE[BP];
  points[FP] = BASE[FP];
  points[TP] = BASE[TP];
  addSigns(incident);
  addExtent(incident);
  addHabit(incident);
  for (let k = 0; k < 3; k++) weights[k] = weightOf(points[k] as number);
  return weights;
}

function addSigns({ maliciousIp, process, login, sourceInside, ...incident }: Incident): void {
  if (maliciousIp) {
    // Block lists go stale: an entry that keeps firing is wrong. From inside it is mostly a researcher or a proxy.
    if (incident.method === "intel" && incident.previous >= 6) points[FP] += 14;
    else if (sourceInside) points[BP] += 5;
    else points[TP] += 12;
  }
  if (process) {
    if (incident.criticality >= 2) points[TP] += 11;
    else if (incident.account === "admin") points[BP] += 9;
    else points[FP] += incident.category === MALWARE ? -4 : 5;
  }
  if (login) {
    const night = incident.hour < 6 || incident.hour >= 22;
    if (night) points[incident.account === "service" ? BP : TP] += 12;
    else points[FP] += 7;
  }
  if (!maliciousIp && !process && !login) points[TP] -= 9;
}

function addExtent({ category, method, severity, evidence, previous, sourceInside }: Incident): void {
  if (severity >= 4) points[method === "anomaly" ? FP : TP] += 6;
  if (severity <= 2) points[method === "signature" ? BP : FP] += 3;
  // Much evidence is a mail campaign that the filter has handled, or an attack that spreads.
  if (evidence >= 12) points[category === PHISHING ? BP : TP] += 7;
  if (previous >= 12) points[method === "behavior" ? BP : FP] += 5;
  if (category === POLICY_VIOLATION) points[BP] += 8;
  if (category === NETWORK_ATTACK && sourceInside) points[FP] += 4;
}

function addHabit({ habit, category, hour, weekday, process, sourceInside, account }: Incident): void {
  const office = weekday && hour >= 8 && hour < 18;
  if (habit === "exercises" && office && (category === MALWARE || category === LATERAL_MOVEMENT)) {
    points[BP] += 14;
  }
  if (habit === "shifts" && hour < 6) points[BP] += 10;
  if (habit === "scanner" && category === NETWORK_ATTACK && sourceInside) points[FP] += 14;
  if (habit === "patch nights" && process && account !== "standard" && !office) points[BP] += 12;
}
