// Light, dark, or as the system has it. The choice outlives the visit (public/theme.js sets it before anything is drawn).

import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
const KEY = "hedgerow.theme";

const stored = localStorage.getItem(KEY);
export const theme = signal<Theme>(stored === "light" || stored === "dark" ? stored : "system");

effect(() => {
  if (theme.value === "system") {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset["theme"];
  } else {
    localStorage.setItem(KEY, theme.value);
    document.documentElement.dataset["theme"] = theme.value;
  }
});
