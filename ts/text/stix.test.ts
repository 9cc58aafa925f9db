import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { dataFile, dataTest } from "../../test/data.ts";
import { HedgerowError } from "../error.ts";
import { Catalogue } from "./catalogue.ts";

function pattern(id: string, external: string, more: object = {}): object {
  return {
    type: "attack-pattern",
    id: `attack-pattern--${id}`,
    name: `Name of ${external}`,
    external_references: [{ source_name: "mitre-attack", external_id: external }],
    ...more,
  };
}

function link(type: string, source: string, target: string): object {
  return {
    type: "relationship",
    id: `relationship--${type}-${source}`,
    relationship_type: type,
    source_ref: `attack-pattern--${source}`,
    target_ref: `attack-pattern--${target}`,
  };
}

function bundle(...objects: unknown[]): object {
  return { type: "bundle", id: "bundle--1", objects };
}

test("techniques, sub-techniques, and what replaced a revoked one", () => {
  const read = Catalogue.fromStix(
    JSON.stringify(
      bundle(
        pattern("a", "T1000", { revoked: true }),
        pattern("b", "T1001", { revoked: true }),
        pattern("c", "T1002", {
          kill_chain_phases: [{ kill_chain_name: "mitre-attack", phase_name: "impact" }],
        }),
        pattern("d", "T1002.001", { x_mitre_is_subtechnique: true }),
        pattern("e", "T1003", { x_mitre_deprecated: true }),
        link("revoked-by", "a", "b"),
        link("revoked-by", "b", "c"),
        link("subtechnique-of", "d", "c"),
        { type: "x-mitre-tactic", id: "x-mitre-tactic--1", name: "Impact", x_mitre_shortname: "impact" },
      ),
    ),
  );
  expect(read.techniques.map(({ id }) => id)).toEqual(["T1002", "T1002.001"]);
  expect(read.current("T1000")?.id).toBe("T1002");
  expect(read.technique("T1000")?.revoked).toBe(true);
  expect(read.technique("T1002.001")?.parent).toBe("T1002");
  expect(read.nameOf("T1002.001")).toBe("Name of T1002: Name of T1002.001");
  expect(read.technique("T1003")?.deprecated).toBe(true);
  expect(read.tactics[0]?.shortName).toBe("impact");
});

test.each<[string, unknown, string]>([
  ["no JSON", "{", "not JSON"],
  ["no bundle", { type: "indicator" }, "STIX bundle"],
  ["a list", [], "STIX bundle"],
  ["an object without a type", bundle(pattern("a", "T1000"), {}), "(row 2)"],
  ["null in it", bundle(null), "(row 1)"],
  ["an id twice", bundle(pattern("a", "T1000"), pattern("b", "T1000")), 'row 2, column "attack-pattern--b"'],
  ["a name that is a number", bundle(pattern("a", "T1000", { name: 7 })), "has no name"],
  [
    "references that are none",
    bundle({ type: "attack-pattern", id: "x", external_references: 3 }),
    "must be a list",
  ],
  ["a phase without a name", bundle(pattern("a", "T1000", { kill_chain_phases: [{}] })), "has no name"],
  [
    "a reference to nothing",
    bundle(pattern("a", "T1000"), link("revoked-by", "a", "z")),
    "attack-pattern--z, which is not",
  ],
  ["a link to itself", bundle(pattern("a", "T1000"), link("revoked-by", "a", "a")), "circle"],
  [
    "a circle",
    bundle(
      pattern("a", "T1000"),
      pattern("b", "T1001"),
      pattern("c", "T1002"),
      link("subtechnique-of", "a", "b"),
      link("subtechnique-of", "b", "c"),
      link("subtechnique-of", "c", "b"),
    ),
    "circle",
  ],
])("%s is an error with its place", (_, given, sentence) => {
  const read = (): unknown => Catalogue.fromStix(given as object);
  expect(read).toThrow(HedgerowError);
  expect(read).toThrow(sentence);
});

test("a long chain of replacements is followed to its end", () => {
  const objects: object[] = [];
  for (let i = 0; i < 9000; i++) {
    objects.push(pattern(`${i}`, `T${String(i + 1000)}`, { revoked: true }));
    if (i > 0) objects.push(link("revoked-by", `${i - 1}`, `${i}`));
  }
  expect(Catalogue.fromStix(bundle(...objects)).current("T1000")?.id).toBe("T9999");
});

test("a table of techniques", () => {
  const read = Catalogue.fromRecords([
    { id: "T1003", name: "OS Credential Dumping", tactics: "credential-access;impact" },
    { id: "T1003.001", name: "LSASS Memory" },
  ]);
  expect(read.technique("T1003")?.tactics).toEqual(["credential-access", "impact"]);
  expect(read.nameOf("T1003.001")).toBe("OS Credential Dumping: LSASS Memory");
  expect(() =>
    Catalogue.fromRecords([
      { id: "T1", name: "a" },
      { id: "T1", name: "b" },
    ]),
  ).toThrow("(row 2)");
});

dataTest("the Mobile matrix of MITRE", async () => {
  const mobile = Catalogue.fromStix(await readFile(dataFile("attack/mobile-attack.json")));
  expect(mobile.techniques.length).toBe(86);
  expect(mobile.tactics.length).toBe(14);
  expect(mobile.technique("T1429")?.name).toBe("Capture Audio");
});
