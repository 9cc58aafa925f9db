// The document that plots are drawn in where there is no page.

import { parseHTML } from "linkedom";

export function platformDocument(): Document {
  return parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
}
