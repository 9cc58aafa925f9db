// A bundle with the shape of `enterprise-attack.json`, STIX 2.1: everything that MITRE puts beside techniques, sub-techniques,
// revoked and deprecated ones, several tactics each; and a tagger that knows it.

import { expect, test } from "vitest";
import { Catalogue } from "./catalogue.ts";
import { Tagger } from "./train-tagger.ts";

/** A STIX id, the same for the same text. */
function stixId(type: string, text: string): string {
  const hex = Array.from(text.padEnd(16, "."), (character) =>
    (character.charCodeAt(0) & 0xff).toString(16).padStart(2, "0"),
  ).join("");
  const digits = hex.slice(-32).padStart(32, "0");
  return `${type}--${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}

const common = {
  spec_version: "2.1",
  created: "2020-01-14T17:18:32.126Z",
  modified: "2025-10-24T17:48:19.176Z",
  created_by_ref: stixId("identity", "MITRE"),
  object_marking_refs: [stixId("marking-definition", "terms")],
  x_mitre_attack_spec_version: "3.3.0",
  x_mitre_domains: ["enterprise-attack"],
  x_mitre_version: "1.0",
};

function reference(id: string): object[] {
  return [
    { source_name: "mitre-attack", external_id: id, url: `https://attack.mitre.org/techniques/${id}` },
    { source_name: "A report", description: "A report. (2020).", url: "https://example.org/T9999" },
  ];
}

function pattern(id: string, name: string, tactics: readonly string[], more: object = {}): object {
  return {
    type: "attack-pattern",
    id: stixId("attack-pattern", id),
    ...common,
    name,
    description: `Adversaries may use ${name}.`,
    external_references: reference(id),
    kill_chain_phases: tactics.map((phase_name) => ({ kill_chain_name: "mitre-attack", phase_name })),
    x_mitre_is_subtechnique: id.includes("."),
    x_mitre_platforms: ["Windows"],
    ...more,
  };
}

function other(type: string, id: string, name: string, more: object = {}): object {
  return { type, id: stixId(type, id), ...common, name, external_references: reference(id), ...more };
}

function relation(
  type: string,
  source: [string, string],
  target: [string, string],
  more: object = {},
): object {
  return {
    type: "relationship",
    id: stixId("relationship", `${type[0]}${source[1]}${target[1]}`),
    ...common,
    relationship_type: type,
    source_ref: stixId(...source),
    target_ref: stixId(...target),
    ...more,
  };
}

const technique = (id: string): [string, string] => ["attack-pattern", id];
const tactic = (id: string, name: string, x_mitre_shortname: string): object =>
  other("x-mitre-tactic", id, name, { x_mitre_shortname });

const enterprise = {
  type: "bundle",
  id: stixId("bundle", "enterprise"),
  spec_version: "2.1",
  objects: [
    {
      type: "x-mitre-collection",
      id: stixId("x-mitre-collection", "v18"),
      ...common,
      name: "Enterprise ATT&CK",
    },
    { type: "identity", id: stixId("identity", "MITRE"), spec_version: "2.1", name: "The MITRE Corporation" },
    { type: "marking-definition", id: stixId("marking-definition", "terms"), spec_version: "2.1" },
    other("x-mitre-matrix", "enterprise", "Enterprise", {
      tactic_refs: [stixId("x-mitre-tactic", "TA0002"), stixId("x-mitre-tactic", "TA0006")],
    }),
    tactic("TA0002", "Execution", "execution"),
    tactic("TA0003", "Persistence", "persistence"),
    tactic("TA0004", "Privilege Escalation", "privilege-escalation"),
    tactic("TA0006", "Credential Access", "credential-access"),
    // A sub-technique may stand before its technique, and links before both.
    relation("subtechnique-of", technique("T1059.001"), technique("T1059")),
    pattern("T1059.001", "PowerShell", ["execution"]),
    pattern("T1059", "Command and Scripting Interpreter", ["execution"]),
    pattern("T1053", "Scheduled Task/Job", ["execution", "persistence", "privilege-escalation"], {
      x_mitre_domains: ["enterprise-attack", "ics-attack"],
      kill_chain_phases: [
        { kill_chain_name: "mitre-attack", phase_name: "execution" },
        { kill_chain_name: "lockheed-martin-cyber-kill-chain", phase_name: "installation" },
        { kill_chain_name: "mitre-attack", phase_name: "persistence" },
        { kill_chain_name: "mitre-attack", phase_name: "privilege-escalation" },
      ],
    }),
    pattern("T1003", "OS Credential Dumping", ["credential-access"]),
    pattern("T1003.001", "LSASS Memory", ["credential-access"]),
    relation("subtechnique-of", technique("T1003.001"), technique("T1003")),
    // Revoked in two steps; of the last the revoked object keeps neither description nor phases.
    pattern("T1086", "PowerShell", ["execution"], { revoked: true }),
    relation("revoked-by", technique("T1086"), technique("T1059.001")),
    pattern("T1214", "Credentials in Registry", [], {
      revoked: true,
      description: undefined,
      kill_chain_phases: undefined,
    }),
    relation("revoked-by", technique("T1214"), technique("T1086")),
    pattern("T1175", "Component Object Model", ["execution"], { x_mitre_deprecated: true }),
    // What is no technique: a mitigation with a technique's number, as old ones have, and its revocation.
    other("course-of-action", "T1059", "PowerShell Mitigation", { x_mitre_deprecated: true }),
    other("course-of-action", "M1042", "Disable or Remove Feature"),
    other("intrusion-set", "G0007", "APT28", { aliases: ["APT28"] }),
    other("malware", "S0002", "Mimikatz", { is_family: true }),
    other("x-mitre-data-component", "DC0032", "Process Creation"),
    other("x-mitre-detection-strategy", "DET0001", "Detect it", { x_mitre_analytic_refs: [] }),
    relation("uses", ["intrusion-set", "G0007"], technique("T1003.001")),
    relation("mitigates", ["course-of-action", "M1042"], technique("T1059.001")),
    relation("detects", ["x-mitre-detection-strategy", "DET0001"], technique("T1003")),
    relation("revoked-by", ["intrusion-set", "G0001"], ["intrusion-set", "G0007"]),
    // A link that is itself revoked says nothing.
    relation("subtechnique-of", technique("T1053"), technique("T1003"), { revoked: true }),
  ],
};

