// Run by any Node, Deno or Bun: serve-node.js SCENARIO [app], the scenario as plain JavaScript. Prints what the app answers and, without "app", what a
// server on a port does.

import * as hedgerow from "hedgerow";
import { serve } from "hedgerow/serve";

const [file, only] = process.argv.slice(2);
const { makeApp, serveScenario } = await import(file);

async function overHttp() {
  const { listen } = await import("hedgerow/serve/node");
  let model;
  await makeApp(hedgerow, (trained) => {
    model = trained;
  });
  const server = await listen(model, { port: 0, keys: ["0123456789abcdef"], version: "v1" });
  const answers = await serveScenario(async (request) => {
    const body = request.body === null ? undefined : await request.text();
    const url = request.url.replace("http://service", server.url);
    return fetch(url, { method: request.method, body, headers: request.headers });
  });
  await server.close();
  return answers;
}

const app = await makeApp(hedgerow, serve);
const answers = [await serveScenario((request) => app.fetch(request))];
if (only !== "app") answers.push(await overHttp());
console.log(JSON.stringify(answers));
