import { describe, expect, test } from "vitest";
import { Dice } from "../../test/random-model.ts";
import { HedgerowError } from "../error.ts";
import { Catalogue } from "./catalogue.ts";
import { evaluateTagger } from "./evaluate-tagger.ts";
import { NavigatorCounts } from "./navigator.ts";
import { prunedTo } from "./prune.ts";
import { LoadedTagger, loadTagger } from "./tagger.ts";
import { readTagger, writeTagger } from "./tagger-bytes.ts";
import type { TaggerOptions } from "./tagger-options.ts";
import type { TextRecord } from "./tagger-records.ts";
import { Tagger } from "./train-tagger.ts";

const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  T1003: [
    "lsass memory dump",
    "mimikatz sekurlsa credentials",
    "SAM registry hive copied",
    "procdump of lsass.exe",
  ],
  T1566: ["phishing mail attachment", "spearphishing link in mail", "malicious document opened from outlook"],
  "T1059.001": [
    "powershell encoded command",
    "PowerShell -EncodedCommand download",
    "invoke-expression in powershell",
  ],
};
const FILLERS = ["on host", "by user", "was seen", "in the morning", "at the branch office", "again"];

function alerts(rows: number, seed = 1): { text: string; label: string }[] {
  const dice = new Dice(seed);
  const labels = Object.keys(SUBJECTS);
  return Array.from({ length: rows }, (_, row) => {
    const label = labels[row % labels.length] as string;
    const text = `${dice.pick(FILLERS)} ${dice.pick(SUBJECTS[label] as string[])} ${dice.pick(FILLERS)} ${dice.below(50)}`;
    return { text, label };
  });
}

const options: TaggerOptions = { text: "text", label: "label", folds: 3 };

function trained(
  records: Iterable<TextRecord> = alerts(90),
  more: Partial<TaggerOptions> = {},
): Promise<Tagger> {
  return Tagger.train(records, { ...options, ...more });
}

const catalogue = Catalogue.fromStix({
  type: "bundle",
  objects: [
    technique("a", "T1003", "OS Credential Dumping", "credential-access", "Adversaries dump credentials"),
    technique("b", "T1566", "Phishing", "initial-access", "Messages to gain access"),
    technique(
      "c",
      "T1485",
      "Data Destruction",
      "impact",
      "Adversaries destroy data, wiping and overwriting disks",
    ),
  ],
});

function technique(id: string, external: string, name: string, phase: string, description: string): object {
  return {
    type: "attack-pattern",
    id: `attack-pattern--${id}`,
    name,
    description,
    external_references: [{ source_name: "mitre-attack", external_id: external }],
    kill_chain_phases: [{ kill_chain_name: "mitre-attack", phase_name: phase }],
  };
}

test("texts get their label, with the words that say why and the texts most like them", async () => {
  const tagger = await trained();
  const [tag] = tagger.tag("someone dumped the memory of lsass.exe");
  expect(tag?.technique).toBe("T1003");
  expect(tag?.score).toBeGreaterThan(0.5);
  expect(tag?.because.map(({ term }) => term)).toContain("lsass");
  expect(tag?.nearest[0]?.technique).toBe("T1003");
  expect(tag?.nearest[0]?.text).toContain("lsass");
  expect(tag?.from).toBe("examples");
  expect(tagger.nearest("spearphishing link", 1)[0]?.technique).toBe("T1566");
});

test("the same records and seed give the same bytes; loaded bytes give the same answers", async () => {
  const [one, other] = [await trained(), await trained()];
  expect(other.save()).toEqual(one.save());
  const loaded = loadTagger(one.save());
  for (const { text } of alerts(30, 2)) {
    expect(loaded.scores(text)).toEqual(one.scores(text));
    expect(loaded.tag(text)).toEqual(one.tag(text));
  }
  expect(loaded.save()).toEqual(one.save());
  expect(loadTagger(Buffer.from(one.save())).save()).toEqual(one.save());
});

test("words of rows that do not train leave no trace", async () => {
  const held = { text: "zyxwvut phishing zyxwvut", label: undefined };
  const bytes = (await trained([...alerts(90), held], { unlabelled: "ignore" })).save();
  expect(new TextDecoder("latin1").decode(bytes)).not.toContain("zyxwvut");
  const same = await trained();
  const tagger = new LoadedTagger(bytes);
  for (const { text } of alerts(20, 3)) expect(tagger.scores(text)).toEqual(same.scores(text));
});

