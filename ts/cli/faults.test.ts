import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-faults-"));
const at = (name: string): string => join(folder, name);
const model = at("model.bin");

beforeAll(async () => {
  await call(["sample", "incidents", "--rows", "900", "-o", at("a.csv")]);
  const { code } = await call([
    "train",
    at("a.csv"),
    "--label",
    "triage_grade",
    "--rounds",
    "5",
    "-o",
    model,
  ]);
  expect(code).toBe(0);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs what must fail. */
async function fault(
  words: readonly string[],
  stdin: string | Uint8Array = "",
): Promise<{ code: number; err: string }> {
  const before = readdirSync(folder);
  const { code, out, err } = await call(words, stdin);
  expect(out).toBe("");
  expect(readdirSync(folder)).toEqual(before);
  return { code, err };
}

describe("bad input", () => {
  const train = ["train", "-", "--label", "y", "-o", at("none.bin")];
  const column = (cells: string[]): string =>
    ["x,y", ...cells.map((cell, i) => `${cell},${i % 2}`)].join("\n");
  const numbers = Array.from({ length: 5000 }, (_, i) => String(i % 97));

  test.each<[string, string | Uint8Array, RegExp]>([
    [
      "missing label column",
      "x,z\n1,2\n",
      /The label column is not there\..*The columns are: x, z.*\(standard input, column "y"\)/,
    ],
    [
      "one class only",
      "x,y\n1,a\n2,a\n",
      /Every row has the label "a"; two classes are needed.*\(standard input, column "y"\)/,
    ],
    ["empty file", "", /The file is empty \(standard input, line 1\)/],
    ["header only", "x,y\n", /There are no rows of data \(standard input\)/],
    ["ragged row", "x,y\n1,a\n2\n", /The row has 1 cells, the header 2 \(standard input, line 3, row 2\)/],
    ["columns of one name", "x,x,y\n1,2,a\n", /have the same name \(standard input, line 1, column "x"\)/],
    [
      "2,000 classes",
      ["x,y", ...Array.from({ length: 4000 }, (_, i) => `${i},c${i % 2000}`)].join("\n"),
      /2,000 different values; at most 1,024 classes/,
    ],
    [
      "NaN in JSON",
      '{"x":1,"y":"a"}\n{"x":NaN,"y":"b"}\n',
      /JSON has no NaN; write null.*\(standard input, line 2\)/,
    ],
    ["Infinity in JSON", '{"x":-Infinity,"y":"b"}\n', /JSON has no -Infinity.*\(standard input, line 1\)/],
    [
      "damaged gzip",
      gzipSync(column(numbers)).subarray(0, 300),
      /The gzip data is damaged or cut off \(standard input\)/,
    ],
  ])("%s", async (_, data, message) => {
    const { code, err } = await fault(train, data);
    expect(err).toMatch(message);
    expect(err.startsWith("hedgerow: ")).toBe(true);
    expect(code).toBe(1);
  });

  test("text in row 4711 of a number column", async () => {
    const data = column(numbers.with(4710, "n/k"));
    const inferred = await fault(train, data);
    expect(inferred.err).toMatch(/values are numbers, but here stands "n\/k": .*row 4711, column "x"\)/);
    expect(inferred.code).toBe(1);
    const missing = await call([...train, "--missing", "n/k"], data);
    expect(missing.code).toBe(0);
    const { code, err } = await fault([...train, "--kind", "x=number"], data);
    expect(err).toMatch(
      /"x" is a number, but the cell holds "n\/k" \(standard input, line 4712, row 4711, column "x"\)/,
    );
    expect(code).toBe(1);
  });

  test("text in row 4711 at predict: the rows before it are answered, -o leaves nothing", async () => {
    const output = at("number.bin");
    await call(["train", "-", "--label", "y", "--rounds", "1", "-o", output], column(numbers));
    const data = column(numbers.with(4710, "n/k"));
    const place = /the cell holds "n\/k" \(standard input, line 4712, row 4711, column "x"\)/;
    const whole = await fault(["predict", output, "-", "-o", at("none.ndjson")], data);
    expect(whole.err).toMatch(place);
    expect(whole.code).toBe(1);
    const json = ['{"x":1}', '{"x":true}'].join("\n");
    const streamed = await call(["predict", output, "-"], json);
    expect(streamed.err).toMatch(
      /The feature "x" takes a number, not true \(standard input, line 2, row 2, column "x"\)/,
    );
    expect(streamed.out.trimEnd().split("\n")).toHaveLength(1);
    expect(streamed.code).toBe(1);
    rmSync(output);
  });

  test("models that are damaged, cut off, newer or none at all", async () => {
    const bytes = readFileSync(model);
    const flipped = Uint8Array.from(bytes);
    flipped[500] = (flipped[500] as number) ^ 4;
    const newer = Uint8Array.from(bytes);
    newer[8] = 99;
    const cases: [string, Uint8Array, RegExp][] = [
      ["flipped", flipped, /The model is damaged: its checksum does not match/],
      ["cut", bytes.subarray(0, 3000), /The model is cut off/],
      ["newer", newer, /made by a newer hedgerow/],
      ["none", readFileSync(at("a.csv")), /This is not a hedgerow model/],
    ];
    for (const [name, content, message] of cases) {
      const file = at(`${name}.bin`);
      writeFileSync(file, content);
      for (const words of [
        ["predict", file, at("a.csv")],
        ["inspect", file],
        ["evaluate", file, at("a.csv")],
      ]) {
        const { code, err } = await fault(words);
        expect(err).toMatch(message);
        expect(err).toContain(file);
        expect(code).toBe(1);
      }
      rmSync(file);
    }
  });

  test.each(["a,b\n1,2\n", '{"a":1}\n'])("records with none of the features: %j", async (data) => {
    const { code, err } = await fault(["predict", model, "-", "-o", at("none.ndjson")], data);
    expect(err).toMatch(/None of the schema's features is|No record has any of the model's features/);
    expect(code).toBe(1);
  });

  test("an error with --json is an object too", async () => {
    const { code, out, err } = await call(["train", at("a.csv"), "--label", "grade", "--json"]);
    expect(code).toBe(1);
    expect(err).toContain("The label column is not there");
    expect(JSON.parse(out)).toEqual({
      error: {
        code: "bad-label",
        message: expect.stringContaining("grade"),
        at: { file: at("a.csv"), column: "grade" },
      },
    });
  });

  test("labels that the model does not know count as wrong, and are warned of", async () => {
    const text = readFileSync(at("a.csv"), "utf8").replaceAll(",FP\n", ",new\n");
    const { code, out, err } = await call(["evaluate", model, "-", "--json"], text);
    expect(code).toBe(0);
    expect(err).toBe("");
    const { test, warnings } = JSON.parse(out);
    expect(warnings[0]).toMatch(/The label "new" of \d+ test rows is unknown to the model/);
    expect(test.perClass.find(({ label }: { label: string }) => label === "new").recall).toBe(0);
  });
});

describe("usage", () => {
  test.each<[string[], RegExp]>([
    [[], /No command is named/],
    [["trian"], /There is no command "trian"; did you mean train\?/],
    [["train", "x.csv", "--lable", "y"], /There is no option --lable; did you mean --label\?/],
    [["train", "x.csv"], /--label is missing: the column to predict/],
    [["train", "--label", "y"], /No data is named/],
    [["train", "x.csv", "--label", "y", "--rounds", "many"], /--rounds takes a number, not "many"/],
    [
      ["train", "x.csv", "--label", "y", "--learning-rate", "3"],
      /--learning-rate must be above 0 and at most 1, not 3/,
    ],
    [["train", "x.csv", "--label", "y", "--method", "forrest"], /did you mean forest\?/],
    [["train", "x.csv", "--label", "y", "--trees", "3"], /--trees is for a forest only/],
    [
      ["train", "x.csv", "--label", "y", "--split", "0.8", "--test", "z.csv"],
      /--test and --split exclude each other/,
    ],
    [["train", "x.csv", "--label", "y", "--split", "80"], /between 0 and 1, not 80/],
    [["train", "x.csv", "--label", "y", "--kind", "x"], /--kind is written column=kind/],
    [["train", at("a.csv"), "--label", "triage_grade", "--drop", "protocl"], /Did you mean "protocol"\?/],
    [["predict", model, at("a.csv"), "--keep", "protocl"], /Did you mean "protocol"\?/],
    [["predict", model, at("a.csv"), "--json"], /--json needs -o FILE/],
    [
      ["train", at("a.csv"), "--label", "triage_grade", "-o", at("./a.csv")],
      /is read and must not be replaced/,
    ],
    [["predict", model, at("*.csv"), "-o", model], /is read and must not be replaced/],
    [["sample", "incident"], /did you mean incidents\?/],
    [["sample", "incidents", "--drift", "severity"], /--drift is feature=shift:AMOUNT/],
  ])("%j", async (words, message) => {
    const { code, err } = words.includes("--json") ? await call(words) : await fault(words);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  test.each<[string[], RegExp]>([
    [["train", at("no.csv"), "--label", "y"], /There is no such file \(.*no\.csv\)/],
    [["train", at("no-*.csv"), "--label", "y"], /No file matches/],
    [["train", folder, "--label", "y"], /This is a folder, not a file/],
    [["inspect", at("no.bin")], /There is no such file/],
    [
      ["train", at("a.csv"), "--label", "triage_grade", "-o", at("no/model.bin")],
      /no such folder to write to/,
    ],
    [["train", at("a.csv"), "--label", "triage_grade", "-o", folder], /This is a folder/],
  ])("%j", async (words, message) => {
    const { code, err } = await fault(words);
    expect(err).toMatch(message);
    expect(code).toBe(1);
  });

  test("help for all, help for each, the version", async () => {
    const { out } = await call(["--help"]);
    for (const name of ["train", "predict", "evaluate", "inspect", "sample"]) {
      expect(out).toContain(`  ${name} `);
      const help = await call([name, "--help"]);
      expect(help).toMatchObject({ code: 0, err: "" });
      expect(help.out).toContain(`Usage: hedgerow ${name} `);
      expect(Math.max(...help.out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    }
    expect((await call(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
