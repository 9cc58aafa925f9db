// Text in, HTML out. Whatever is put into a template is escaped, but for pieces that are Markup already, so that no string of the data
// can become an element, an attribute or a style.

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A piece of HTML that is whole in itself. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes; undefined and null are nothing. */
export type Piece = Markup | string | number | undefined | null | readonly Piece[];

/**
 * HTML from a template.
 *
 * @example
 * html`<td>${"<b>"}</td>`.text; // "<td>&lt;b&gt;</td>"
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const parts = strings.map((text, i) => text + textOf(pieces[i]));
  return new Markup(parts.join(""));
}

function textOf(piece: Piece): string {
  if (piece === undefined || piece === null) return "";
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === "object") return piece.map(textOf).join("");
  return escaped(String(piece));
}

/** Control characters, which HTML does not allow, and those that turn the direction of text, are shown as a sign. */
export function escaped(text: string): string {
  const shown = text.replace(/(?![\t\n\r])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
  return shown.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}
