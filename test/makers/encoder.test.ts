// The encoder in Python (examples/distributed/hedgerow_encoder.py) gives the bits of the one in TypeScript, on records of
// every kind of feature and on values that are hard to read alike.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Dataset } from "../../ts/data/dataset.ts";
import type { Encoder } from "../../ts/data/encode.ts";
import { sampleIncidents, toRecords } from "../../ts/data/sample/index.ts";
import { python } from "./cases.ts";

type Fields = Record<string, unknown>;

/** Hex of the row's bytes, or "fault". */
function bitsOf(encoder: Encoder, record: Fields): string {
  const row = new Float32Array(encoder.columns.length);
  try {
    encoder.encode(record, row);
  } catch {
    return "fault";
  }
  // All NaN are one: missing.
  const plain = row.map((x) => (Number.isNaN(x) ? Number.NaN : x));
  return Buffer.from(plain.buffer).toString("hex");
}

function bitsInPython(encoder: Encoder, records: readonly Fields[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "encoder-"));
  try {
    writeFileSync(join(folder, "schema.json"), JSON.stringify(encoder.toJSON()));
    writeFileSync(
      join(folder, "records.ndjson"),
      records.map((record) => `${JSON.stringify(record)}\n`).join(""),
    );
    const words = [
      resolve(import.meta.dirname, "encode_records.py"),
      join(folder, "schema.json"),
      join(folder, "records.ndjson"),
    ];
    const out = execFileSync(python, words, { encoding: "utf8", maxBuffer: 2 ** 28 });
    const [names = "", ...rows] = out.trimEnd().split("\n");
    expect(JSON.parse(names)).toEqual(encoder.columns.map(({ name }) => name));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compare(encoder: Encoder, given: readonly Fields[]): void {
  // As JSON has them: without -0.
  const records = given.map((record) => JSON.parse(JSON.stringify(record)) as Fields);
  const theirs = bitsInPython(encoder, records);
  const ours = records.map((record) => bitsOf(encoder, record));
  const wrong = records.flatMap((record, i) =>
    ours[i] === theirs[i] ? [] : [`${JSON.stringify(record)}: ${ours[i]}, Python ${theirs[i]}`],
  );
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(ours.filter((bits) => bits !== "fault").length).toBeGreaterThan(records.length / 4);
}

test("incidents", () => {
  const records = [...toRecords(sampleIncidents({ rows: 1000, seed: 2 }))];
  const dataset = Dataset.fromRecords(records.slice(0, 500), { label: "triage_grade" });
  compare(dataset.schema.fit(dataset), records);
});

const training = Array.from({ length: 200 }, (_, i) => ({
  size: i * 0.37,
  port: String([22, 80, 443, 8080, 1.5][i % 5]),
  flag: i % 3 === 0,
  user: {
    name: ["ann", "bob", "Ünal", "a;b"][i % 4],
    ip: [`10.0.${i % 3}.1`, "2001:db8::1", "8.8.8.8", "fe80::1"][i % 4],
  },
  action: [22, 443, "22.0", 1.5, null, 1.5, i][i % 7],
  tags: [["T1078", "T1190"], ["T1078"], []][i % 3],
  iso: `2024-0${1 + (i % 9)}-1${i % 9}T0${i % 9}:30:15.250Z`,
  seconds: 1.7e9 + i * 86_400.5,
  dmy: `${1 + (i % 28)}/0${1 + (i % 9)}/202${i % 5} 10:00 PM`,
  named: `25 ${["Aug", "Jan", "Dec"][i % 3]} 2024 10:00:00 +0200`,
}));
const kinds = {
  size: "number",
  port: "category",
  flag: "boolean",
  "user.name": { kind: "category", keep: 3 },
  "user.ip": "ip",
  action: "frequency",
  tags: "tags",
  iso: { kind: "time", parts: ["hour", "weekday", "day", "month", "year", "elapsed"] },
  seconds: { kind: "time", format: "s", parts: ["hour", "day", "elapsed", "timeOfDay"], offset: "-05:30" },
  dmy: { kind: "time", format: "dmy", parts: ["hour", "day", "month", "year"] },
  named: {
    kind: "time",
    format: "month-name",
    parts: ["hour", "day", "month", "timeOfDay"],
    offset: "+02:00",
  },
} as const;

const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e21, 1e-7, 123456789012345680000, 1.5, 5e-324, 1e300),
);
const odd = fc.constantFrom(
  ..."|0|00|007|-0|+1|1.|.5|1e5|1E+400|0x1F|1_000|Infinity|NaN| 12 |\u00a012|\u00852|1,5|0e1|0.50|-.5e-3|true|YES|f|T|Off|null|ann|Ünal|other|443|443.0|1.50|22e0".split(
    "|",
  ),
  ..."|10.0.0.1|010.0.0.1|256.1.1.1|1.2.3|::|::1|1::2::3|2001:db8::1|::ffff:10.0.0.1|fe80::1%eth0|1:2:3:4:5:6:7:8|1:2:3:4:5:6:7|::1.2.3.4|100.64.0.1|224.1.1.1|g::1".split(
    "|",
  ),
  ..."|2024-02-30|2024-02-29|1999-02-29|2024/6/4|2024-06-04T06:05:15.123456Z|2024-06-04 6:05|2024-06-04T24:00|0050-01-01|0000-03-01|2024-06-04T10:00+0230|2024-06-04 10:00 -05|31/04/2024|4/6/2024 12:00 AM|4.6.2024 13:00 PM|25/Aug/2024:10:00:00 +0200|Mon, 25 Aug 2024 10:00:00 GMT|25 Xyz 2024|1700000000|1700000000.5|-1|9e15".split(
    "|",
  ),
  ..."|T1078;T1190| T1078 ; ;x|;;|T1190".split("|"),
);
const scalars = fc.oneof(numbers, odd, fc.boolean(), fc.string({ maxLength: 8 }), fc.constant(null));
const values = fc.oneof(
  { weight: 6, arbitrary: scalars },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant({}) },
);

