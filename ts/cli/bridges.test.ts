// The commands that carry models over: schema, export, import.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { load } from "../model/model.ts";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-bridges-"));
const at = (name: string): string => join(folder, name);

async function done(...words: string[]): Promise<string> {
  const { code, out, err } = await call(words);
  expect(err).toBe("");
  expect(code).toBe(0);
  return out;
}

beforeAll(async () => {
  await done("sample", "incidents", "--rows", "800", "--seed", "3", "-o", at("a.csv"));
  const label = ["--label", "triage_grade", "--drop", "incident_id"];
  await call(["train", at("a.csv"), ...label, "--rounds", "8", "--calibrate", "none", "-o", at("m.bin")]);
  await done("schema", at("a.csv"), ...label, "-o", at("schema.json"));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("there and back", () => {
  test.each(["json", "txt"])("model.%s with the schema answers records as the model does", async (ending) => {
    await done("export", at("m.bin"), "-o", at(`m.${ending}`));
    await done("import", at(`m.${ending}`), "--schema", at("schema.json"), "-o", at(`${ending}.bin`));
    const ours = await done("predict", at("m.bin"), at("a.csv"), "--margins");
    const theirs = await done("predict", at(`${ending}.bin`), at("a.csv"), "--margins");
    const numbers = (text: string): number[] =>
      text
        .trimEnd()
        .split("\n")
        .flatMap((line) => (JSON.parse(line) as { margins: number[] }).margins);
    const [a, b] = [numbers(ours), numbers(theirs)];
    expect(a.length).toBe(2400);
    expect(Math.max(...a.map((margin, i) => Math.abs(margin - (b[i] as number))))).toBeLessThan(2e-6);
    const model = await load(readFileSync(at(`${ending}.bin`)));
    // The schema brings the names of the classes, the file the covers that explanations need.
    expect(model.classes).toEqual(["BP", "FP", "TP"]);
    expect(model.explain({ severity: 4, organization: "org-007" }, { top: 2 }).contributions.length).toBe(2);
    expect(await done("inspect", at(`${ending}.bin`))).toContain("boosting imported from");
  });

  test("one JavaScript file answers with the model's bits", async () => {
    await done("export", at("m.bin"), "-o", at("m.mjs"));
    const alone = (await import(/* @vite-ignore */ pathToFileURL(at("m.mjs")).href)) as {
      predict(record: object): unknown;
      margins(record: object): number[];
      classes: string[];
    };
    const model = await load(readFileSync(at("m.bin")));
    await done("sample", "incidents", "--rows", "200", "--seed", "9", "-o", at("b.jsonl"));
    for (const line of readFileSync(at("b.jsonl"), "utf8").trimEnd().split("\n")) {
      const record = JSON.parse(line) as Record<string, unknown>;
      expect(alone.predict(record)).toEqual(model.predict(record));
      expect(alone.margins(record)).toEqual(Array.from(model.margins(record)));
    }
    expect(alone.classes).toEqual(model.classes);
  });

  test("training cannot go on from an imported model", async () => {
    const words = [
      "train",
      at("a.csv"),
      "--resume",
      at("json.bin"),
      "--label",
      "triage_grade",
      "--rounds",
      "2",
      "-o",
      at("x.bin"),
    ];
    const { code, err } = await call(words);
    expect(code).toBe(1);
    expect(err).toContain("training can not go on from this model");
  });
});

describe("refusals", () => {
  test("what is no model, classes and schemas that do not fit", async () => {
    const importing = async (...words: string[]): Promise<string> => {
      const { code, err } = await call(["import", ...words, "-o", at("x.bin")]);
      expect(code).toBeGreaterThan(0);
      return err;
    };
    writeFileSync(at("no.txt"), "hello");
    expect(await importing(at("no.txt"))).toContain('does not begin with "tree"');
    writeFileSync(at("no.json"), '{"a":1}');
    expect(await importing(at("no.json"))).toContain('it has no "learner"');
    expect(await importing(at("absent.json"))).toContain("There is no such file");
    expect(await importing(at("m.json"), "--classes", "a,b")).toContain("3 classes, 2 are named");
    expect(await importing(at("m.txt"), "--rounds", "all")).toContain("--rounds is for models of XGBoost");
    const schema = JSON.parse(readFileSync(at("schema.json"), "utf8")) as { features: object[] };
    writeFileSync(at("other.json"), JSON.stringify({ ...schema, features: schema.features.slice(1) }));
    expect(await importing(at("m.json"), "--schema", at("other.json"))).toContain("columns, the model has");
    writeFileSync(at("turned.json"), JSON.stringify({ ...schema, features: schema.features.toReversed() }));
    expect(await importing(at("m.json"), "--schema", at("turned.json"))).toContain(
      "the schema's column there is",
    );
    const plain = { version: 1, features: [{ name: "a", kind: "category" }] };
    writeFileSync(at("plain.json"), JSON.stringify(plain));
    expect(await importing(at("m.json"), "--schema", at("plain.json"))).toContain(
      "learns from training rows",
    );
  });

  test("a format that is not known, a regressor's classes", async () => {
    expect((await call(["export", at("m.bin"), "-o", at("m.xyz")])).err).toContain("--to is missing");
    writeFileSync(
      at("numbers.json"),
      readFileSync(at("m.json"), "utf8")
        .replace("multi:softprob", "reg:squarederror")
        .replace('"num_class":"3"', '"num_class":"0"'),
    );
    const { err } = await call(["import", at("numbers.json"), "-o", at("n.bin")]);
    expect(err).toContain("adds to output 1");
  });
});