describe("odd input", () => {
  test.each([
    ["nothing", ""],
    ["only unknown words", "qqqq wwww"],
    ["NUL", "\u0000\u0000lsass\u0000"],
    ["emoji", "🔥🔥🔥"],
    ["right to left", "هجوم على الخادم"],
    ["lone surrogates", "\ud83d\udc00\ud83d"],
    ["a megabyte of one letter", "a".repeat(1_000_000)],
    ["a megabyte of words", "lsass dump ".repeat(90_000)],
    ["a megabyte of brackets", "[.](".repeat(250_000)],
  ])("%s", async (_, text) => {
    const tagger = await trained();
    const scores = tagger.scores(text);
    expect(scores.reduce((sum, score) => sum + score)).toBeCloseTo(1, 9);
    for (const tag of tagger.tag(text, { abstain: false })) expect(tag.score).toBeGreaterThanOrEqual(0);
  });

  test("a text without any known word is not answered", async () => {
    const tagger = await trained(alerts(90), { grams: false });
    expect(tagger.tag("qqqq wwww", { abstain: false })).toEqual([]);
  });

  test("what is no text is an error", async () => {
    const tagger = await trained();
    expect(() => tagger.tag(7 as unknown as string)).toThrow(HedgerowError);
    expect(() => tagger.tag("x", { tops: 1 } as object)).toThrow('There is no option "tops"');
    expect(() => tagger.tag("x", { top: -1 })).toThrow('"top" must be a whole number');
  });
});

test("it abstains below its threshold", async () => {
  const tagger = await trained(alerts(90), { precision: 1 });
  const unsure = "was seen again";
  expect(tagger.tag(unsure, { threshold: 0.99 })).toEqual([]);
  expect(tagger.tag(unsure, { abstain: false }).length).toBeGreaterThan(0);
});

test("names, tactics, and techniques that only a description speaks for", async () => {
  const tagger = await trained(alerts(90), { catalogue });
  const tags = tagger.tag("disks were wiped and overwriting of data destroyed them", {
    abstain: false,
    top: 1,
  });
  expect(tags.at(-1)).toMatchObject({
    technique: "T1485",
    name: "Data Destruction",
    from: "description",
    tactics: ["impact"],
  });
  expect(tags.at(-1)?.because.map(({ term }) => term)).toContain("overwriting");
  expect(tagger.tag("lsass memory dump")[0]).toMatchObject({
    name: "OS Credential Dumping",
    tactics: ["credential-access"],
  });
  const [tactic] = tagger.tag("lsass memory dump", { level: "tactic" });
  expect(tactic?.technique).toBe("credential-access");
});

test("sub-techniques roll up to their technique", async () => {
  const tagger = await trained();
  expect(tagger.tag("powershell encoded command")[0]?.technique).toBe("T1059.001");
  expect(tagger.tag("powershell encoded command", { level: "technique" })[0]?.technique).toBe("T1059");
});

test("several labels a text", async () => {
  const both = alerts(60).map(({ text, label }, i, all) => {
    const other = all[(i + 1) % all.length] as { text: string; label: string };
    return i % 2 === 0
      ? { text, label: [label] }
      : { text: `${text} ${other.text}`, label: [label, other.label] };
  });
  const tagger = await trained(both, { separator: ";" });
  const found = tagger.tag("phishing mail attachment started powershell encoded command", { top: 9 });
  expect(found.map(({ technique }) => technique).sort()).toEqual(["T1059.001", "T1566"]);
  const evaluation = evaluateTagger(tagger, both);
  expect("microF1" in evaluation && evaluation.microF1).toBeGreaterThan(0.9);
});

test("feature hashing stores no term", async () => {
  const tagger = await trained(alerts(90), { hash: 4096 });
  expect(new TextDecoder("latin1").decode(tagger.save())).not.toContain("lsass dump");
  expect(tagger.parts.terms).toEqual([]);
  const [tag] = tagger.tag("someone dumped the memory of lsass.exe");
  expect(tag?.technique).toBe("T1003");
  expect(tag?.because.length).toBeGreaterThan(0);
});

test("rows without a label: ignored, neighbours, or learnt from and told how much that won", async () => {
  const open = alerts(60, 9).map(({ text }) => ({ text: `${text} unseen` }));
  const neighbours = await trained([...alerts(30), ...open], { unlabelled: "neighbours" });
  expect(neighbours.nearest("lsass memory dump unseen", 1)[0]?.technique).toBeUndefined();
  const learnt = await trained([...alerts(30), ...open], { unlabelled: "learn" });
  const { unlabelled } = learnt.info as { unlabelled: { learnt: number; gain: number } };
  // Everything is found without them: nothing to win, so they are refused.
  expect(unlabelled.learnt).toBe(0);
  expect(unlabelled.gain).toBeLessThanOrEqual(0.05);
});

