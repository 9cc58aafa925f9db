import * as hedgerow from "hedgerow";
import { serve } from "hedgerow/serve";
import { makeApp } from "./serve-scenario.ts";

let app;

export default {
  async fetch(request, env, context) {
    app ??= makeApp(hedgerow, serve);
    return (await app).fetch(request, env, context);
  },
};
