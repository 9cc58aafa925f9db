// Text of any origin in, text that is safe and measured for a terminal out. Class and feature names come from
// data files: a control character in one of them must not move the cursor, and a wide one must not break a column.

/** One cell for each control or direction-changing character, so that what is there is seen and does nothing. */
export function printable(text: string): string {
  let safe = "";
  for (const character of text) safe += isUnsafe(character.codePointAt(0) as number) ? "\ufffd" : character;
  return safe;
}

/** Terminal columns that a printable text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text cut to a width, with an ellipsis where something was cut off. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = "";
  let used = 1;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The text filled up with spaces on one side. */
export function pad(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + space : space + text;
}

/** Parts joined by a separator into as few lines as the width allows. */
export function wrap(parts: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last + separator + part) <= width) {
      lines[lines.length - 1] = last + separator + part;
    } else lines.push(part);
  }
  return lines;
}

function isUnsafe(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  if (code === 0x2028 || code === 0x2029) return true;
  // Marks and overrides of writing direction reorder the rest of the line.
  return (
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

/** Two columns for East Asian wide characters and emoji, none for combining marks. */
function characterWidth(character: string): number {
  const code = character.codePointAt(0) as number;
  if (code < 0x300) return 1;
  if (code === 0x200b || code === 0x200d || /\p{Mn}|\p{Me}/u.test(character)) return 0;
  if (code < 0x1100) return 1;
  const wide =
    code <= 0x115f ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}
