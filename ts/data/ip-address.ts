/**
 * Text to an IP address. In: "10.0.0.1", "2001:db8::1", "fe80::1%eth0", "::ffff:10.0.0.1". Out: the version and the
 * 16-bit groups (2 or 8), or undefined when it is not an address. An IPv4 address inside an IPv6 one is the IPv4 address.
 */
export interface IpAddress {
  readonly version: 4 | 6;
  readonly groups: readonly number[];
}

export type IpScope = (typeof ipScopes)[number];
export const ipScopes = ["public", "private", "loopback", "link-local", "multicast", "reserved"] as const;

export function parseAddress(text: string): IpAddress | undefined {
  return text.includes(":") ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): IpAddress | undefined {
  let octets = 0;
  let value = 0;
  let digits = 0;
  let address = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? 46 : text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      if (digits > 0 && value === 0) return undefined;
      value = value * 10 + code - 48;
      digits++;
      if (value > 255) return undefined;
    } else if (code === 46 && digits > 0 && octets < 4) {
      address = address * 256 + value;
      octets++;
      value = digits = 0;
    } else return undefined;
  }
  if (octets !== 4) return undefined;
  return { version: 4, groups: [Math.floor(address / 65536), address % 65536] };
}

function parseV6(text: string): IpAddress | undefined {
  const zone = text.indexOf("%");
  const plain = zone < 0 ? text : text.slice(0, zone);
  const gap = plain.indexOf("::");
  if (gap >= 0 && plain.indexOf("::", gap + 1) >= 0) return undefined;
  const head = groupsOf(gap < 0 ? plain : plain.slice(0, gap));
  const tail = groupsOf(gap < 0 ? "" : plain.slice(gap + 2));
  if (head === undefined || tail === undefined) return undefined;
  const zeros = 8 - head.length - tail.length;
  if (gap < 0 ? zeros !== 0 : zeros < 1) return undefined;
  const groups = [...head, ...new Array<number>(zeros).fill(0), ...tail];
  const mapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return mapped ? { version: 4, groups: groups.slice(6) } : { version: 6, groups };
}

function groupsOf(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const inner = i === parts.length - 1 ? parseV4(part) : undefined;
      if (inner === undefined) return undefined;
      groups.push(...inner.groups);
    }
  }
  return groups;
}

/** Where an address is used: private includes carrier-grade NAT (100.64/10) and IPv6 unique local (fc00::/7). */
export function scopeOf({ version, groups }: IpAddress): IpScope {
  const first = groups[0] as number;
  if (version === 4) return scopeOfV4(first);
  if (first >= 0xff00) return "multicast";
  if (first >= 0xfe80 && first < 0xfec0) return "link-local";
  if (first >= 0xfc00 && first < 0xfe00) return "private";
  if (first === 0 && groups.slice(0, 7).every((group) => group === 0))
    return groups[7] === 1 ? "loopback" : "reserved";
  return first === 0x2001 && groups[1] === 0xdb8 ? "reserved" : "public";
}

function scopeOfV4(first: number): IpScope {
  const [a, b] = [first >> 8, first & 255];
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || first === 0xc0a8) return "private";
  if (a === 127) return "loopback";
  if (first === 0xa9fe) return "link-local";
  if (a >= 224 && a < 240) return "multicast";
  if (a === 0 || a >= 240) return "reserved";
  return a === 100 && b >= 64 && b < 128 ? "private" : "public";
}

/** "10.0.0.0/8" and "10.20.0.0/16"; for IPv6 "2001::/16" and "2001:db8::/32". */
export function networksOf({ version, groups }: IpAddress): [wide: string, narrow: string] {
  const [first, second] = [groups[0] as number, groups[1] as number];
  if (version === 4) return [`${first >> 8}.0.0.0/8`, `${first >> 8}.${first & 255}.0.0/16`];
  return [`${first.toString(16)}::/16`, `${first.toString(16)}:${second.toString(16)}::/32`];
}
