// A text in, what kind of indicator it is and the keys it is found by out. A feed's entry has one key; a value of a record is looked up by
// several, the most specific first: an address by its networks, a domain by its parents, a URL by its host too. Keys are texts that
// begin with their kind, so that a domain is never taken for a hash.

import { type IpAddress, parseAddress } from "../data/ip-address.ts";

export type IndicatorKind = "ip" | "domain" | "hash" | "url";

export interface Indicator {
  kind: IndicatorKind;
  key: string;
  /** Of an address: 4 or 6, and how many bits of it count. */
  network?: { version: 4 | 6; bits: number };
}

/** The lengths of networks that a feed has; other lengths need not be looked for. */
export interface NetworkLengths {
  readonly 4: readonly number[];
  readonly 6: readonly number[];
}

const DOMAIN =
  /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/;
const LONGEST = 4096;

/**
 * An entry of a feed: an address, a network (10.0.0.0/8), a domain (*.evil.example and .evil.example too), a hash (MD5, SHA-1, SHA-256,
 * SHA-512), a URL. hxxp and [.] are taken for what they stand for. undefined for anything else.
 */
export function indicatorOf(text: string): Indicator | undefined {
  const plain = refanged(text);
  if (plain === "" || plain.length > LONGEST) return undefined;
  const lower = plain.toLowerCase();
  if (HASH.test(lower)) return { kind: "hash", key: `h${lower}` };
  const network = networkOf(lower);
  if (network !== undefined) return network;
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(lower)) {
    const url = normalUrl(plain);
    return url === undefined ? undefined : { kind: "url", key: `u${url.href}` };
  }
  const domain = normalDomain(lower.replace(/^\*?\./, ""));
  return domain === undefined ? undefined : { kind: "domain", key: `d${domain}` };
}

/** The keys that a value of a record is looked up by, the most specific first; none where it is no indicator. */
export function keysOf(text: string, lengths: NetworkLengths): string[] {
  const plain = text.trim();
  if (plain === "" || plain.length > LONGEST) return [];
  const lower = plain.toLowerCase();
  if (HASH.test(lower)) return [`h${lower}`];
  const address = parseAddress(withoutPort(lower));
  if (address !== undefined) return networksOf(address, lengths);
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(lower)) {
    const url = normalUrl(plain);
    return url === undefined ? [] : [`u${url.href}`, ...hostKeys(url.host, lengths)];
  }
  const domain = normalDomain(withoutPort(lower.slice(lower.lastIndexOf("@") + 1)));
  return domain === undefined ? [] : parents(domain);
}

/** hxxp://evil[.]example as it is written so that nobody clicks on it. */
function refanged(text: string): string {
  return text
    .trim()
    .replace(/^hxxp(s?):/i, "http$1:")
    .replaceAll(/\[:\/\/\]|\[:\]\/\//g, "://")
    .replaceAll(/\[\.\]|\(\.\)|\[dot\]/gi, ".");
}

function networkOf(text: string): Indicator | undefined {
  const [address, length, ...more] = text.split("/");
  const parsed = parseAddress(withoutPort(address as string));
  if (parsed === undefined || more.length > 0) return undefined;
  const most = parsed.version === 4 ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const bits = length === undefined ? most : Number(length);
  // An IPv4 network written as IPv6 has an IPv4 address here, and a length that does not fit.
  if (bits > most || bits < 1) return undefined;
  const { version } = parsed;
  return { kind: "ip", key: networkKey(parsed, bits), network: { version, bits } };
}

function networksOf(address: IpAddress, lengths: NetworkLengths): string[] {
  return lengths[address.version].map((bits) => networkKey(address, bits));
}

function networkKey({ version, groups }: IpAddress, bits: number): string {
  const kept: number[] = [];
  for (let i = 0, left = bits; left > 0; i++, left -= 16)
    kept.push((groups[i] as number) & (left >= 16 ? 0xffff : 0xffff << (16 - left)) & 0xffff);
  return `${version}/${bits}:${kept.map((group) => group.toString(16)).join(":")}`;
}

/** 10.0.0.1:443 and [2001:db8::1]:443 without the port. */
function withoutPort(text: string): string {
  const [, inner] = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$/.exec(text) ?? [];
  return inner ?? text.replace(/^([^:]+):\d{1,5}$/, "$1");
}

function normalUrl(text: string): { href: string; host: string } | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname, search } = new URL(text);
  if (hostname === "") return undefined;
  const end = pathname === "/" && search === "" ? "" : pathname;
  return { href: `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${end}${search}`, host: hostname };
}

function hostKeys(host: string, lengths: NetworkLengths): string[] {
  const address = parseAddress(host.replace(/^\[|\]$/g, ""));
  if (address !== undefined) return networksOf(address, lengths);
  const domain = normalDomain(host);
  return domain === undefined ? [] : parents(domain);
}

/** Lower case, without the last dot, in ASCII. */
function normalDomain(text: string): string | undefined {
  const plain = text.endsWith(".") ? text.slice(0, -1) : text;
  if (DOMAIN.test(plain)) return plain;
  if (!/\P{ASCII}/u.test(plain) || !URL.canParse(`http://${plain}`)) return undefined;
  const { hostname } = new URL(`http://${plain}`);
  return DOMAIN.test(hostname) ? hostname : undefined;
}

/** a.b.example, b.example: down to two labels. */
function parents(domain: string): string[] {
  const labels = domain.split(".");
  return labels.slice(0, -1).map((_, i) => `d${labels.slice(i).join(".")}`);
}
