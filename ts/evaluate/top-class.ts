// Class probabilities (row-major, rows x classes) in; the predicted class of each row and its probability out.

export interface TopClass {
  /** Index of the most probable class; of equals the first, so that with two classes 0.5 is class 0. */
  labels: Uint16Array;
  /** Its probability. */
  confidence: Float64Array;
}

export function topClass(probabilities: Float64Array, classes: number): TopClass {
  const rows = probabilities.length / classes;
  const labels = new Uint16Array(rows);
  const confidence = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    let top = 0;
    let highest = probabilities[start] as number;
    for (let k = 1; k < classes; k++) {
      const probability = probabilities[start + k] as number;
      if (probability <= highest) continue;
      highest = probability;
      top = k;
    }
    labels[row] = top;
    confidence[row] = highest;
  }
  return { labels, confidence };
}
