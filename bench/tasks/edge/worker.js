// A Worker with a model of 300 trees. Every path reads the request's text and answers; they differ in what they do in between.

import { loadScorer } from "../../../dist/edge/index.workerd.mjs";
import bytes from "./model.bin";

let scorer;

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    const text = await request.text();
    if (pathname === "/idle") return new Response("class0 0.333333333333");
    if (pathname === "/load") {
      const fresh = await loadScorer(bytes);
      return new Response(fresh.predict(JSON.parse(text)).label);
    }
    scorer ??= await loadScorer(bytes);
    const { label, probability } = scorer.predict(JSON.parse(text));
    return new Response(`${label} ${probability}`);
  },
};
