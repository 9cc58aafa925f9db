import * as hedgerow from "hedgerow";
import { scenario } from "./scenario.ts";

globalThis.run = () => scenario(hedgerow);
