// Run by any Node: serve-node.js SCENARIO, the scenario as plain JavaScript. Prints what the app answers, and a server on a port.

import * as hedgerow from "hedgerow";
import { serve } from "hedgerow/serve";
import { listen } from "hedgerow/serve/node";

const { makeApp, serveScenario } = await import(process.argv[2]);
const app = await makeApp(hedgerow, serve);
let model;
await makeApp(hedgerow, (trained) => {
  model = trained;
});
const server = await listen(model, { port: 0, keys: ["0123456789abcdef"], version: "v1" });
const overHttp = async (request) => {
  const body = request.body === null ? undefined : await request.text();
  const url = request.url.replace("http://service", server.url);
  return fetch(url, { method: request.method, body, headers: request.headers });
};
console.log(
  JSON.stringify([await serveScenario((request) => app.fetch(request)), await serveScenario(overHttp)]),
);
await server.close();
