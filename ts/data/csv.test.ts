import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { HedgerowError } from "../error.ts";
import { csvBatches } from "./csv.ts";
import { csvRecords } from "./csv-records.ts";
import { csvTable } from "./table.ts";
import type { TextInput } from "./text-input.ts";

async function rowsOf(input: TextInput): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const batch of csvBatches(input)) {
    if (rows.length === 0) rows.push([...batch.header]);
    for (const row of batch.rows) rows.push([...row]);
  }
  return rows;
}

async function errorOf(run: Promise<unknown>): Promise<HedgerowError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HedgerowError);
  return error as HedgerowError;
}

/** The bytes in pieces of one size, so that everything is once cut in the middle. */
function streamed(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

const awkward = '\ufeff name ,note\r\n"a, b","two\r\nlines"\r\nc,"say ""hi"""\r\n\r\nd,ü€😀\r\n';
const awkwardRows = [
  ["name", "note"],
  ["a, b", "two\nlines"],
  ["c", 'say "hi"'],
  ["d", "ü€😀"],
];

test("quotes, CRLF, BOM, blank lines and UTF-8 survive any way of cutting the stream", async () => {
  expect(await rowsOf(awkward)).toEqual(awkwardRows);
  const bytes = new TextEncoder().encode(awkward);
  for (let size = 1; size <= bytes.length; size++)
    expect(await rowsOf(streamed(bytes, size))).toEqual(awkwardRows);
});

test("gzip is recognised by its bytes in a stream, a Blob and plain bytes", async () => {
  const zipped = new Uint8Array(gzipSync(awkward));
  expect(await rowsOf(zipped)).toEqual(awkwardRows);
  expect(await rowsOf(new Blob([zipped]))).toEqual(awkwardRows);
  for (const size of [1, 2, 7, 1000]) expect(await rowsOf(streamed(zipped, size))).toEqual(awkwardRows);
});

test("damaged gzip is bad data", async () => {
  const zipped = new Uint8Array(gzipSync("a,b\n1,2\n".repeat(1000)));
  expect((await errorOf(rowsOf(zipped.slice(0, 40)))).code).toBe("bad-data");
});

test("UTF-16 with a byte order mark", async () => {
  const text = "a,b\r\n1,ü\r\n";
  const bytes = new Uint8Array(2 + text.length * 2);
  bytes.set([0xff, 0xfe]);
  for (let i = 0; i < text.length; i++) {
    bytes[2 + 2 * i] = text.charCodeAt(i) & 255;
    bytes[3 + 2 * i] = text.charCodeAt(i) >> 8;
  }
  expect(await rowsOf(bytes)).toEqual([
    ["a", "b"],
    ["1", "ü"],
  ]);
});

test("the delimiter is read off the header, line ends may be mixed or CR", async () => {
  expect(await rowsOf("a;b,c;d\n1;2;3\n")).toEqual([
    ["a", "b,c", "d"],
    ["1", "2", "3"],
  ]);
  expect(await rowsOf("a\tb\r1\t2\r3\t4\n5\t6\r\n")).toHaveLength(4);
  expect(await rowsOf("a,b\n1,2")).toHaveLength(2);
});

test.each([
  ["", "The file is empty", 1],
  ["\n \n", "The file is empty", 1],
  ["a,b,a\n1,2,3\n", "Columns 1 and 3 of the header have the same name", 1],
  ["a,,c\n1,2,3\n", "Column 2 of the header has no name", 1],
  ["a,b\n1,2\n\n3\n", "The row has 1 cells, the header 2", 4],
  [
    "a,b\n1,2\n3,4,5\n",
    "The row has 3 cells, the header 2; a cell that holds the delimiter must be in quotes",
    3,
  ],
  ['a,b\n1,"x\ny"\n3\n', "The row has 1 cells, the header 2", 4],
  ['a,b\n1,2\n3,"4\n5,6\n', "A quote is opened and never closed", 3],
  ['a,b\n1,"2"x\n3,4\n', "After a closing quote comes something else", 2],
])("%j is refused: %s", async (text, sentence, line) => {
  for (const input of [text, streamed(new TextEncoder().encode(text), 3)]) {
    const error = await errorOf(rowsOf(input));
    expect(error.code).toBe("bad-data");
    expect(error.message).toContain(sentence);
    expect(error.at.line).toBe(line);
  }
});

test("a ragged row deep in a file is found by row and line", async () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => (i === 50_000 ? `${i}` : `${i},"a\nb"`));
  const error = await errorOf(rowsOf(`n,t\n${lines.join("\n")}\n`));
  expect(error.at).toEqual({ row: 50_001, line: 100_002 });
});

test("a quote left open at the start of a large file ends in an error, not in memory", async () => {
  const piece = new TextEncoder().encode("1,2,3,4,5,6,7,8\n".repeat(1 << 15));
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent === 0) controller.enqueue(new TextEncoder().encode('a,b,c,d,e,f,g,h\n1,2,3,4,5,6,7,"8\n'));
      else if (sent < 200) controller.enqueue(piece);
      else controller.close();
      sent++;
    },
  });
  const error = await errorOf(rowsOf(stream));
  expect(error.message).toContain("a quote may be left open");
  expect(error.at).toEqual({ row: 1, line: 2 });
  expect(sent).toBeLessThan(60);
});

test("a number column with text in row 4711 is an error there, where numbers are wanted", async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => (i === 4710 ? "many" : String(i)));
  const text = `id,bytes\n${rows.map((value, i) => `${i},${value}`).join("\n")}\n`;
  const wanted = (name: string): "numbers" | "either" => (name === "bytes" ? "numbers" : "either");
  const error = await errorOf(csvTable(text, { wanted }));
  expect(error.code).toBe("bad-value");
  expect(error.message).toContain('"bytes" is a number, but the cell holds "many"');
  expect(error.at).toEqual({ row: 4711, line: 4712, column: "bytes" });
});

test("a header without rows", async () => {
  expect((await errorOf(csvTable("a,b\n"))).message).toContain("a header but no rows");
});

test("bytes that are not UTF-8 are warned of", async () => {
  const bytes = new Uint8Array([
    ...new TextEncoder().encode("a,b\nWeb "),
    0x96,
    ...new TextEncoder().encode(" Attack,1\n"),
  ]);
  expect((await csvTable(bytes)).warnings).toEqual([
    'Column "a" holds bytes that are not UTF-8; they were read as \ufffd',
  ]);
});

test("records for scoring leave missing cells out and say where they are", async () => {
  const records: unknown[] = [];
  for await (const record of csvRecords('a,b,__proto__\n1,NA,x\n"p\nq",None,\n3, ,z\n')) records.push(record);
  expect(records).toMatchObject([
    { record: { a: "1" }, row: 1, line: 2 },
    { record: { a: "p\nq", b: "None" }, row: 2, line: 3 },
    { record: { a: "3" }, row: 3, line: 5 },
  ]);
  const [first] = records as { record: Record<string, string> }[];
  expect(Object.entries(first?.record ?? {})).toEqual([
    ["a", "1"],
    ["__proto__", "x"],
  ]);
  expect(Object.hasOwn(first?.record ?? {}, "b")).toBe(false);
});
