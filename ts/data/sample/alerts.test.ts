import { expect, test } from "vitest";
import { EVIDENCE_FIELDS, sampleAlerts, toRecords } from "./index.ts";

const rows = 100_000;
const sample = sampleAlerts({ rows, seed: 3 });
const records = [...toRecords(sample)];

/** Distinct values of a column, with how often each occurs, most frequent first. */
function counted(column: string): [string | number, number][] {
  const counts = new Map<string | number, number>();
  for (const record of records) {
    const cell = record[column];
    if (cell !== undefined) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

test("the 45 columns of GUIDE", () => {
  expect(EVIDENCE_FIELDS.length).toBe(45);
  expect(Object.keys(records[0] ?? {}).length).toBeGreaterThan(10);
});

test("an incident has one grade, one organisation, one detector, one hour", () => {
  const seen = new Map<unknown, string>();
  for (const record of records) {
    const facts = [
      record.IncidentGrade,
      record.OrgId,
      record.DetectorId,
      String(record.Timestamp).slice(0, 13),
    ];
    expect(seen.get(record.IncidentId) ?? facts.join()).toBe(facts.join());
    seen.set(record.IncidentId, facts.join());
  }
  const perIncident = rows / seen.size;
  expect(perIncident).toBeGreaterThan(4);
  expect(perIncident).toBeLessThan(9);
});

test("an alert belongs to one incident and has one to six rows", () => {
  const incidentOf = new Map(records.map((record) => [record.AlertId, record.IncidentId]));
  for (const record of records) expect(incidentOf.get(record.AlertId)).toBe(record.IncidentId);
  expect(counted("AlertId")[0]?.[1]).toBe(6);
});

test("thousands of organisations and detectors, long-tailed", () => {
  for (const [column, least] of [
    ["OrgId", 2500],
    ["DetectorId", 3000],
  ] as const) {
    const counts = counted(column).map(([, count]) => count);
    expect(counts.length, column).toBeGreaterThan(least);
    const share = (count: number): number => counts.slice(0, count).reduce((sum, n) => sum + n, 0) / rows;
    expect(share(1)).toBeGreaterThan(0.04);
    expect(share(1)).toBeLessThan(0.1);
    expect(share(100)).toBeGreaterThan(0.4);
    expect(share(1000)).toBeLessThan(0.9);
  }
});

test("the entity type decides which cells are filled", () => {
  const only: Record<string, string[]> = {
    Url: ["Url"],
    NetworkMessageId: ["MailMessage"],
    AntispamDirection: ["MailMessage"],
    EmailClusterId: ["MailCluster"],
    Sha256: ["File", "Process"],
    IpAddress: ["Ip", "CloudLogonSession"],
    AccountName: ["User"],
    AccountUpn: ["User", "Mailbox", "MailMessage", "CloudLogonSession"],
    DeviceName: ["Machine", "Process"],
    OSFamily: ["Machine"],
    RegistryKey: ["RegistryKey", "RegistryValue"],
    RegistryValueData: ["RegistryValue"],
    ApplicationId: ["CloudApplication"],
    OAuthApplicationId: ["OAuthApplication"],
    ResourceType: ["CloudResource"],
    ThreatFamily: ["Malware", "File"],
    ActionGrouped: ["User", "Machine"],
  };
  for (const [column, types] of Object.entries(only)) {
    const met = new Set(
      records.filter((record) => record[column] !== undefined).map((record) => record.EntityType),
    );
    expect([...met].sort(), column).toEqual([...types].sort());
  }
});

test("evidence is as sparse as it is in life", () => {
  const present = (column: string): number =>
    records.filter((record) => record[column] !== undefined).length / rows;
  for (const always of ["OrgId", "Timestamp", "AlertTitle", "Category", "EntityType", "EvidenceRole"]) {
    expect(present(always)).toBe(1);
  }
  expect(present("MitreTechniques")).toBeGreaterThan(0.5);
  expect(present("MitreTechniques")).toBeLessThan(0.7);
  expect(present("LastVerdict")).toBeLessThan(0.25);
  expect(present("SuspicionLevel")).toBeLessThan(0.15);
  expect(present("Roles")).toBeLessThan(0.04);
  expect(present("ActionGranular")).toBeLessThan(0.01);
  expect(present("CountryCode")).toBeLessThan(present("IpAddress"));
});

test("a title fits into one category column of a tree, and an address keeps its place", () => {
  expect(counted("AlertTitle").length).toBeLessThan(255);
  const places = new Map<unknown, unknown>();
  for (const { IpAddress, City } of records) {
    if (City === undefined) continue;
    expect(places.get(IpAddress) ?? City).toBe(City);
    places.set(IpAddress, City);
  }
});
