// A table of any length of which only the rows in sight are there. Rows come in pages, and are asked for when they come into sight.
// Arrow keys move the row that is chosen, as in a list of
// mails. Its roles say that it is a table: a table of HTML would need all its rows.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface VirtualListProps<Item> {
  readonly label: string;
  readonly count: number;
  /** Changes when the pages must be asked for anew. */
  readonly version: string;
  readonly page: (from: number, to: number) => Promise<readonly Item[]>;
  readonly head: readonly string[];
  /** CSS grid columns. */
  readonly columns: string;
  readonly cells: (item: Item) => readonly ComponentChildren[];
  readonly chosen: number | undefined;
  readonly onChoose: (index: number, item: Item) => void;
}

const ROW = 34;
const PAGE = 100;

export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { label, count, head, columns, cells, chosen, onChoose } = props;
  const [top, setTop] = useState(0);
  const windowRef = useRef<HTMLDivElement>(null);
  const height = windowRef.current?.clientHeight ?? 380;
  const from = Math.max(0, Math.floor(top / ROW) - 8);
  const to = Math.min(count, Math.ceil((top + height) / ROW) + 8);
  const items = usePages(props, from, to);
  const choose = (index: number): void => {
    const item = items(index);
    if (item !== undefined) onChoose(index, item);
    const element = windowRef.current;
    if (element === null) return;
    if (index * ROW < element.scrollTop) element.scrollTop = index * ROW;
    if ((index + 1) * ROW > element.scrollTop + element.clientHeight)
      element.scrollTop = (index + 1) * ROW - element.clientHeight;
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    choose(Math.max(0, Math.min(count - 1, (chosen ?? -1) + step)));
  };
  const style = { gridTemplateColumns: columns };
  return (
    <div class="list" role="grid" aria-label={label} aria-rowcount={count + 1}>
      <div class="head" role="row" aria-rowindex={1} style={style}>
        {head.map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      <div
        class="window"
        role="rowgroup"
        ref={windowRef}
        tabIndex={0}
        onKeyDown={onKey}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div role="presentation" style={{ height: `${count * ROW}px` }} />
        {Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i).map((index) => {
          const item = items(index);
          return (
            <div
              key={index}
              class="line"
              role="row"
              aria-rowindex={index + 2}
              aria-selected={chosen === index}
              style={{ ...style, top: `${index * ROW}px` }}
              onClick={() => choose(index)}
            >
              {item !== undefined &&
                cells(item).map((cell, i) => (
                  <span key={i} role="gridcell">
                    {cell}
                  </span>
                ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** What is known of the rows in sight; asks for the rest. */
function usePages<Item>(
  { page, version }: VirtualListProps<Item>,
  from: number,
  to: number,
): (index: number) => Item | undefined {
  const pages = useRef<{ version: string; known: Map<number, readonly Item[] | "asked"> }>({
    version,
    known: new Map(),
  });
  const [, redraw] = useState(0);
  if (pages.current.version !== version) pages.current = { version, known: new Map() };
  useEffect(() => {
    const { known } = pages.current;
    for (let number = Math.floor(from / PAGE); number * PAGE < to; number++) {
      if (known.has(number)) continue;
      known.set(number, "asked");
      page(number * PAGE, (number + 1) * PAGE).then(
        (items) => {
          known.set(number, items);
          redraw((times) => times + 1);
        },
        () => known.delete(number),
      );
    }
  });
  return (index) => {
    const found = pages.current.known.get(Math.floor(index / PAGE));
    return found === undefined || found === "asked" ? undefined : found[index % PAGE];
  };
}
