// The document that plots are drawn in: the page's own, to which nothing is added.

import { HedgerowError } from "../error.ts";

export function platformDocument(): Document {
  if (typeof document === "undefined") {
    const sentence =
      "a report is drawn in a document, and a worker has none: draw it on the page, or give one";
    throw new HedgerowError("bad-option", sentence);
  }
  return document;
}
