// The worker of the stream: takes alerts from a source at a rate, scores each as it comes by the edge's scorer, watches for drift, and tells the page four
// times a second what happened.

import { expose } from "comlink";
import { Dataset, DriftMonitor, type DriftReport, load, withDriftProfile } from "hedgerow";
import { loadScorer, type Scorer } from "hedgerow/edge/full";
import { carryFaults } from "../desk/faults.ts";
import { readTable } from "../desk/reading.ts";
import type { AlertRecord } from "../desk/rows.ts";
import { Latency } from "./latency.ts";
import { rowSource, type Source, type StreamSample, sampleSource } from "./source.ts";
import { type Trend, TrendCounter } from "./trends.ts";

export type SourceChoice =
  | { readonly kind: "sample"; readonly sample: StreamSample }
  | { readonly kind: "rows"; readonly rows: readonly AlertRecord[] }
  | { readonly kind: "file"; readonly file: File };

export interface StreamPlan {
  readonly model: Uint8Array;
  readonly source: SourceChoice;
  /** Alerts a second. */
  readonly rate: number;
  /** Alerts answered so are queued. */
  readonly queued: string;
  /** Columns that trends are counted by. */
  readonly by: readonly string[];
  /** Records that drift is measured over. */
  readonly window: number;
}

/** An alert for a person to look at. */
export interface QueuedAlert {
  readonly id: number;
  /** Since the stream began. */
  readonly seconds: number;
  readonly record: AlertRecord;
  readonly label: string;
  readonly probability: number;
  /** The features that spoke most for it. */
  readonly reasons: readonly {
    readonly feature: string;
    readonly value: unknown;
    readonly contribution: number;
  }[];
}

export interface StreamNews {
  readonly seconds: number;
  readonly scored: number;
  readonly perSecond: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly queue: readonly QueuedAlert[];
  readonly latency: readonly number[];
  readonly microseconds: number | undefined;
  readonly drift: DriftReport | undefined;
  readonly trends: readonly Trend[];
  readonly ended: boolean;
  /** Records that could not be scored, and why the last of them. */
  readonly refused: number;
  readonly refusal: string | undefined;
}

const TURN_MS = 250;
const MEASURED_A_TURN = 8;
const SLICE_SECONDS = 2;
const REASONS = 3;
/** A turn that fell behind, as in a tab in the background, is not made up for beyond this. */
const MOST_A_TURN = 5000;
/** More of a turn than these no person looks at. */
const MOST_QUEUED = 40;

class Stream {
  readonly #plan: StreamPlan;
  readonly #scorer: Scorer;
  readonly #source: Source;
  readonly #explains: boolean;
  readonly #monitor: DriftMonitor | undefined;
  readonly #latency = new Latency();
  readonly #trends: readonly TrendCounter[];
  readonly #answers: Record<string, number>;
  #rate: number;
  #scored = 0;
  #seconds = 0;
  #due = 0;
  #last = performance.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  #refused = 0;
  #refusal: string | undefined;
  #turns = 0;

  constructor(plan: StreamPlan, scorer: Scorer, source: Source) {
    this.#plan = plan;
    this.#scorer = scorer;
    this.#explains = canExplain(scorer);
    this.#source = source;
    this.#rate = plan.rate;
    this.#monitor =
      scorer.info.drift === undefined ? undefined : new DriftMonitor(scorer, { window: plan.window });
    this.#trends = plan.by.map((column) => new TrendCounter(column, SLICE_SECONDS));
    this.#answers = Object.fromEntries(scorer.classes.map((name) => [name, 0]));
  }

  set rate(rate: number) {
    this.#rate = rate;
  }

  drift(on: boolean): void {
    this.#source.drift(on);
  }

  observeLabel(label: string): void {
    this.#monitor?.observeLabel(label);
  }

