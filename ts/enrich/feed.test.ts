// Feeds: what is an indicator, what finds it, what is left out, and bytes.

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Feed, feedFromCSV, feedFromSTIX, loadFeed, readFeed, saveFeed } from "./index.ts";
import { indicatorOf } from "./indicator.ts";

const day = (text: string): number => Date.parse(text) / 86_400_000;

test("what is an indicator, and of which kind", () => {
  const kinds = (texts: string[]) => texts.map((text) => indicatorOf(text)?.kind);
  const sha = "a".repeat(64);
  expect(
    kinds(["10.0.0.1", "10.0.0.0/8", "2001:db8::1", "2001:db8::/32", "1[.]2[.]3[.]4", "1.2.3.4:443"]),
  ).toEqual(Array(6).fill("ip"));
  expect(
    kinds(["evil.example", "*.Evil.example", "evil[.]example.", "xn--bcher-kva.example", "bücher.example"]),
  ).toEqual(Array(5).fill("domain"));
  expect(kinds([sha, "D41D8CD98F00B204E9800998ECF8427E", "hxxps://evil[.]example/a?b=1"])).toEqual([
    "hash",
    "hash",
    "url",
  ]);
  expect(
    kinds(["", "hello", "10.0.0.0/33", "10.0.0.0/0", "999.1.1.1", "a b.example", "localhost", "-", "abc123"]),
  ).toEqual(Array(9).fill(undefined));
});

const LIST = `# A list
indicator,confidence,first_seen,valid_until
198.51.100.0/24,60,2026-01-10,
198.51.100.7,95,2026-03-01,2026-06-01
2001:db8:bad::/48,70,2026-02-01,
evil.example,80,2026-02-02,
hxxp://shop[.]example/pay?x=1,,2026-02-03,
44d88612fea8a8f36de82e1278abb02f,100,,
`;

test("values are found by network, parent domain, host, hash", () => {
  const feed = feedFromCSV(LIST, "c2");
  expect([feed.name, feed.size, feed.skipped, feed.newest]).toEqual(["c2", 6, 0, day("2026-03-01")]);
  expect(feed.find("198.51.100.7")).toEqual({ confidence: 95, since: day("2026-03-01") });
  // Before it was listed, and after it ended, the network around it still is.
  expect(feed.find("198.51.100.7", day("2026-02-01"))?.confidence).toBe(60);
  expect(feed.find("198.51.100.7", day("2026-06-02"))?.confidence).toBe(60);
  expect(feed.find("198.51.100.7", day("2026-01-01"))).toBeUndefined();
  expect(feed.find("::ffff:198.51.100.200")?.confidence).toBe(60);
  expect(feed.find("198.51.101.7")).toBeUndefined();
  expect(feed.find("2001:DB8:BAD:1::9")?.confidence).toBe(70);
  expect(feed.find("2001:db8:bae::9")).toBeUndefined();
  expect(feed.find("a.b.EVIL.example.")?.confidence).toBe(80);
  expect(feed.find("user@mail.evil.example")?.confidence).toBe(80);
  expect(feed.find("https://x.evil.example:8443/path")?.confidence).toBe(80);
  expect(feed.find("https://[2001:db8:bad::1]/")?.confidence).toBe(70);
  expect(feed.find("notevil.example")).toBeUndefined();
  expect(feed.find("http://SHOP.example:80/pay?x=1#y")).toEqual({
    confidence: undefined,
    since: day("2026-02-03"),
  });
  expect(feed.find("shop.example")).toBeUndefined();
  expect(feed.find("44D88612FEA8A8F36DE82E1278ABB02F")).toEqual({ confidence: 100, since: undefined });
  expect(feed.find("free text")).toBeUndefined();
});

test("a network holds exactly its addresses", () => {
  const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  const number = (parts: readonly number[]): number => parts.reduce((sum, part) => 256 * sum + part, 0);
  fc.assert(
    fc.property(octets, fc.integer({ min: 1, max: 32 }), octets, (network, bits, address) => {
      const feed = feedFromCSV(`${network.join(".")}/${bits}`, "n");
      const size = 2 ** (32 - bits);
      const inside = Math.floor(number(network) / size) === Math.floor(number(address) / size);
      expect(feed.find(address.join(".")) !== undefined).toBe(inside);
    }),
  );
});

