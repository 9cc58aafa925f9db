// What became of answers. In: ids with the labels answered, later the true labels of some. Out: counts by truth and answer over the last
// 24 hours. The last answers are remembered up to a number; older ones are forgotten, and a truth counts once.

const HOUR = 3_600_000;
const HOURS = 24;

/** How right the answers of the last 24 hours were; a rate is undefined where nothing tells. */
export interface Rates {
  /** Answers whose truth was told. */
  count: number;
  /** Share of right ones. */
  accuracy?: number;
  /** Share of the records that are not of the positive class and were answered as if. */
  falsePositiveRate?: number;
  /** Share of the records of the positive class that were answered as such: recall. */
  detectionRate?: number;
}

interface Hour {
  readonly hour: number;
  /** By truth, then by answer. */
  readonly counts: Map<string, Map<string, number>>;
}

export class Feedback {
  /** The label answered; undefined once the truth was told. */
  readonly #answered = new Map<string, string | undefined>();
  /** Ids in the order they came, around a ring. */
  readonly #ids: string[] = [];
  readonly #most: number;
  readonly #now: () => number;
  #next = 0;
  #hours: Hour[] = [];

  /** `most` answers are remembered. */
  constructor(most: number, now: () => number = Date.now) {
    this.#most = most;
    this.#now = now;
  }

  /** An answer that was given. */
  remember(id: string, label: string): void {
    if (this.#most === 0) return;
    if (this.#answered.has(id)) {
      this.#answered.set(id, label);
      return;
    }
    if (this.#ids.length < this.#most) this.#ids.push(id);
    else {
      this.#answered.delete(this.#ids[this.#next] as string);
      this.#ids[this.#next] = id;
      this.#next = (this.#next + 1) % this.#most;
    }
    this.#answered.set(id, label);
  }

  /** The label answered, now that the truth is told; undefined for an id that is not remembered or was told before. */
  tell(id: string, truth: string): string | undefined {
    const answer = this.#answered.get(id);
    if (answer === undefined) return undefined;
    this.#answered.set(id, undefined);
    const counts = this.#hour().counts;
    const row = counts.get(truth) ?? new Map<string, number>();
    counts.set(truth, row.set(answer, (row.get(answer) ?? 0) + 1));
    return answer;
  }

  #hour(): Hour {
    const hour = Math.floor(this.#now() / HOUR);
    const last = this.#hours.at(-1);
    if (last?.hour === hour) return last;
    const fresh: Hour = { hour, counts: new Map() };
    this.#hours = [...this.#hours.filter((each) => each.hour > hour - HOURS), fresh];
    return fresh;
  }

  /** Over the last 24 hours; `positive` is the class that means an attack, where there is one. */
  rates(positive?: string): Rates {
    const since = Math.floor(this.#now() / HOUR) - HOURS;
    let [count, right, attacks, detected, others, alarms] = [0, 0, 0, 0, 0, 0];
    for (const { hour, counts } of this.#hours) {
      if (hour <= since) continue;
      for (const [truth, row] of counts)
        for (const [answer, times] of row) {
          count += times;
          if (truth === answer) right += times;
          if (truth === positive) attacks += times;
          else others += times;
          if (answer === positive && truth === positive) detected += times;
          else if (answer === positive) alarms += times;
        }
    }
    return {
      count,
      ...(count > 0 ? { accuracy: right / count } : {}),
      ...(positive !== undefined && others > 0 ? { falsePositiveRate: alarms / others } : {}),
      ...(positive !== undefined && attacks > 0 ? { detectionRate: detected / attacks } : {}),
    };
  }
}
