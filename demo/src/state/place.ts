// Which panel is open: the part of the address after #, so that back, forward and bookmarks work.

import { signal } from "@preact/signals";

export const PANELS = ["data", "train", "evaluate", "explain", "live", "tag", "take-away"] as const;
export type Panel = (typeof PANELS)[number];

export const panel = signal<Panel>(fromAddress());

function fromAddress(): Panel {
  const name = location.hash.slice(1);
  return PANELS.find((each) => each === name) ?? "data";
}

export function goTo(name: Panel): void {
  location.hash = name;
}

addEventListener("hashchange", () => {
  panel.value = fromAddress();
  scrollTo(0, 0);
});
