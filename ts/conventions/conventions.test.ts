// Held against what the public schemas ask for: ECS 8.17 (fields and allowed values of event.*, threat.*), OCSF 1.5.0 (required attributes and
// enumerations of class 2004 and its objects), alertClassification of Microsoft Graph v1.0. The tables are short copies of those facts.

import { expect, test } from "vitest";
import type { AnsweredAlert } from "./answered-alert.ts";
import { toECS } from "./ecs.ts";
import { toGraph } from "./graph.ts";
import { toOCSF } from "./ocsf.ts";

function alert(label: string, more: Partial<AnsweredAlert> = {}): AnsweredAlert {
  return {
    id: "alert-7",
    time: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    prediction: { label, probability: 0.8, probabilities: { TP: 0.71236, BP: 0.2, FP: 0.08764 } },
    model: { id: "ab".repeat(32), version: "v1.0" },
    positive: "TP",
    ...more,
  };
}

const techniques = [
  { id: "T1059.001", name: "PowerShell" },
  { id: "T1078", name: "Valid Accounts" },
];

test("ECS: every field is one of the schema's, of its type and allowed values", () => {
  const event = toECS(alert("TP", { techniques }));
  const leaves = new Map<string, unknown>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      for (const [name, each] of Object.entries(value)) walk(each, path === "" ? name : `${path}.${name}`);
    else leaves.set(path, value);
  };
  walk(event, "");
  const allowed: Record<string, (value: unknown) => boolean> = {
    "@timestamp": (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value)),
    "ecs.version": (value) => /^8\.\d+\.\d+$/.test(String(value)),
    message: (value) => typeof value === "string",
    "event.kind": (value) =>
      ["alert", "asset", "enrichment", "event", "metric", "state", "pipeline_error", "signal"].includes(
        String(value),
      ),
    // Of intrusion_detection the expected types are allowed, denied, info.
    "event.category": (value) => Array.isArray(value) && value.join() === "intrusion_detection",
    "event.type": (value) =>
      Array.isArray(value) && value.every((each) => ["allowed", "denied", "info"].includes(each)),
    "event.id": (value) => typeof value === "string",
    "event.provider": (value) => typeof value === "string",
    "event.risk_score": (value) => typeof value === "number",
    "event.risk_score_norm": (value) => typeof value === "number" && value >= 0 && value <= 100,
    "observer.vendor": (value) => typeof value === "string",
    "observer.product": (value) => typeof value === "string",
    "observer.type": (value) => typeof value === "string",
    "observer.version": (value) => typeof value === "string",
    "threat.framework": (value) => value === "MITRE ATT&CK",
    ...Object.fromEntries(
      ["threat.technique", "threat.technique.subtechnique"].flatMap((path) =>
        ["id", "name", "reference"].map((name) => [
          `${path}.${name}`,
          (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === "string"),
        ]),
      ),
    ),
  };
  for (const [path, value] of leaves) {
    // labels.* is for keywords of one's own.
    if (path.startsWith("labels.")) expect(typeof value, path).toBe("string");
    else expect(allowed[path]?.(value), path).toBe(true);
  }
  expect(event.event.risk_score).toBe(71.24);
  expect(event.threat?.technique).toEqual({
    id: ["T1059", "T1078"],
    reference: ["https://attack.mitre.org/techniques/T1059/", "https://attack.mitre.org/techniques/T1078/"],
    subtechnique: {
      id: ["T1059.001"],
      name: ["PowerShell"],
      reference: ["https://attack.mitre.org/techniques/T1059/001/"],
    },
  });
  expect(event["@timestamp"]).toBe("2026-01-02T03:04:05.678Z");
  expect(toECS(alert("TP")).threat).toBeUndefined();
});

