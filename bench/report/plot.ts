// Bar charts as plain SVG, for pages that show pictures only; readable on white and on dark.

export interface Bar {
  name: string;
  value: number;
  text: string;
  /** hedgerow's own. */
  ours: boolean;
}

export interface Chart {
  title: string;
  /** Bars under headings. */
  groups: readonly { name: string; bars: readonly Bar[] }[];
}

const WIDTH = 720;
const LEFT = 190;
const RIGHT = 90;
const LINE = 20;
const STYLE = `text{font:12px system-ui,sans-serif;fill:#444}.t{font-weight:600;font-size:14px}.g{font-weight:600}
.o{fill:#2f7d4f}.p{fill:#9aa5b1}@media(prefers-color-scheme:dark){text{fill:#ccc}.o{fill:#5cb582}.p{fill:#6b7682}}`;

/** The longest bar of each group spans the width: lengths compare within a group. */
export function barChart({ title, groups }: Chart): string {
  const parts: string[] = [];
  let y = 30;
  for (const { name, bars } of groups) {
    const scale = (WIDTH - LEFT - RIGHT) / Math.max(...bars.map(({ value }) => value));
    y += 8;
    parts.push(`<text class="g" x="8" y="${y + 13}">${escaped(name)}</text>`);
    y += LINE;
    for (const bar of bars) {
      const length = Math.max(1, bar.value * scale).toFixed(1);
      parts.push(
        `<text x="${LEFT - 6}" y="${y + 13}" text-anchor="end">${escaped(bar.name)}</text>`,
        `<rect class="${bar.ours ? "o" : "p"}" x="${LEFT}" y="${y + 3}" width="${length}" height="13" rx="2"/>`,
        `<text x="${LEFT + Number(length) + 6}" y="${y + 13}">${escaped(bar.text)}</text>`,
      );
      y += LINE;
    }
  }
  const height = y + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    `<text class="t" x="8" y="20">${escaped(title)}</text>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
