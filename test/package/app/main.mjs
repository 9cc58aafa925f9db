// Node, Deno and Bun: what the package answers, on standard output.

import { load } from "hedgerow";
import { loadScorer } from "hedgerow/edge";
import inputs from "./inputs.js";
import { vectors } from "./vectors.js";

const model = Uint8Array.from(atob(inputs.model), (character) => character.charCodeAt(0));
console.log(await vectors({ edge: { loadScorer }, main: { load } }, model, inputs.records));
