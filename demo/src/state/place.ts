// Which panel is open: the part of the address after #, so that back, forward and bookmarks work.

import { signal } from "@preact/signals";

export const PANELS = ["data", "train", "evaluate", "explain", "live", "tag", "take-away"] as const;
export type Panel = (typeof PANELS)[number];

export const panel = signal<Panel>(fromAddress());

function fromAddress(): Panel {
  const name = location.hash.slice(2);
  return PANELS.find((each) => each === name) ?? "data";
}

/** "#/data": with the slash it is a place of the page's own, and no part of a document to jump to. */
export function addressOf(name: Panel): string {
  return `#/${name}`;
}

export function goTo(name: Panel): void {
  location.hash = addressOf(name);
}

addEventListener("hashchange", () => {
  panel.value = fromAddress();
  scrollTo(0, 0);
});
