// The file of a worker that answers part files, one after another as it is told.

import { Readable, Writable } from "node:stream";
import { expose } from "comlink";
import type { Model } from "../model/model.ts";
import { type Outcome, outcomeOf } from "../worker/outcome.ts";
import { ownEndpoint } from "../worker/own-endpoint.node.ts";
import { makeIo } from "./io.ts";
import { answerPart, type PartJob, type PartResult } from "./part.ts";
import { readModel } from "./read-model.ts";

/** What the worker is asked. */
export interface PartWorker {
  open(job: PartJob): Promise<Outcome<void>>;
  answer(part: string, state: string): Promise<Outcome<PartResult>>;
}

const nowhere = (): Writable => new Writable({ write: (_, __, done) => done() });
const io = makeIo(Readable.from([]), nowhere(), nowhere());

let opened: { job: PartJob; model: Model } | undefined;

const worker: PartWorker = {
  open: (job) =>
    outcomeOf(async () => {
      opened = { job, model: await readModel(job.model, job.trust) };
    }),
  answer: (part, state) =>
    outcomeOf(() => {
      const { job, model } = opened as { job: PartJob; model: Model };
      return answerPart(job, model, part, state, io);
    }),
};

expose(worker, ownEndpoint());
