// Scored records in, the few with the highest score out: a heap whose least is on top. Of equals the earlier stays.

export class Highest<T> {
  readonly #most: number;
  readonly #items: { score: number; turn: number; item: T }[] = [];
  #turn = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** `make` is only called for an item that is kept. */
  offer(score: number, make: () => T): void {
    const turn = this.#turn++;
    if (this.#most === 0) return;
    if (this.#items.length < this.#most) {
      this.#items.push({ score, turn, item: make() });
      this.#up(this.#items.length - 1);
    } else if (score > (this.#items[0]?.score as number)) {
      this.#items[0] = { score, turn, item: make() };
      this.#down(0);
    }
  }

  /** The highest first. */
  sorted(): { score: number; item: T }[] {
    return [...this.#items].sort((a, b) => b.score - a.score || a.turn - b.turn);
  }

  /** Whether item i leaves before item j. */
  #before(i: number, j: number): boolean {
    const [a, b] = [this.#items[i], this.#items[j]];
    if (a === undefined || b === undefined) return false;
    return a.score < b.score || (a.score === b.score && a.turn > b.turn);
  }

  #swap(i: number, j: number): void {
    const items = this.#items as { score: number; turn: number; item: T }[];
    [items[i], items[j]] = [items[j] as (typeof items)[number], items[i] as (typeof items)[number]];
  }

  #up(start: number): void {
    for (let i = start; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #down(start: number): void {
    for (let i = start; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (this.#before(left, least)) least = left;
      if (this.#before(right, least)) least = right;
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }
}
