/**
 * Which rows are held out when. In: the labels of the rows that have some, groups that stay together, and a number of folds.
 * Out: the fold of each row, -1 for rows without a label. Rows of a label are dealt out evenly, in random order.
 */
import { Random } from "../data/random.ts";
import type { RowLabels } from "./linear.ts";

export function foldsOf(
  labels: RowLabels,
  groups: readonly (string | undefined)[],
  folds: number,
  seed: number,
): Int8Array {
  const found = new Int8Array(labels.length).fill(-1);
  const random = new Random(seed);
  const grouped = new Map<string, number[]>();
  const byLabel = new Map<number, number[]>();
  labels.forEach((own, row) => {
    if (own === undefined) return;
    const group = groups[row];
    if (group === undefined) listAt(byLabel, own[0] as number).push(row);
    else listAt(grouped, group).push(row);
  });
  let next = 0;
  for (const rows of [...byLabel].sort(([a], [b]) => a - b).map(([, own]) => own))
    for (const row of random.shuffle(rows)) found[row] = next++ % folds;
  // Each group goes where the fewest rows are.
  const sizes = new Float64Array(folds);
  for (const rows of random.shuffle([...grouped.values()])) {
    const fold = sizes.indexOf(sizes.reduce((a, b) => Math.min(a, b)));
    sizes[fold] = (sizes[fold] as number) + rows.length;
    for (const row of rows) found[row] = fold;
  }
  return found;
}

function listAt<K>(map: Map<K, number[]>, key: K): number[] {
  let list = map.get(key);
  if (list === undefined) {
    list = [];
    map.set(key, list);
  }
  return list;
}
