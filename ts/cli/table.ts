// Cells of text in, an aligned table of lines out: a title row, then the rows, two spaces between columns, no
// rules. Cells are made printable; where the table is wider than `width`, its widest shrinkable columns are cut.

import { styleFor } from "./print-style.ts";
import { cut, pad, printable, textWidth } from "./print-text.ts";

export interface TableColumn {
  title: string;
  /** @default "right", as for numbers */
  align?: "left" | "right";
  /** May be cut down to this width where the table does not fit. */
  shrinkTo?: number;
}

export interface TableOptions {
  /** @default 80 */
  width?: number;
  /** Spaces before each line. @default 0 */
  indent?: number;
  /** @default false */
  colour?: boolean;
  /** Marks a padded cell; only called with colour. */
  mark?: (text: string, row: number, column: number) => string;
}

/**
 * A table, without a line break at its end.
 *
 * @example
 * table([{ title: "class", align: "left" }, { title: "rows" }], [["benign", "12"], ["malicious", "3"]]);
 */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string {
  const { width = 80, indent = 0, colour = false, mark } = options;
  const style = styleFor(colour);
  const titles = columns.map((column) => printable(column.title));
  const cells = rows.map((row) => columns.map((_, c) => printable(row[c] ?? "")));
  const widths = columnWidths(columns, [titles, ...cells], width - indent);
  const place = (text: string, c: number): string => {
    const columnWidth = widths[c] as number;
    return pad(cut(text, columnWidth), columnWidth, columns[c]?.align ?? "right");
  };
  const head = titles.map((title, c) => style.dim(place(title, c)));
  const body = cells.map((row, r) =>
    row.map((cell, c) => (colour && mark !== undefined ? mark(place(cell, c), r, c) : place(cell, c))),
  );
  return [head, ...body].map((line) => (" ".repeat(indent) + line.join("  ")).trimEnd()).join("\n");
}

function columnWidths(
  columns: readonly TableColumn[],
  lines: readonly (readonly string[])[],
  available: number,
): number[] {
  const widths = columns.map((_, c) => Math.max(...lines.map((line) => textWidth(line[c] as string))));
  let excess = widths.reduce((sum, width) => sum + width + 2, -2) - available;
  for (; excess > 0; excess--) {
    let widest = -1;
    for (let c = 0; c < widths.length; c++) {
      const shrinkable = (widths[c] as number) > (columns[c]?.shrinkTo ?? Number.POSITIVE_INFINITY);
      if (shrinkable && (widest < 0 || (widths[c] as number) > (widths[widest] as number))) widest = c;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}
