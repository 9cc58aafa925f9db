/**
 * IP addresses as keys: an IPv4 address is its 32-bit number, an IPv6 address is 2^32 plus the 32 bits that vary.
 * Internal ones are private (10.0.0.0/8, 192.168.0.0/16), external ones are from the ranges set aside for
 * documentation, which nobody owns: 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 and 2001:db8::/32.
 */
const SIX = 4294967296;
const DOCUMENTATION = [0xc0000200, 0xc6336400, 0xcb007100] as const;

/** An address inside a network: its second number is the organisation's, and one in eight is in 192.168. */
export function internalAddress(organisation: number, bits: number): number {
  if (bits >>> 29 === 0) return 0xc0a80000 + (bits & 0xffff);
  return 0x0a000000 + (organisation & 0xff) * 0x10000 + (bits & 0x0fff);
}

/** One in ten is IPv6. */
export function externalAddress(bits: number): number {
  if (bits % 10 === 0) return SIX + (bits & 0x00ff03ff);
  return (DOCUMENTATION[bits % 3] as number) + 1 + (Math.floor(bits / 64) % 254);
}

export function addressText(key: number): string {
  if (key >= SIX) {
    const low = key - SIX;
    return `2001:db8:${(low >>> 16).toString(16)}::${((low & 0xffff) + 1).toString(16)}`;
  }
  return `${key >>> 24}.${(key >>> 16) & 0xff}.${(key >>> 8) & 0xff}.${key & 0xff}`;
}
