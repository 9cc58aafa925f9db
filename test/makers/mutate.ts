// Damage to a file, as chance has it: cut off, cut out, doubled, a piece from elsewhere, a number for another, bits turned.

import type { Dice } from "../random-model.ts";

/** What stands for a number in a text. */
const HOSTILE = [
  "-1",
  "0",
  "1",
  "2",
  "NaN",
  "Infinity",
  "1e999",
  "-2147483648",
  "4294967296",
  "9007199254740993",
  "0.5",
  "[]",
  '""',
  "null",
  "1e9",
];

export function mutateText(dice: Dice, text: string): string {
  const at = dice.below(text.length);
  const span = 1 + dice.below(60);
  switch (dice.below(6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + span);
    case 2:
      return text.slice(0, at) + text.slice(at, at + span) + text.slice(at);
    case 3: {
      const from = dice.below(text.length);
      return text.slice(0, at) + text.slice(from, from + span) + text.slice(at + span);
    }
    default: {
      // A number near the place becomes another.
      const tail = text.slice(at).replace(/-?\d+(\.\d+)?(E-?\d+)?/, () => dice.pick(HOSTILE));
      return text.slice(0, at) + tail;
    }
  }
}

export function mutateBytes(dice: Dice, bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  const at = dice.below(bytes.length);
  switch (dice.below(5)) {
    case 0:
      return changed.slice(0, at);
    case 1:
      for (let i = at; i < Math.min(at + 8, changed.length); i++)
        changed[i] = dice.pick([0xff, 0x7f, 0x80, 0]);
      return changed;
    case 2:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - 40))]);
    default:
      for (let i = 1 + dice.below(4); i > 0; i--) {
        const place = dice.below(changed.length);
        changed[place] = (changed[place] as number) ^ (1 << dice.below(8));
      }
      return changed;
  }
}
