/**
 * When a column is of IP addresses, and which networks get a code: those that occur in two training rows, the most
 * frequent ones. Single addresses are left out: they do not come back.
 */
import { eachDistinct, type RawColumn } from "../column.ts";
import { networksOf, parseAddress } from "../ip-address.ts";
import { fieldsOf, onlyFields, wholeOf } from "../json-check.ts";
import { count, type Profile } from "../profile.ts";
import { addressOf } from "./encode-ip.ts";
import { checkFrequent, frequentOf, MOST_KEPT } from "./frequent.ts";
import type { Inference, Kind, Learnt, Settings } from "./kind.ts";

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

  fit(settings: Settings, column: RawColumn): Learnt {
    const counts: [Map<string, number>, Map<string, number>] = [new Map(), new Map()];
    eachDistinct(column, (value, rows) => {
      const networks = networksOf(addressOf(value));
      for (const i of [0, 1] as const) counts[i].set(networks[i], (counts[i].get(networks[i]) ?? 0) + rows);
    });
    const most = (settings["keep"] as number | undefined) ?? MOST_KEPT;
    const [wide, narrow] = [frequentOf(counts[0], most, 2), frequentOf(counts[1], most, 2)];
    return { fitted: { wide, narrow }, notes: [] };
  },

  check(fitted: unknown): void {
    const { wide, narrow } = fieldsOf(fitted, "a fitted ip");
    checkFrequent(wide);
    checkFrequent(narrow);
  },
};