test("techniques, tactics and what became of revoked ones", () => {
  const catalogue = Catalogue.fromStix(new TextEncoder().encode(JSON.stringify(enterprise)));
  expect(catalogue.techniques.map(({ id }) => id)).toEqual([
    "T1003",
    "T1003.001",
    "T1053",
    "T1059",
    "T1059.001",
  ]);
  expect(catalogue.technique("T1053")).toMatchObject({
    tactics: ["execution", "persistence", "privilege-escalation"],
  });
  expect(catalogue.technique("T1053")).not.toHaveProperty("parent");
  expect(catalogue.nameOf("T1059.001")).toBe("Command and Scripting Interpreter: PowerShell");
  expect(catalogue.current("T1214")?.id).toBe("T1059.001");
  expect(catalogue.technique("T1214")).toMatchObject({ revoked: true, description: "", tactics: [] });
  expect(catalogue.technique("T1175")).toMatchObject({ deprecated: true });
  expect(catalogue.tactics.map(({ id, shortName }) => [id, shortName])).toContainEqual([
    "TA0006",
    "credential-access",
  ]);
  expect(catalogue.all.length).toBe(8);
});

test("a tagger names what is labelled by an old id, and rolls up", async () => {
  const catalogue = Catalogue.fromStix(enterprise);
  const says = {
    T1086: "powershell ran an encoded command",
    "T1003.001": "memory of lsass was dumped",
    T1053: "schtasks made a task at logon",
  };
  const records = Object.entries(says).flatMap(([id, text]) =>
    Array.from({ length: 8 }, (_, i) => ({ text: `${text} on host ${i}`, id })),
  );
  const tagger = await Tagger.train(records, { text: "text", label: "id", catalogue });
  expect(tagger.labels.find(({ id }) => id === "T1086")).toMatchObject({
    name: "Command and Scripting Interpreter: PowerShell",
    tactics: ["execution"],
  });
  const ask = (text: string, level: "technique" | "tactic"): string | undefined =>
    tagger.tag(text, { level, abstain: false, top: 1, described: 0 })[0]?.technique;
  expect(ask("lsass memory dumped", "technique")).toBe("T1003");
  expect(ask("lsass memory dumped", "tactic")).toBe("credential-access");
  expect(ask("an encoded powershell command", "tactic")).toBe("execution");
});

test.each<[string, (objects: object[]) => object[], string]>([
  [
    "a sub-technique of itself by way of another",
    (objects) => [...objects, relation("subtechnique-of", technique("T1003"), technique("T1003.001"))],
    "circle",
  ],
  [
    "a technique revoked by one that it revoked",
    (objects) => [...objects, relation("revoked-by", technique("T1059.001"), technique("T1214"))],
    "circle",
  ],
  [
    "a link to a technique that is not there",
    (objects) => [...objects, relation("revoked-by", technique("T1175"), technique("T7777"))],
    "which is not in the bundle",
  ],
  [
    "a technique twice",
    (objects) => [...objects, pattern("T1003", "Again", [], { id: stixId("attack-pattern", "again") })],
    "T1003 is there twice",
  ],
  [
    "phases that are no list",
    (objects) => [...objects, pattern("T1999", "X", [], { kill_chain_phases: {} })],
    "must be a list",
  ],
  [
    "a link without ends",
    (objects) => [...objects, { type: "relationship", relationship_type: "revoked-by" }],
    "needs two references",
  ],
])("poisoned: %s is an error with the object's number", (_, poison, sentence) => {
  const objects = poison(enterprise.objects);
  const read = (): unknown => Catalogue.fromStix({ ...enterprise, objects });
  expect(read).toThrow(sentence);
  // A circle is told by one of its links.
  expect(read).toThrow(
    sentence === "circle" ? /\(row \d+, column "relationship--/ : `(row ${objects.length}`,
  );
});
