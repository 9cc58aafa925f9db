/**
 * IP address: version (4 or 6), scope (public, private, loopback, link-local, multicast, reserved: always these six
 * codes), and the network it is in, as two categories of frequent networks: /8 and /16 for IPv4, /16 and /32 for IPv6.
 * A network must occur in two training rows to be kept; single addresses are left out: they do not come back.
 */
import { describe } from "../cell.ts";
import { eachDistinct, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { type IpAddress, type IpScope, ipScopes, networksOf, parseAddress, scopeOf } from "../ip-address.ts";
import { fieldsOf, onlyFields, wholeOf } from "../json-check.ts";
import { count, type Profile } from "../profile.ts";
import { FrequentTexts, MOST_KEPT } from "./frequent.ts";
import {
  type Fitted,
  type FittedColumn,
  type Inference,
  type Kind,
  MISSING,
  OTHER,
  type Outcome,
  PRESENT,
  type Settings,
  UNKNOWN,
} from "./kind.ts";

const scopeCodes: ReadonlyMap<IpScope, number> = new Map(ipScopes.map((scope, code) => [scope, code]));

export const ip: Kind = {
  name: "ip",

  infer(profile: Profile): Inference | undefined {
    if (profile.type !== "texts") return undefined;
    if (!profile.texts.every(({ text }) => parseAddress(text) !== undefined)) return undefined;
    return { reason: `all ${count(profile.present)} values are IP addresses` };
  },

  settings(given: Settings): Settings {
    onlyFields(given, ["keep"], "the kind ip");
    return given["keep"] === undefined ? {} : { keep: wholeOf(given["keep"], '"keep"', 1, MOST_KEPT) };
  },

  fit(name: string, settings: Settings, column: RawColumn): Fitted {
    const counts: [Map<string, number>, Map<string, number>] = [new Map(), new Map()];
    eachDistinct(column, (value, rows) => {
      const networks = networksOf(addressOf(value));
      for (const i of [0, 1] as const) counts[i].set(networks[i], (counts[i].get(networks[i]) ?? 0) + rows);
    });
    const most = (settings["keep"] as number | undefined) ?? MOST_KEPT;
    return new FittedIp(name, FrequentTexts.of(counts[0], most, 2), FrequentTexts.of(counts[1], most, 2));
  },

  restore(name: string, _settings: Settings, json: unknown): Fitted {
    const fields = fieldsOf(json, "a fitted ip");
    return new FittedIp(
      name,
      FrequentTexts.fromJSON(fields["wide"]),
      FrequentTexts.fromJSON(fields["narrow"]),
    );
  },
};

class FittedIp implements Fitted {
  readonly columns: readonly FittedColumn[];
  readonly notes: readonly string[] = [];
  readonly #wide: FrequentTexts;
  readonly #narrow: FrequentTexts;

  constructor(name: string, wide: FrequentTexts, narrow: FrequentTexts) {
    this.columns = [
      { name: `${name}.version`, kind: "number" },
      { name: `${name}.scope`, kind: "category", categories: ipScopes.length, names: ipScopes },
      { name: `${name}.net8`, kind: "category", categories: wide.size, names: wide.names },
      { name: `${name}.net16`, kind: "category", categories: narrow.size, names: narrow.names },
    ];
    this.#wide = wide;
    this.#narrow = narrow;
  }

  encode(value: unknown, row: Float32Array, at: number): Outcome {
    if (value === undefined || value === null) {
      row.fill(Number.NaN, at, at + 4);
      return MISSING;
    }
    const address = addressOf(value);
    const [wide, narrow] = networksOf(address);
    row[at] = address.version;
    row[at + 1] = scopeCodes.get(scopeOf(address)) as number;
    const outcome = encodeNetwork(this.#wide, wide, row, at + 2);
    const inner = encodeNetwork(this.#narrow, narrow, row, at + 3);
    return outcome === PRESENT ? inner : outcome;
  }

  toJSON(): unknown {
    return { wide: this.#wide, narrow: this.#narrow };
  }
}

function encodeNetwork(texts: FrequentTexts, network: string, row: Float32Array, at: number): Outcome {
  const code = texts.code(network);
  row[at] = code ?? (texts.hasOther ? texts.kept.length : Number.NaN);
  return code !== undefined ? PRESENT : texts.hasOther ? OTHER : UNKNOWN;
}

function addressOf(value: unknown): IpAddress {
  const address = typeof value === "string" ? parseAddress(value.trim()) : undefined;
  if (address === undefined) throw new Fault(`takes an IP address, not ${describe(value)}`);
  return address;
}
