import { describe, expect, test } from "vitest";
import { termsOf } from "./terms.ts";
import { LONGEST_TEXT, tokensOf } from "./tokens.ts";

function words(text: string): readonly string[] {
  return tokensOf(text).words;
}

test.each<[string, string[]]>([
  ["Dumped LSASS memory.", ["dumped", "lsass", "memory"]],
  ["CVE-2021-44228 (Log4Shell)", ["<cve>", "log4shell"]],
  ["d41d8cd98f00b204e9800998ecf8427e", ["<md5>"]],
  ["sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ["sha256", "<sha256>"]],
  ["from 10.0.0.1:443 to 192[.]168[.]1[.]5", ["from", "<ip>", "to", "<ip>"]],
  ["2001:db8::1", ["<ip>"]],
  ["hxxps://evil[.]example/drop", ["<url>", "evil", "example", "drop"]],
  ["mail bob@corp.example now", ["mail", "<email>", "now"]],
  ["{4d36e972-e325-11ce-bfc1-08002be10318}", ["<guid>"]],
  ["00:1a:2b:3c:4d:5e", ["<mac>"]],
  ["HKLM\\Software\\Microsoft\\Run", ["<registry>", "hklm", "software", "microsoft", "run"]],
  ["C:\\Windows\\Temp\\a.dmp", ["<path>", "c", "windows", "temp", "a.dmp"]],
  ["/etc/passwd is read", ["<path>", "etc", "passwd", "is", "read"]],
  ["Ｐｏｗｅｒｓｈｅｌｌ ﬁle", ["powershell", "file"]],
  ["event 4688 of 1234567", ["event", "4688", "of", "<number>"]],
])("%s", (text, wanted) => {
  expect(words(text)).toEqual(wanted);
});

test("compounds have parts, switches stay whole", () => {
  expect(tokensOf("CreateRemoteThread lsass.exe net_user -EncodedCommand /transfer").parts).toEqual([
    "create",
    "remote",
    "thread",
    "lsass",
    "exe",
    "net",
    "user",
    "-encodedcommand",
    "encoded",
    "command",
    "/transfer",
  ]);
});

describe("odd input", () => {
  test.each([
    ["", []],
    [" \t\n\u0000 ", []],
    ["a\u0000b", ["a", "b"]],
    ["\ud83d alone \udc00", ["alone"]],
    ["🔥🔥 alert 🔥", ["alert"]],
    ["هجوم على الخادم", ["هجوم", "على", "الخادم"]],
    ["\u202eexe.txt", ["exe.txt"]],
  ])("%j", (text, wanted) => {
    expect(words(text)).toEqual(wanted);
  });

  test("no term is half of a surrogate pair", () => {
    const { grams, words: found } = termsOf("𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐐷𐐷𐐷 𐐷".repeat(9), { phrases: true, grams: [1, 5] });
    for (const term of [...grams.keys(), ...found.keys()]) expect(encodeURI(term)).not.toBe("");
  });

  test("a megabyte without a blank, of dots, of slashes or of one letter is read in pieces and only so far", () => {
    for (const unit of ["a", "a.", "/", "\\", "[.]", "1.", "A", "-", "%", "\u0301", "ﷺ"]) {
      const { words: found, parts } = tokensOf(unit.repeat(1_000_000 / unit.length));
      expect(found.length + parts.length).toBeLessThan(3 * LONGEST_TEXT);
    }
  });
});

test("n-grams do not leave their word; types have none", () => {
  const { grams } = termsOf("lsa 10.0.0.1", { phrases: false, grams: [3, 4] });
  expect([...grams.keys()]).toEqual([" ls", "lsa", "sa ", " lsa", "lsa "]);
});

test("phrases are of neighbours in the text", () => {
  const { words: found } = termsOf("dump the lsass", { phrases: true, grams: undefined });
  expect([...found.keys()]).toEqual(["dump", "the", "lsass", "dump the", "the lsass"]);
});
