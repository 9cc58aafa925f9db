/**
 * Finding what was meant. In: a name that does not exist and the names there are. Out: a sentence that lists them and
 * proposes the likeliest. Distance is the number of letters to add, drop, change or swap with the next.
 */
const MOST_LISTED = 30;

/** 'There is no column "lable"; did you mean "label"? The columns are: id, label.' */
export function noSuchColumn(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  const meant = near === undefined ? "" : ` Did you mean "${near}"?`;
  return `There is no column "${name}".${meant} The columns are: ${listNames(names)}.`;
}

export function listNames(names: readonly string[]): string {
  if (names.length <= MOST_LISTED) return names.join(", ");
  return `${names.slice(0, MOST_LISTED).join(", ")} and ${names.length - MOST_LISTED} more`;
}

/** The name most like the one given; undefined when none is like it. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of names) {
    const other = plain(candidate);
    if (Math.abs(other.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, other);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, "");
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1);
      cost = Math.min(cost, (last[j - 1] as number) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = swapped ? Math.min(cost, (before[j - 2] as number) + 1) : cost;
    }
    before = last;
    last = row;
  }
  return last[b.length] as number;
}
