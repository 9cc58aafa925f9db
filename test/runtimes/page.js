import * as hedgerow from "hedgerow";
import { loadTagger } from "hedgerow/edge-text";
import { scenario } from "./scenario.ts";

globalThis.run = () => scenario({ ...hedgerow, loadTagger });
