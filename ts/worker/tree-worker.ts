// The file of a worker that grows trees of one forest. It stands on the core alone.

import { expose, transfer } from "comlink";
import { ownEndpoint } from "#own-endpoint";
import { toCore } from "../model/tree-settings.ts";
import { adoptCore, guarded } from "../wasm/core.ts";
import type { TreeGrower } from "../wasm/generated/core.js";
import { type Outcome, outcomeOf } from "./outcome.ts";
import type { TreeJob, TreeWorker, Unseen } from "./tree-job.ts";

let grower: TreeGrower | undefined;

function open(job: TreeJob): TreeGrower {
  const core = adoptCore(job.module);
  return guarded(() => {
    const labels = new core.Labels(job.labels, job.classes, job.weights, job.heldOut);
    const matrix = core.Matrix.fromBytes(job.matrix);
    return new core.TreeGrower(matrix, labels, toCore(core, job.settings), job.bootstrapWeights);
  });
}

const worker: TreeWorker = {
  open: (job) =>
    outcomeOf(() => {
      grower = open(job);
    }),
  async grow(first, count) {
    const outcome = await outcomeOf(() => guarded(() => (grower as TreeGrower).grow(first, count)));
    return outcome.kind === "value" ? transfer(outcome, [outcome.value.buffer as ArrayBuffer]) : outcome;
  },
  async unseen() {
    const outcome: Outcome<Unseen> = await outcomeOf(() => guarded(() => unseenOf(grower as TreeGrower)));
    if (outcome.kind === "fault") return outcome;
    const { sums, trees } = outcome.value;
    return transfer(outcome, [sums.buffer as ArrayBuffer, trees.buffer as ArrayBuffer]);
  },
};

function unseenOf(grower: TreeGrower): Unseen {
  return { sums: grower.unseenSums(), trees: grower.unseenTrees() };
}

expose(worker, ownEndpoint());
