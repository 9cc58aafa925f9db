// Class probabilities (row-major, rows x classes) and true classes in; the share of rows out whose true class is among the k
// most probable. Of equals the first counts as more probable.

export function topK(labels: Uint16Array, probabilities: Float64Array, classes: number, k: number): number {
  let found = 0;
  labels.forEach((label, row) => {
    const from = row * classes;
    const own = probabilities[from + label] as number;
    let before = 0;
    for (let other = 0; other < classes; other++) {
      const probability = probabilities[from + other] as number;
      if (probability > own || (probability === own && other < label)) before++;
    }
    if (before < k) found++;
  });
  return found / labels.length;
}
