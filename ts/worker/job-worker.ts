// The file of a worker that does one whole job: training, evaluation or predictions.

import { expose, transfer } from "comlink";
import { ownEndpoint } from "#own-endpoint";
import type { Dataset } from "../data/dataset.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { holdOut, type Learner } from "../evaluate/learner.ts";
import { load } from "../model/model.ts";
import type { Progress, TrainOptions } from "../model/options.ts";
import { train } from "../model/train.ts";
import { adoptCore } from "../wasm/core.ts";
import { fromMessage } from "./dataset-message.ts";
import { fromOptionMessages, type JobWorker, type Listener, type Trained, type TrainJob } from "./job.ts";
import { outcomeOf } from "./outcome.ts";
import { doTaggerJob } from "./tagger-job.ts";

async function trained(job: TrainJob, onProgress: Listener | undefined): Promise<Trained> {
  adoptCore(job.module);
  // Progress has a channel of its own: only when the last message is answered have all arrived before the model.
  let told: Promise<void> | undefined;
  let goOn = true;
  const tell = (progress: Progress): boolean => {
    told = Promise.resolve(onProgress?.(progress)).then((answer) => {
      goOn &&= answer !== false;
    });
    return goOn;
  };
  const options = await fromOptionMessages<TrainOptions>(job.options);
  const model = await train(fromMessage(job.dataset), { ...options, onProgress: tell });
  await told;
  return { bytes: model.save(), unseen: model.unseen };
}

let opened: Dataset | undefined;
let test: Dataset | undefined;

const worker: JobWorker = {
  open: (job) =>
    outcomeOf(() => {
      adoptCore(job.module);
      opened = fromMessage(job.dataset);
      test = job.test && fromMessage(job.test);
    }),
  holdOut: (learner, rows) =>
    outcomeOf(async () => {
      const options = await fromOptionMessages<Learner>(learner);
      return holdOut(opened as Dataset, options, rows, { test });
    }),
  async train(job, onProgress) {
    const outcome = await outcomeOf(() => trained(job, onProgress));
    return outcome.kind === "value"
      ? transfer(outcome, [outcome.value.bytes.buffer as ArrayBuffer])
      : outcome;
  },
  async trainTagger(job, onProgress) {
    const outcome = await outcomeOf(() => doTaggerJob(job, onProgress));
    return outcome.kind === "value" ? transfer(outcome, [outcome.value.buffer as ArrayBuffer]) : outcome;
  },
  evaluate: (job) =>
    outcomeOf(async () => {
      adoptCore(job.module);
      return evaluate(await load(job.model), fromMessage(job.dataset));
    }),
  predictMany: (job) =>
    outcomeOf(async () => {
      adoptCore(job.module);
      return (await load(job.model)).predictMany(fromMessage(job.dataset));
    }),
};

expose(worker, ownEndpoint());