  run(onNews: (news: StreamNews) => void): void {
    this.pause();
    this.#last = performance.now();
    this.#timer = setInterval(() => onNews(this.#turn()), TURN_MS);
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #turn(): StreamNews {
    const now = performance.now();
    const passed = (now - this.#last) / 1000;
    this.#last = now;
    this.#seconds += passed;
    this.#due = Math.min(MOST_A_TURN, this.#due + this.#rate * passed);
    const queue: QueuedAlert[] = [];
    const before = this.#scored;
    let ended = false;
    for (let taken = 0; this.#due >= 1; taken++, this.#due--) {
      const record = this.#source.next();
      if (record === undefined) {
        ended = true;
        this.pause();
        break;
      }
      this.#take(record, taken < MEASURED_A_TURN, queue);
    }
    this.#turns++;
    return {
      seconds: this.#seconds,
      scored: this.#scored,
      perSecond: (this.#scored - before) / passed,
      answers: { ...this.#answers },
      queue,
      latency: [...this.#latency.counts],
      microseconds: this.#latency.mean,
      // Counting bins of all features is not worth doing at every turn.
      drift: this.#turns % 4 === 1 ? this.#monitor?.report() : undefined,
      trends: this.#trends.map((each) => each.trend(this.#seconds)),
      ended,
      refused: this.#refused,
      refusal: this.#refusal,
    };
  }

  #take(record: AlertRecord, measured: boolean, queue: QueuedAlert[]): void {
    try {
      const { label, probability, probabilities } = this.#scorer.predict(record);
      if (measured) this.#latency.measure(() => this.#scorer.predict(record));
      this.#scored++;
      this.#answers[label] = (this.#answers[label] as number) + 1;
      this.#monitor?.observe(record, probabilities);
      if (label !== this.#plan.queued) return;
      for (const each of this.#trends) each.add(record[each.column], this.#seconds);
      if (queue.length < MOST_QUEUED) queue.push(this.#queued(record, label, probability));
    } catch (error) {
      this.#refused++;
      this.#refusal = error instanceof Error ? error.message : String(error);
    }
  }

  #queued(record: AlertRecord, label: string, probability: number): QueuedAlert {
    const reasons = this.#explains ? this.#scorer.explain(record, { top: REASONS }).contributions : [];
    const told = reasons.map(({ feature, value, contribution }) => ({ feature, value, contribution }));
    return { id: this.#scored, seconds: this.#seconds, record, label, probability, reasons: told };
  }
}

/** Models of other makers may lack what reasons are made of. */
function canExplain(scorer: Scorer): boolean {
  try {
    scorer.explain({}, { top: 1 });
    return true;
  } catch {
    return false;
  }
}

let stream: Stream | undefined;

async function sourceOf(choice: SourceChoice): Promise<Source> {
  if (choice.kind === "sample") return sampleSource(choice.sample);
  if (choice.kind === "rows") return rowSource(Dataset.fromRecords(choice.rows), false);
  return rowSource(await readTable(choice.file, () => {}), true);
}

const live = {
  async begin(plan: StreamPlan, onNews: (news: StreamNews) => void): Promise<void> {
    stream?.pause();
    const [scorer, source] = await Promise.all([scorerOf(plan), sourceOf(plan.source)]);
    stream = new Stream(plan, scorer, source);
    stream.run(onNews);
  },
  resume(onNews: (news: StreamNews) => void): void {
    stream?.run(onNews);
  },
  pause(): void {
    stream?.pause();
  },
  rate(rate: number): void {
    if (stream !== undefined) stream.rate = rate;
  },
  drift(on: boolean): void {
    stream?.drift(on);
  },
  observeLabel(label: string): void {
    stream?.observeLabel(label);
  },
};

/** A model of another maker does not know what its training rows looked like: rows put aside stand in for them. */
async function scorerOf({ model, source }: StreamPlan): Promise<Scorer> {
  const scorer = await loadScorer(model);
  if (scorer.info.drift !== undefined || source.kind !== "rows") return scorer;
  const profiled = await withDriftProfile(await load(model), Dataset.fromRecords(source.rows));
  return loadScorer(profiled.save());
}

export type Live = typeof live;

carryFaults();
expose(live);