test("a tagger is pruned to a budget, and still tags", async () => {
  const tagger = await trained();
  const small = prunedTo(tagger, 4000);
  expect(small.save().length).toBeLessThanOrEqual(4000);
  expect(small.tag("lsass memory dump", { abstain: false })[0]?.technique).toBe("T1003");
  expect(() => prunedTo(tagger, 100)).toThrow("can not be made as small");
});

test("an evaluation says what a tagger is worth", async () => {
  const tagger = await trained();
  const evaluation = evaluateTagger(tagger, [...alerts(60, 5), { text: "lsass", label: "T9999" }]);
  if (!("top3" in evaluation)) throw new Error("one label a text");
  expect(evaluation.rows).toBe(61);
  expect(evaluation.accuracy).toBeGreaterThan(0.9);
  expect(evaluation.top3).toBeGreaterThanOrEqual(evaluation.accuracy);
  expect(evaluation.confusion.classes).toContain("T9999");
});

test("a Navigator layer counts best tags", () => {
  const counts = new NavigatorCounts();
  counts.add([
    { technique: "T1003", score: 0.8 },
    { technique: "T1566", score: 0.1 },
  ]);
  counts.add([{ technique: "T1003", score: 0.6 }]);
  counts.add([{ technique: "credential-access", score: 1 }]);
  counts.add([]);
  const layer = counts.layer({ domain: "mobile-attack" });
  expect(layer.domain).toBe("mobile-attack");
  expect(layer.techniques).toEqual([
    { techniqueID: "T1003", score: 2, enabled: true, comment: "2 texts, mean score 0.70" },
  ]);
});

test("what is wrong with records and options is said", async () => {
  await expect(trained([])).rejects.toThrow("There are no records");
  await expect(trained([{ text: "a", label: "x" }])).rejects.toThrow("two different ones");
  await expect(trained([{ text: {}, label: "x" }])).rejects.toThrow('row 1, column "text"');
  await expect(trained([{ text: "a", label: ["x"] }])).rejects.toThrow('"separator"');
  await expect(trained(alerts(9), { cots: 1 } as object)).rejects.toThrow('There is no option "cots"');
  await expect(trained(alerts(9), { cost: 0 })).rejects.toThrow('"cost" must be a number');
  await expect(trained(alerts(9), { seed: -1 })).rejects.toThrow("seed");
  const aborted = AbortSignal.abort();
  await expect(trained(alerts(9), { signal: aborted })).rejects.toMatchObject({ code: "aborted" });
});

describe("bytes", () => {
  test("parts come back as they were", async () => {
    const bytes = (await trained(alerts(90), { catalogue })).save();
    expect(writeTagger(readTagger(bytes))).toEqual(bytes);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(writeTagger(readTagger(shifted.subarray(3)))).toEqual(bytes);
  });

  test("changed bytes are refused with their place, or read as something that tags", async () => {
    const good = (await trained(alerts(60), { catalogue, keepText: 20 })).save();
    const { xxh32 } = await import("../model/checksum.ts");
    let refused = 0;
    for (let seed = 0; seed < 3000; seed++) {
      const dice = new Dice(seed);
      let bytes = good.slice(0, dice.chance(0.1) ? dice.below(good.length) : good.length);
      for (let i = 1 + dice.below(4); i > 0 && bytes.length > 20; i--) {
        const at = dice.chance(0.5) ? dice.below(Math.min(64, bytes.length)) : dice.below(bytes.length);
        bytes[at] = dice.pick([0, 1, 255, 128, dice.below(256)]);
      }
      if (dice.chance(0.1)) bytes = Uint8Array.from({ length: dice.below(300) }, () => dice.below(256));
      if (bytes.length >= 64 && dice.chance(0.9))
        new DataView(bytes.buffer).setUint32(12, xxh32(bytes.subarray(16)), true);
      try {
        const tagger = new LoadedTagger(bytes);
        tagger.tag("lsass memory dump was seen 7", { abstain: false });
      } catch (error) {
        if (!(error instanceof HedgerowError)) throw new Error(`seed ${seed}`, { cause: error });
        expect(error.at.offset).toBeTypeOf("number");
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
