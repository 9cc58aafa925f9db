/** Data dictionary of the incidents. */
import type { Field } from "./field.ts";

export const INCIDENT_FIELDS: readonly Field[] = [
  { name: "incident_id", kind: "category", role: "id", meaning: "Name of the incident; each occurs once." },
  {
    name: "timestamp",
    kind: "time",
    role: "feature",
    meaning:
      "When the incident was opened, UTC, within twelve weeks. Hour and weekday matter, the date does not.",
  },
  {
    name: "organization",
    kind: "category",
    role: "feature",
    meaning:
      "Whose incident it is: 80 organisations, a few with most incidents; some have habits of their own.",
  },
  {
    name: "detector",
    kind: "category",
    role: "feature",
    meaning: "What raised it: 24 detectors, named after how they work (signature, behavior, anomaly, intel).",
  },
  {
    name: "incident_category",
    kind: "category",
    role: "feature",
    meaning:
      "What it looks like: malware, phishing, network attack, credential access, data exfiltration, ...",
  },
  {
    name: "severity",
    kind: "number",
    role: "feature",
    meaning: "1 (informational) to 5 (critical), as the detector sees it.",
    spread: 1.217,
    range: [1, 5],
    whole: true,
  },
  {
    name: "evidence_count",
    kind: "number",
    role: "feature",
    meaning: "Pieces of evidence attached. Long-tailed.",
    spread: 16.82,
    range: [1, 64],
    whole: true,
  },
  {
    name: "previous_alerts",
    kind: "number",
    role: "feature",
    meaning: "Alerts of this detector for the same asset in the 30 days before. Long-tailed.",
    spread: 16.82,
    range: [0, 64],
    whole: true,
  },
  {
    name: "asset_criticality",
    kind: "category",
    role: "feature",
    meaning: "Worth of the asset: low, medium, high, critical. The last two are servers.",
  },
  {
    name: "account_type",
    kind: "category",
    role: "feature",
    meaning: "Account involved: standard, admin or service.",
  },
  {
    name: "has_malicious_ip",
    kind: "boolean",
    role: "feature",
    meaning: "1 when an address in the evidence is on a block list, else 0.",
  },
  {
    name: "suspicious_process",
    kind: "boolean",
    role: "feature",
    meaning: "1 when a process in the evidence is out of the ordinary, else 0.",
  },
  {
    name: "abnormal_login",
    kind: "boolean",
    role: "feature",
    meaning: "1 when a log-in in the evidence is unlike the account's usual ones, else 0.",
  },
  {
    name: "source_ip",
    kind: "ip",
    role: "feature",
    meaning: "Where the activity came from: private when inside, a documentation address when outside.",
  },
  {
    name: "destination_ip",
    kind: "ip",
    role: "feature",
    meaning: "Where it went; missing for phishing and policy violations, which have no peer.",
  },
  {
    name: "protocol",
    kind: "category",
    role: "feature",
    meaning: "tcp, udp, icmp, dns, http, https, smtp, smb, rdp or ssh; missing where none was seen.",
  },
  {
    name: "triage_grade",
    kind: "category",
    role: "label",
    meaning: "TP: a true attack; BP: the activity is real but harmless; FP: the detector was wrong.",
  },
];
