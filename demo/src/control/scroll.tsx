// What may be wider than its place scrolls in it, by keys too.

import type { ComponentChildren } from "preact";

export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would be one more landmark for each table.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must reach what scrolls.
    <div class="scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
