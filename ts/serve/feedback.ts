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
  /** Labels answered under ids made here, around a ring; what such ids begin with, and how many there were. */
  readonly #made: (string | undefined)[] = [];
  #prefix = "";
  #count = 0;
  #next = 0;
  #hours: Hour[] = [];

  /** So many answers are remembered of those with ids of their own, and of the others. */
  constructor(most: number, now: () => number = Date.now) {
    this.#most = most;
    this.#now = now;
  }

  /**
   * Remembers an answer without an id of its own, and makes one. These are numbered, so that a ring of labels does: no map grows and
   * shrinks with each request.
   */
  name(label: string): string {
    // Not before the first: Workers draw nothing before a request.
    if (this.#prefix === "") {
      const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2));
      this.#prefix = `${a.toString(36)}${b.toString(36)}-`;
    }
    const number = this.#count++;
    if (this.#most > 0) this.#made[number % this.#most] = label;
    return this.#prefix + number.toString(36);
  }

  /** An answer whose record has an id of its own. */
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
    const answer = this.#take(id);
    if (answer === undefined) return undefined;
    const counts = this.#hour().counts;
    const row = counts.get(truth) ?? new Map<string, number>();
    counts.set(truth, row.set(answer, (row.get(answer) ?? 0) + 1));
    return answer;
  }

  /** The label answered, which is forgotten with that. */
  #take(id: string): string | undefined {
    const own = this.#answered.get(id);
    if (own !== undefined) {
      this.#answered.set(id, undefined);
      return own;
    }
    if (this.#prefix === "" || !id.startsWith(this.#prefix)) return undefined;
    const digits = id.slice(this.#prefix.length);
    const number = Number.parseInt(digits, 36);
    const made = number < this.#count && number >= this.#count - this.#most && number.toString(36) === digits;
    if (!made) return undefined;
    const answer = this.#made[number % this.#most];
    this.#made[number % this.#most] = undefined;
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
