// A plot's options in, an SVG as text out. Colours are the page's variables, so that one drawing serves light, dark and print. Sizes are
// for a phone's width; wider pages scale it.

import { type PlotOptions, plot } from "@observablehq/plot";
import { escaped, Markup } from "../markup.ts";

/** Width that fits a phone of 390 px with its margins. */
export const WIDTH = 358;

/** One colour after the other, for classes. */
export const SERIES: readonly string[] = [1, 2, 3, 4, 5, 6].map((i) => `var(--series-${i})`);

/** `title` says what is seen, for those who do not see it. */
export function drawing(document: Document, title: string, options: PlotOptions): Markup {
  const svg = plot({ width: WIDTH, document, style: { fontSize: "11px" }, ...options });
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const name of ["class", "style", "font-family", "width", "height"]) svg.removeAttribute(name);
  svg.setAttribute("role", "img");
  svg.setAttribute("font-size", "11");
  for (const element of svg.querySelectorAll("circle,path,rect")) round(element);
  // The label goes in by hand: a serialiser need not escape an attribute as HTML wants it.
  svg.setAttribute("aria-label", "");
  return new Markup(svg.outerHTML.replace('aria-label=""', () => `aria-label="${escaped(title)}"`));
}

/** Tenths of a pixel are enough, and a third of the bytes. */
function round(element: Element): void {
  for (const name of ["cx", "cy", "d", "x", "y", "width", "height"]) {
    const value = element.getAttribute(name);
    if (value === null) continue;
    const short = value.replace(/\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10));
    element.setAttribute(name, short);
  }
}

/** A name that fits beside an axis. */
export function shortened(name: string, most = 18): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}
