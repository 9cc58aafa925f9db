import { expect, test } from "vitest";
import { networksOf, parseAddress, scopeOf } from "./ip-address.ts";

test.each([
  ["10.1.2.3", 4, "private", "10.0.0.0/8", "10.1.0.0/16"],
  ["172.31.0.1", 4, "private", "172.0.0.0/8", "172.31.0.0/16"],
  ["172.32.0.1", 4, "public", "172.0.0.0/8", "172.32.0.0/16"],
  ["192.168.255.255", 4, "private", "192.0.0.0/8", "192.168.0.0/16"],
  ["100.64.0.1", 4, "private", "100.0.0.0/8", "100.64.0.0/16"],
  ["127.0.0.1", 4, "loopback", "127.0.0.0/8", "127.0.0.0/16"],
  ["169.254.1.1", 4, "link-local", "169.0.0.0/8", "169.254.0.0/16"],
  ["239.255.255.250", 4, "multicast", "239.0.0.0/8", "239.255.0.0/16"],
  ["255.255.255.255", 4, "reserved", "255.0.0.0/8", "255.255.0.0/16"],
  ["8.8.8.8", 4, "public", "8.0.0.0/8", "8.8.0.0/16"],
  ["::1", 6, "loopback", "0::/16", "0:0::/32"],
  ["::", 6, "reserved", "0::/16", "0:0::/32"],
  ["fe80::1%eth0", 6, "link-local", "fe80::/16", "fe80:0::/32"],
  ["fd12:3456::1", 6, "private", "fd12::/16", "fd12:3456::/32"],
  ["ff02::fb", 6, "multicast", "ff02::/16", "ff02:0::/32"],
  ["2001:DB8::1", 6, "reserved", "2001::/16", "2001:db8::/32"],
  ["2a00:1450:4001:0:0:0:0:200e", 6, "public", "2a00::/16", "2a00:1450::/32"],
  ["::ffff:10.0.0.1", 4, "private", "10.0.0.0/8", "10.0.0.0/16"],
])("%s", (text, version, scope, wide, narrow) => {
  const address = parseAddress(text);
  expect(address?.version).toBe(version);
  expect(address && scopeOf(address)).toBe(scope);
  expect(address && networksOf(address)).toEqual([wide, narrow]);
});

test.each([
  "",
  "10",
  "10.0.0",
  "10.0.0.256",
  "10.0.0.01",
  "1.2.3.4.5",
  "1.2.3.4:80",
  "10.0.0.1/8",
  ":",
  ":::",
  "1::2::3",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "g::1",
  "12345::",
  "1:2:3:4:5:6:7::8",
  "::1.2.3",
  "a.b.c.d",
])("%j is no address", (text) => expect(parseAddress(text)).toBeUndefined());