test("plain lists, commented headers, quotes, several columns, shares", () => {
  expect(feedFromCSV("1.2.3.4\r\n\r\n5.6.7.0/24\r\n", "plain").size).toBe(2);
  const urlhaus = '# "id","dateadded","url"\n"7","2026-01-02 03:04:05 UTC","http://evil.example/a,b"\n';
  expect(feedFromCSV(urlhaus, "u").find("http://evil.example/a,b")?.since).toBe(day("2026-01-02"));
  const both = feedFromCSV(
    `MD5;sha1;Score\n${"a".repeat(32)};${"b".repeat(40)};0.5\n${"c".repeat(32)};;1\n`,
    "h",
  );
  expect(both.size).toBe(3);
  expect(both.find("b".repeat(40))?.confidence).toBe(50);
  const seconds = feedFromCSV("ip,timestamp\n1.2.3.4,1767225600\n", "s");
  expect(seconds.find("1.2.3.4")?.since).toBe(day("2026-01-01"));
  // Of two lines on one indicator the surest, from the first day on.
  const twice = feedFromCSV("ip,score,date\n1.2.3.4,20,2026-01-05\n1.2.3.4,70,2026-02-05\n", "t");
  expect(twice.find("1.2.3.4")).toEqual({ confidence: 70, since: day("2026-01-05") });
});

test("lines that are no indicators are counted and told of; a file of them is an error with its line", () => {
  const some = feedFromCSV(
    "ip,score\n1.2.3.4,10\nnonsense,10\n5.6.7.8,eleven\n1.1.1.1\n8.8.8.8,3\n9.9.9.9,4\n",
    "x",
  );
  expect([some.size, some.skipped]).toEqual([3, 3]);
  expect(some.problems).toEqual([
    { line: 3, message: '"nonsense" is no address, network, domain, hash or URL' },
    { line: 4, message: 'its confidence is "eleven", not a number from 0 to 100' },
    { line: 5, message: "it has 1 cells, the header 2" },
  ]);
  const code = (text: string) => {
    try {
      feedFromCSV(text, "x");
    } catch (error) {
      return error;
    }
    return undefined;
  };
  expect(code("ip\nfoo\nbar\n1.2.3.4\n")).toMatchObject({ code: "bad-data", at: { line: 2 } });
  expect(code("name,grade\nx,y\n")).toMatchObject({ code: "bad-data", at: { line: 1 } });
  expect(code("")).toMatchObject({ code: "bad-data" });
});

const indicator = (pattern: string, more: object = {}) => ({
  type: "indicator",
  id: `indicator--${pattern}`,
  pattern,
  ...more,
});

test("STIX indicators, of which those with several conditions are told of", () => {
  const bundle = {
    type: "bundle",
    objects: [
      { type: "identity", name: "somebody" },
      indicator("[ipv4-addr:value = '198.51.100.1'] OR [ipv4-addr:value ISSUBSET '203.0.113.0/24']", {
        confidence: 85,
        valid_from: "2026-01-01T00:00:00Z",
        valid_until: "2026-12-31T00:00:00Z",
        pattern_type: "stix",
      }),
      indicator(`[file:hashes.'SHA-256' = '${"e".repeat(64)}' OR file:hashes.MD5 = '${"f".repeat(32)}']`),
      indicator("[domain-name:value IN ('evil.example', 'bad.example')]"),
      indicator("[network-traffic:dst_ref.value = '192.0.2.9' AND network-traffic:dst_port = 443]"),
      indicator("[process:name = 'evil.exe']"),
      indicator("[url:value = 'http://it\\'s.example/']", { revoked: true }),
      indicator("rule x {}", { pattern_type: "yara" }),
    ],
  };
  const feed = feedFromSTIX(bundle, "stix");
  expect([feed.size, feed.skipped]).toEqual([6, 3]);
  expect(feed.find("203.0.113.77")).toEqual({ confidence: 85, since: day("2026-01-01") });
  expect(feed.find("203.0.113.77", day("2027-01-01"))).toBeUndefined();
  expect(feed.find("www.bad.example")).toEqual({ confidence: undefined, since: undefined });
  expect(feed.find("e".repeat(64))).toBeDefined();
  expect(feed.find("192.0.2.9")).toBeUndefined();
  expect(feed.problems.map(({ line }) => line)).toEqual([5, 6, 8]);
  expect(() => feedFromSTIX({ type: "bundle", objects: [] }, "x")).toThrow("no indicators");
  expect(() => feedFromSTIX({ type: "bundle", objects: [{}] }, "x")).toThrow("has no type");
});

test("bytes give the same feed; damaged ones are refused at their place", async () => {
  const feed = feedFromCSV(LIST, "näme");
  const bytes = saveFeed(feed);
  expect(bytes.length).toBe(52 + 8 + 13 * feed.size);
  const same = (await readFeed(bytes, "other")) as Feed;
  expect(same.parts).toEqual(feed.parts);
  expect(saveFeed(same)).toEqual(bytes);
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  expect(loadFeed(shifted.subarray(1)).parts).toEqual(feed.parts);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] as number) ^ 4;
    expect(() => loadFeed(damaged), `byte ${at}`).toThrow();
  }
  for (let length = 0; length < bytes.length; length++)
    expect(() => loadFeed(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: "bad-data" }));
});
