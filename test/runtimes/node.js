// Run by any Node: node.js SCENARIO, the scenario as plain JavaScript. Prints its outcome.

import * as hedgerow from "hedgerow";
import * as worker from "hedgerow/worker";

const { scenario } = await import(process.argv[2]);
console.log(JSON.stringify(await scenario(hedgerow, worker)));