test("OCSF: a Detection Finding has what its class requires, in the enumerations' values", () => {
  for (const [label, verdict, isAlert] of [
    ["TP", 2, true],
    ["BP", 5, false],
    ["FP", 1, false],
    ["other", 0, true],
  ] as const) {
    const finding = toOCSF(alert(label, { techniques }), 3);
    for (const name of [
      "activity_id",
      "category_uid",
      "class_uid",
      "type_uid",
      "time",
      "severity_id",
      "metadata",
      "finding_info",
    ])
      expect(finding, name).toHaveProperty(name);
    expect(finding.type_uid).toBe(finding.class_uid * 100 + finding.activity_id);
    expect(Math.floor(finding.class_uid / 1000)).toBe(finding.category_uid);
    expect(Number.isSafeInteger(finding.time)).toBe(true);
    expect([0, 1, 2, 3, 4, 5, 6, 99]).toContain(finding.severity_id);
    expect([0, 1, 2, 3, 4, 5, 6, 99]).toContain(finding.status_id);
    expect(Number.isInteger(finding.confidence_score)).toBe(true);
    expect(finding).toMatchObject({
      verdict_id: verdict,
      is_alert: isAlert,
      confidence_score: 71,
      confidence_id: 3,
    });
    // metadata: product and version; product: vendor_name; finding_info: uid; analytic: type_id; attack: one of its parts.
    expect(finding.metadata).toMatchObject({
      version: expect.any(String),
      product: { vendor_name: expect.any(String) },
    });
    expect(finding.finding_info).toMatchObject({ uid: "alert-7", analytic: { type_id: 4 } });
    expect(finding.finding_info.attacks).toEqual([
      { technique: { uid: "T1059" }, sub_technique: { uid: "T1059.001", name: "PowerShell" } },
      { technique: { uid: "T1078", name: "Valid Accounts" } },
    ]);
  }
});

/** OCSF 1.5.0: numbers by caption, of the incident profile, the base class "finding", and the object "analytic". */
const OCSF = {
  verdict_id: {
    Unknown: 0,
    "False Positive": 1,
    "True Positive": 2,
    Disregard: 3,
    Suspicious: 4,
    Benign: 5,
    Test: 6,
    "Insufficient Data": 7,
    "Security Risk": 8,
    "Managed Externally": 9,
    Duplicate: 10,
    Other: 99,
  },
  activity_id: { Unknown: 0, Create: 1, Update: 2, Close: 3, Other: 99 },
  status_id: {
    Unknown: 0,
    New: 1,
    "In Progress": 2,
    Suppressed: 3,
    Resolved: 4,
    Archived: 5,
    Deleted: 6,
    Other: 99,
  },
  confidence_id: { Unknown: 0, Low: 1, Medium: 2, High: 3, Other: 99 },
  analytic: { Unknown: 0, Rule: 1, Behavioral: 2, Statistical: 3, "Learning (ML/DL)": 4, Other: 99 },
} as const;

test("OCSF: the numbers are those of the captions that are meant", () => {
  const verdicts = { TP: "True Positive", FP: "False Positive", BP: "Benign", other: "Unknown" } as const;
  for (const [label, caption] of Object.entries(verdicts))
    expect(toOCSF(alert(label)).verdict_id, label).toBe(OCSF.verdict_id[caption]);
  const finding = toOCSF(alert("TP"));
  expect(finding.activity_id).toBe(OCSF.activity_id[finding.activity_name]);
  expect(finding.status_id).toBe(OCSF.status_id.New);
  expect(finding.finding_info.analytic.type_id).toBe(OCSF.analytic["Learning (ML/DL)"]);
  for (const [risk, caption] of [
    [0, "Low"],
    [0.33, "Low"],
    [0.34, "Medium"],
    [0.66, "Medium"],
    [0.67, "High"],
    [1, "High"],
  ] as const) {
    const probabilities = { TP: risk, BP: 0, FP: 1 - risk };
    const answer = toOCSF(alert("TP", { prediction: { label: "TP", probability: risk, probabilities } }));
    expect(answer.confidence_id, String(risk)).toBe(OCSF.confidence_id[caption]);
    expect(answer.confidence_score).toBe(Math.round(risk * 100));
  }
});

test("Microsoft Graph: the names of alertClassification", () => {
  const names = (labels: string[], more: Partial<AnsweredAlert> = {}) =>
    labels.map((label) => toGraph(alert(label, more)).classification);
  expect(names(["TP", "BP", "FP", "weird"])).toEqual([
    "truePositive",
    "informationalExpectedActivity",
    "falsePositive",
    "unknown",
  ]);
  expect(names(["TruePositive", "Benign Positive", "false_positive"])).toEqual([
    "truePositive",
    "informationalExpectedActivity",
    "falsePositive",
  ]);
  expect(names(["0", "1"], { positive: "1" })).toEqual(["unknown", "truePositive"]);
  expect(names(["0"], { verdicts: { "0": "benign" } })).toEqual(["informationalExpectedActivity"]);
  const { prediction } = alert("TP");
  expect(toGraph(alert("TP", { prediction: { ...prediction, abstain: true } })).classification).toBe(
    "unknown",
  );
});

test("what can not be mapped is refused", () => {
  expect(() => toECS(alert("TP", { positive: "attack" }))).toThrow(/no class "attack"/);
  expect(() => toECS(alert("TP", { techniques: [{ id: "TA0001" }] }))).toThrow(/no ATT&CK technique/);
  expect(() => toOCSF(alert("TP", { time: Number.NaN }))).toThrow(/time/);
});
