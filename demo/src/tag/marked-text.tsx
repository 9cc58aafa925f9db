// A text with the words marked that spoke for a tag, the stronger the darker.

import type { Tag } from "hedgerow";

type Because = Tag["because"];

export interface Piece {
  readonly text: string;
  /** 0 to 1; 0 for what is not marked. */
  readonly strength: number;
}

export function MarkedText({ text, because }: { text: string; because: Because }) {
  return (
    <p class="marked">
      {piecesOf(text, because).map((piece, i) =>
        piece.strength === 0 ? (
          piece.text
        ) : (
          <mark
            key={i}
            style={{
              background: `color-mix(in oklab, var(--accent) ${12 + Math.round(30 * piece.strength)}%, transparent)`,
            }}
          >
            {piece.text}
          </mark>
        ),
      )}
    </p>
  );
}

/** Longer terms win where two overlap. */
export function piecesOf(text: string, because: Because): Piece[] {
  const most = Math.max(...because.map(({ weight }) => weight), 1e-12);
  const strengths = new Float64Array(text.length);
  for (const { term, weight } of because.toSorted((a, b) => a.term.length - b.term.length)) {
    const words = term.split(/\s+/).map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{N}])${words.join("[^\\p{L}\\p{N}]+")}(?![\\p{L}\\p{N}])`,
      "giu",
    );
    for (const { index, 0: found } of text.matchAll(pattern))
      strengths.fill(weight / most, index, index + found.length);
  }
  const pieces: { text: string; strength: number }[] = [];
  for (let at = 0; at < text.length; at++) {
    const strength = strengths[at] as number;
    const last = pieces.at(-1);
    if (last?.strength === strength) last.text += text[at];
    else pieces.push({ text: text[at] as string, strength });
  }
  return pieces;
}
