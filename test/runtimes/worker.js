import * as hedgerow from "hedgerow";
import { scenario } from "./scenario.ts";

export default {
  async fetch() {
    return Response.json(await scenario(hedgerow));
  },
};
