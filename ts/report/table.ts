// Titles and cells in, an HTML table out that scrolls by itself where the page is narrow.

import { html, type Markup, type Piece } from "./markup.ts";

export interface TableColumn {
  title: string;
  /** Numbers stand right, which is the default; "text" is prose that needs room. */
  align?: "left" | "text";
}

export interface TableOptions {
  caption?: Piece;
  /** Index of a row to be set off. */
  best?: number;
  /** Where the page is narrow each row is a list of titles and cells: for prose. */
  stack?: boolean;
}

/** The first cell of each row names it. */
export function dataTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly Piece[])[],
  { caption, best, stack }: TableOptions = {},
): Markup {
  const head = columns.map(({ title, align }) => html`<th scope="col"${classOf(align)}>${title}</th>`);
  const body = rows.map((cells, i) => {
    const each = cells.map((cell, c) => {
      const { align, title } = columns[c] as TableColumn;
      const style = classOf(align);
      const inner = stack === true ? html`<span>${cell}</span>` : cell;
      const named = stack === true ? html` data-title="${title}"` : undefined;
      if (c > 0) return html`<td${style}${named}>${inner}</td>`;
      return html`<th scope="row"${style}${named}>${inner}</th>`;
    });
    return html`<tr${i === best ? html` class="best"` : undefined}>${each}</tr>`;
  });
  const above = caption === undefined ? undefined : html`<caption>${caption}</caption>`;
  const kind = stack === true ? html` class="stack"` : undefined;
  return html`<div class="scroll" tabindex="0"><table${kind}>${above}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function classOf(align: TableColumn["align"]): Markup | undefined {
  if (align === undefined) return undefined;
  return align === "left" ? html` class="left"` : html` class="text"`;
}
