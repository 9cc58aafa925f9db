// A page with the whole package: what it answers, on the page.

import { load } from "hedgerow";
import { loadScorer } from "hedgerow/edge";
import inputs from "./inputs.js";
import { vectors } from "./vectors.js";

const model = Uint8Array.from(atob(inputs.model), (character) => character.charCodeAt(0));
globalThis.answered = vectors({ edge: { loadScorer }, main: { load } }, model, inputs.records);
