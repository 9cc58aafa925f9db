import { expect, test } from "vitest";
import { cellAt, type Drift, type Sample, sampleAlerts, sampleIncidents, sampleSessions } from "./index.ts";

const rows = 20_000;
const generators = [
  {
    generate: sampleIncidents,
    drift: [
      { feature: "severity", kind: "shift", amount: 1 },
      { feature: "protocol", kind: "share", value: "quic", amount: 0.3 },
    ],
  },
  {
    generate: sampleSessions,
    drift: [
      { feature: "duration", kind: "shift", amount: 0.5 },
      { feature: "port", kind: "share", value: 8443, amount: 0.2 },
    ],
  },
  {
    generate: sampleAlerts,
    drift: [
      { feature: "IpAddress", kind: "share", value: "203.0.113.9", amount: 0.5 },
      { feature: "LastVerdict", kind: "missing", amount: 0.9 },
    ],
  },
] as const;

function cells(sample: Sample, name: string): (string | number | undefined)[] {
  const column = sample.columns.find((each) => each.name === name);
  return Array.from({ length: sample.rows }, (_, row) => column && cellAt(column, row));
}

test("drift changes the named columns and nothing else", () => {
  for (const { generate, drift } of generators) {
    const before = generate({ rows, seed: 8 });
    const after = generate({ rows, seed: 8, drift });
    const named = new Set<string>(drift.map(({ feature }) => feature));
    before.columns.forEach((column, i) => {
      if (named.has(column.name)) expect(after.columns[i], column.name).not.toEqual(column);
      else expect(after.columns[i], column.name).toEqual(column);
    });
    expect(after.best).toEqual(before.best);
  }
});

test("a share raises the value to that share of the rest, among present cells only", () => {
  const drift: Drift[] = [{ feature: "protocol", kind: "share", value: "dns", amount: 0.4 }];
  const before = cells(sampleIncidents({ rows, seed: 8 }), "protocol");
  const after = cells(sampleIncidents({ rows, seed: 8, drift }), "protocol");
  const present = before.filter((cell) => cell !== undefined);
  const share = present.filter((cell) => cell === "dns").length / present.length;
  const now = after.filter((cell) => cell === "dns").length / present.length;
  expect(now).toBeCloseTo(share + 0.4 * (1 - share), 1);
  expect(after.filter((cell) => cell === undefined).length).toBe(rows - present.length);
});

test("a shift moves by standard deviations and keeps to range and whole numbers", () => {
  const drift: Drift[] = [
    { feature: "severity", kind: "shift", amount: 2 },
    { feature: "evidence_count", kind: "shift", amount: 1 },
  ];
  const before = sampleIncidents({ rows, seed: 8 });
  const after = sampleIncidents({ rows, seed: 8, drift });
  expect(Math.max(...(cells(after, "severity") as number[]))).toBe(5);
  const old = cells(before, "evidence_count") as number[];
  (cells(after, "evidence_count") as number[]).forEach((cell, row) => {
    expect(cell).toBe(Math.min(64, (old[row] as number) + 17));
  });
});

test("missing takes away that share of the present cells", () => {
  const drift: Drift[] = [{ feature: "src_ip", kind: "missing", amount: 0.25 }];
  const gone = cells(sampleSessions({ rows, seed: 8, drift }), "src_ip").filter((cell) => cell === undefined);
  expect(gone.length / rows).toBeCloseTo(0.25, 1);
});

test("drift that makes no sense is refused, with the column's name", () => {
  const wrong: [Drift, RegExp][] = [
    [{ feature: "colour", kind: "shift", amount: 1 }, /does not have.*"colour"/],
    [{ feature: "incident_id", kind: "missing", amount: 1 }, /is the id/],
    [{ feature: "triage_grade", kind: "missing", amount: 1 }, /is the label/],
    [{ feature: "protocol", kind: "shift", amount: 1 }, /columns of numbers/],
    [{ feature: "severity", kind: "shift", amount: Number.NaN }, /must be a number/],
    [{ feature: "protocol", kind: "missing", amount: 1.5 }, /from 0 to 1/],
    [{ feature: "severity", kind: "share", value: "high", amount: 0.5 }, /must be a number/],
    [{ feature: "protocol", kind: "swap", amount: 0.5 } as unknown as Drift, /kind is/],
  ];
  for (const [drift, sentence] of wrong) {
    expect(() => sampleIncidents({ rows: 10, drift: [drift] })).toThrow(sentence);
  }
});
