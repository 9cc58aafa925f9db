import * as hedgerow from "hedgerow";
import { loadTagger } from "hedgerow/edge-text";
import * as worker from "hedgerow/worker";
import { scenario } from "./scenario.ts";

/** There are no workers here: asked for some, a forest is grown without, and gives the same bytes. */
function train(dataset, options) {
  return hedgerow.train(dataset, options.method === "forest" ? { ...options, workers: 2 } : options);
}

async function refused() {
  const data = hedgerow.Dataset.fromColumns({ a: [1, 2], grade: ["TP", "FP"] }, { label: "grade" });
  return worker.train(data).catch(({ code, message }) => ({ code, message }));
}

export default {
  async fetch({ url }) {
    return Response.json(
      url.endsWith("/refused") ? await refused() : await scenario({ ...hedgerow, train, loadTagger }),
    );
  },
};
