/**
 * Text to number. In: a cell's text. Out: a finite number, or NaN when the text is not one.
 * A number is decimal, with an optional sign, point and exponent, blanks around it allowed. Not numbers: hexadecimal
 * ("0x1F"), digits with leading zeros ("007", a code rather than a count), separators ("1,234", "1_000"),
 * "Infinity" and what is too large for a number ("1e999"): their columns stay text, so that nothing is lost.
 */
const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const PLUS = 43;
const SPACE = 32;
const DELETE = 127;
const CAPITAL_A = 65;
const CAPITAL_E = 69;
const SMALL_E = 101;

export function parseNumber(text: string): number {
  const value = +text;
  if (value - value !== 0) return Number.NaN;
  return isPlain(text, value) ? value : Number.NaN;
}

/** `+text` also reads blanks as 0 and takes 0x, 0b, 0o and leading zeros: each shows in what follows a first 0. */
function isPlain(text: string, value: number): boolean {
  const first = text.charCodeAt(0);
  if (!(first > SPACE && first < DELETE)) {
    const trimmed = text.trim();
    return trimmed !== "" && trimmed.length < text.length && isPlain(trimmed, value);
  }
  const digit = first === MINUS || first === PLUS ? 1 : 0;
  if (text.charCodeAt(digit) !== ZERO) return true;
  const second = text.charCodeAt(digit + 1);
  if (second >= ZERO && second <= NINE) return false;
  return second < CAPITAL_A || second === CAPITAL_E || second === SMALL_E || Number.isNaN(second);
}

/** How a number is spelt where it stands for a category: "5", "0.25", and "0" for minus zero. */
export function spellNumber(value: number): string {
  return String(value);
}
