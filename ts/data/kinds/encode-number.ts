/**
 * Number: one column, the value itself as f32; what is beyond f32 becomes its largest number. A text that reads as a
 * number is one (CSV has nothing else); true, false and any other text are faults.
 */
import { describe } from "../cell.ts";
import { Fault } from "../fault.ts";
import { parseNumber } from "../number-text.ts";
import { PRESENT, type Restore } from "./kind.ts";

export const LARGEST = 3.4028234663852886e38;

export const number: Restore = (name) => ({
  columns: [{ name, kind: "number" }],
  encode(value, row, at) {
    const number =
      typeof value === "number" ? value : typeof value === "string" ? parseNumber(value) : Number.NaN;
    // Infinity and NaN give NaN here, every other number 0.
    if (number - number !== 0) throw new Fault(`takes a number, not ${describe(value)}`);
    row[at] = number > LARGEST ? LARGEST : number < -LARGEST ? -LARGEST : number;
    return PRESENT;
  },
});
