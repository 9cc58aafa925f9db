/**
 * IP address: version (4 or 6), scope (public, private, loopback, link-local, multicast, reserved: always these six
 * codes), and the network it is in, as two categories of frequent networks: /8 and /16 for IPv4, /16 and /32 for IPv6.
 */
import { describe } from "../cell.ts";
import { Fault } from "../fault.ts";
import { type IpAddress, ipScopes, networksOf, parseAddress, scopeOf } from "../ip-address.ts";
import { type Frequent, FrequentTexts } from "./encode-frequent.ts";
import { PRESENT, type Restore } from "./kind.ts";

export interface FittedIp {
  readonly wide: Frequent;
  readonly narrow: Frequent;
}

export const ip: Restore = (name, _, fitted) => {
  const { wide, narrow } = fitted as FittedIp;
  const outer = new FrequentTexts(`${name}.net8`, wide);
  const inner = new FrequentTexts(`${name}.net16`, narrow);
  return {
    columns: [
      { name: `${name}.version`, kind: "number" },
      { name: `${name}.scope`, kind: "category", categories: ipScopes.length, names: ipScopes },
      outer.column,
      inner.column,
    ],
    encode(value, row, at) {
      const address = addressOf(value);
      const networks = networksOf(address);
      row[at] = address.version;
      row[at + 1] = ipScopes.indexOf(scopeOf(address));
      const wider = outer.write(outer.codes.get(networks[0]), row, at + 2);
      const narrower = inner.write(inner.codes.get(networks[1]), row, at + 3);
      return wider === PRESENT ? narrower : wider;
    },
  };
};

export function addressOf(value: unknown): IpAddress {
  const address = typeof value === "string" ? parseAddress(value.trim()) : undefined;
  if (address === undefined) throw new Fault(`takes an IP address, not ${describe(value)}`);
  return address;
}
