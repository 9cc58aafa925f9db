/**
 * Boolean: one column, 1 or 0. In JSON true and false; as text true/false, yes/no, y/n or t/f, in any case. A column of
 * the texts 0 and 1 is a number, which splits alike; told to be boolean, 0 and 1 are false and true.
 */
import { describe, spelt } from "../cell.ts";
import { Fault } from "../fault.ts";
import { PRESENT, type Restore } from "./kind.ts";

/** Words for false, and for true at the same places. */
const words: readonly (readonly string[])[] = [
  ["false", "no", "n", "f", "0"],
  ["true", "yes", "y", "t", "1"],
];

export const boolean: Restore = (name) => ({
  columns: [{ name, kind: "number" }],
  encode(value, row, at) {
    const word = spelt(value)?.toLowerCase() ?? "";
    const truth = words.findIndex((each) => each.includes(word));
    if (truth < 0) throw new Fault(`takes true or false, not ${describe(value)}`);
    row[at] = truth;
    return PRESENT;
  },
});