test("random records of every kind", () => {
  const dataset = Dataset.fromRecords(training, { schema: kinds as never });
  const encoder = dataset.schema.fit(dataset);
  // A fault of one feature would hide the others: mostly one feature a record is odd.
  const names = Object.keys(kinds);
  const record = fc
    .tuple(fc.integer({ min: 0, max: training.length - 1 }), fc.constantFrom(...names), values, fc.boolean())
    .map(([i, name, value, nested]): Fields => {
      const usual: Fields = { ...training[i] };
      if (!name.includes(".")) return { ...usual, [name]: value };
      const [head = "", rest = ""] = name.split(".");
      if (!nested) return { ...usual, [name]: value };
      return {
        ...usual,
        [head]: [{ [rest]: value }, { ...(usual[head] as Fields) }][Number(value === null)],
      };
    });
  compare(encoder, [...training, ...fc.sample(record, { numRuns: 6000, seed: 11 })]);
  const lists = fc.record({ user: fc.array(fc.record({ name: values, ip: values }), { maxLength: 3 }) });
  compare(encoder, fc.sample(lists, { numRuns: 500, seed: 12 }));
});

/** Sentences with what a security text holds, and characters that are cut, folded or counted in odd ways. */
const scraps = fc.constantFrom(
  ...'dumps|credentials|from|LSASS|lsass.exe|CreateRemoteThread|NtQuery_System|HTTPServer2Go|-enc|/c|--no-sandbox|powershell.exe -nop|cve-2021-44228|CVE-2021-44228,|10.0.0.1|10[.]0[.]0[.]1:443|fe80::1%eth0|00:1a:2b:3c:4d:5e|d41d8cd98f00b204e9800998ecf8427e|{12345678-1234-1234-1234-123456789abc}|hxxps[:]//evil[.]com/aB?q=1|https://a.b/|a@b.co|HKLM\\Software\\RunOnce|HKEY_LOCAL_MACHINE|C:\\Windows\\System32\\cmd.exe|\\\\host\\share|%TEMP%\\x.dll|$env:APPDATA\\aB|/etc/passwd|~/.ssh/id_rsa|evil(.)xyz|0x7ffe|1234567|1234|SGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQ9|"quoted"|(bracketed),|«mot»|İstanbul|C:\\İİ|ẞtraße|ΟΔΟΣ|ﬁle|Ⅷ|①|ｆｕｌｌ|e\u0301tude|é|عربى|שלום|ไทย|日本語|🦔|🦔🦔|\ud83e|x\ud83e|\udd94y|\u0000|\u00a0|\u2028|\u200b|\ufeff|a.b_c-d\'e|a..b|_x_|’s|don’t|ſwitch|-ſ|٣٤|²'.split(
    "|",
  ),
  "w".repeat(60),
  `${"w".repeat(47)}🦔`,
  "ab🦔".repeat(90),
  `C:\\${"Long".repeat(80)}`,
);
const gaps = fc.constantFrom(" ", " ", " ", "", "\n", "\t", ". ", ", ", "\u3000");
const sentences = fc.array(fc.tuple(scraps, gaps), { maxLength: 14 }).map((pairs) => pairs.flat().join(""));

test("texts", () => {
  const texts = [...fc.sample(sentences, { numRuns: 300, seed: 21 }), "", "the the the lsass"];
  const dataset = Dataset.fromRecords(
    texts.map((message, i) => ({ message, n: i })),
    { schema: { message: { kind: "text", terms: 40, components: 8 }, n: "number" } as never },
  );
  const encoder = dataset.schema.fit(dataset);
  expect(encoder.columns.length).toBe(40 + 8 + 1 + 1);
  const odd = [
    [],
    ["a", "lsass"],
    ["a", 1],
    7,
    1.5,
    true,
    null,
    {},
    "lsass ".repeat(30_000),
    "🦔".repeat(50_001),
  ];
  const records = [...texts, ...fc.sample(sentences, { numRuns: 1500, seed: 22 }), ...odd];
  compare(
    encoder,
    records.map((message) => ({ message, n: 1 })),
  );
});
