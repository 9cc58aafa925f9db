// The file of a thread that leads a crew, or serves in one. All of a crew have one memory.

import { expose, transfer } from "comlink";
import { ownEndpoint } from "#own-endpoint";
import { toCore } from "../model/tree-settings.ts";
import { type Core, guarded } from "../wasm/core.ts";
import * as glue from "../wasm/generated/core-threads.js";
import type { CrewColumn, CrewJob, CrewWorker, Place } from "./crew-job.ts";
import { outcomeOf } from "./outcome.ts";

/** What the leader has before the first round. */
interface Rows {
  readonly hands: number;
  readonly crew: glue.Crew;
  readonly labels: glue.Labels;
  readonly matrix: glue.Matrix;
  readonly earlier: glue.EarlierModel | undefined;
  /** Columns that wait until there is one for each thread. */
  readonly waiting: CrewColumn[];
}

let rows: Rows;
let trainer: glue.BoostingTrainer;

function open({ module, hands, ...job }: CrewJob): Place[] {
  const { memory } = glue.initSync({ module });
  const crew = new glue.Crew(hands);
  const labels = new glue.Labels(job.labels, job.classes, job.weights, job.heldOut);
  const earlier = job.earlier && new glue.EarlierModel(job.earlier.bytes, job.earlier.outputs);
  const matrix = earlier?.matrix(labels) ?? new glue.Matrix(labels);
  rows = { hands, crew, labels, matrix, earlier, waiting: [] };
  return Array.from({ length: hands - 1 }, () => ({ module, memory, place: crew.place() }));
}

function add(column: CrewColumn): void {
  const { hands, matrix, earlier, waiting } = rows;
  if (earlier !== undefined) earlier.addColumn(matrix, column.values);
  else if (waiting.push(column) === hands) binWaiting();
}

function binWaiting(): void {
  const { crew, matrix, waiting } = rows;
  const columns = new glue.Columns();
  for (const { values, categories, bins } of waiting.splice(0)) {
    if (categories === undefined) columns.addNumbers(values, bins);
    else columns.addCategories(values, categories);
  }
  matrix.addTogether(columns, crew);
}

const worker: CrewWorker = {
  open: (job) => outcomeOf(() => guarded(() => open(job))),
  add: (column) => outcomeOf(() => guarded(() => add(column))),
  begin: (settings, rate) =>
    outcomeOf(() =>
      guarded(() => {
        binWaiting();
        const { crew, matrix, labels, earlier } = rows;
        // The two modules have the same classes of different names.
        const trees = toCore(glue as unknown as Core, settings) as unknown as glue.Options;
        const before = earlier?.steps ?? 0;
        const alone =
          earlier?.boosting(matrix, labels, trees, rate) ??
          new glue.BoostingTrainer(matrix, labels, trees, rate);
        trainer = alone.withCrew(crew);
        return { before, losses: trainer.loss() };
      }),
    ),
  step: () => outcomeOf(() => guarded(() => trainer.step())),
  async model(rounds) {
    const outcome = await outcomeOf(() => guarded(() => trainer.model(rounds, new Uint8Array())));
    return outcome.kind === "value" ? transfer(outcome, [outcome.value.buffer as ArrayBuffer]) : outcome;
  },
  serve: ({ module, memory, place }) =>
    outcomeOf(() => {
      glue.initSync({ module, memory });
      glue.serve(place);
    }),
};

expose(worker, ownEndpoint());
