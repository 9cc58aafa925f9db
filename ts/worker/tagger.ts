// `Tagger` of hedgerow/worker: as that of "hedgerow", but it learns in a worker.

import { proxy } from "comlink";
import { checkTaggerOptions, type TaggerOptions } from "../text/tagger-options.ts";
import { labelledTexts, type TextRecord } from "../text/tagger-records.ts";
import { Tagger as TaggerHere } from "../text/train-tagger.ts";
import { compiledCore, core } from "../wasm/core.ts";
import { checkAborted } from "./aborted.ts";
import { guardedListener } from "./guarded-listener.ts";
import { inWorker } from "./in-worker.ts";
import { valueIn } from "./outcome.ts";
import { taggerJob } from "./tagger-job.ts";

export class Tagger extends TaggerHere {
  /**
   * As `Tagger.train` of "hedgerow", in a worker: the same bytes. The texts are copied.
   *
   * Throws `internal` when the worker ends before its work is done, and `bad-option` in a runtime that has no workers.
   *
   * @example
   * const tagger = await Tagger.train(alerts, { text: "message", label: "technique", signal, onProgress });
   */
  static override async train(records: Iterable<TextRecord>, options: TaggerOptions): Promise<Tagger> {
    const settings = checkTaggerOptions(options);
    const data = labelledTexts(records, settings);
    const { signal } = settings;
    checkAborted(signal);
    await core();
    return inWorker("training", signal, async (worker, fail) => {
      const { onProgress } = options;
      const listener = onProgress && proxy(guardedListener(onProgress, fail));
      const bytes = await worker.trainTagger(taggerJob(compiledCore(), data, settings), listener);
      return new Tagger(valueIn(bytes));
    });
  }
}
