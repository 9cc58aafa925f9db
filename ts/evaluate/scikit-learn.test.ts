// Every score of an evaluation against scikit-learn 1.9.1 (numpy 2.4.6), with and without weights (some of them 0),
// with many tied probabilities, probabilities of 0 for the true class, a class that is never predicted (2), one
// that is only predicted (3) and one that is neither (4). The data come from a small generator that is the same
// in both languages; the numbers below were printed by this program:
//
// import json
// import numpy as np
// from sklearn import metrics as m
//
// def data(seed, rows, labels, silent, classes):
//     x = seed
//     def draw(below):
//         nonlocal x
//         x = (x * 1664525 + 1013904223) % 2**32
//         return (x >> 16) % below
//     y, p, w = [], [], []
//     for _ in range(rows):
//         label = draw(labels)
//         parts = [0 if k in silent else 1 + draw(9) for k in range(classes)]
//         if label not in silent: parts[label] += draw(8)
//         y.append(label)
//         p.append([part / sum(parts) for part in parts])
//         w.append(draw(8) / 4)
//     return np.array(y), np.array(p), np.array(w)
//
// def expected(y, p, w):
//     k = p.shape[1]
//     guess = p.argmax(1)
//     prf = m.precision_recall_fscore_support(y, guess, labels=range(k), sample_weight=w, zero_division=0)
//     both = [c for c in range(k) if 0 < (y == c).sum() < len(y)]
//     roc = [m.roc_auc_score(y == c, p[:, c], sample_weight=w) if c in both else None for c in range(k)]
//     pr = [m.average_precision_score(y == c, p[:, c], sample_weight=w) if c in both else None for c in range(k)]
//     top, hit = (p[:, 1], y == 1) if k == 2 else (p.max(1), guess == y)
//     ww = np.ones(len(y)) if w is None else w
//     bins = np.searchsorted(np.arange(1, 15) / 15, top)
//     ece = sum(abs((ww * (top - hit))[bins == b].sum()) for b in range(15)) / ww.sum()
//     return dict(
//         accuracy=m.accuracy_score(y, guess, sample_weight=w),
//         balancedAccuracy=m.balanced_accuracy_score(y, guess, sample_weight=w),
//         macroF1=m.f1_score(y, guess, average="macro", sample_weight=w),
//         weightedF1=m.f1_score(y, guess, average="weighted", sample_weight=w),
//         mcc=m.matthews_corrcoef(y, guess, sample_weight=w),
//         logLoss=m.log_loss(y, p, labels=range(k), sample_weight=w),
//         brier=m.brier_score_loss(y, p if k > 2 else p[:, 1], labels=range(k), sample_weight=w),
//         rocAuc=roc[1] if k == 2 else np.mean([roc[c] for c in both]),
//         prAuc=pr[1] if k == 2 else np.mean([pr[c] for c in both]),
//         calibrationError=ece,
//         precision=list(prf[0]), recall=list(prf[1]), f1=list(prf[2]), support=[float(s) for s in prf[3]],
//         classRocAuc=roc, classPrAuc=pr,
//     )
//
// for name, args in dict(two=(1, 300, 2, [], 2), three=(2, 300, 3, [], 3), absent=(3, 300, 3, [2, 4], 5)).items():
//     y, p, w = data(*args)
//     print(name, json.dumps(expected(y, p, None)))
//     print(name + "Weighted", json.dumps(expected(y, p, w)))

import { expect, test } from "vitest";
import { type Evaluation, evaluateProbabilities } from "./evaluation.ts";

interface Data {
  classes: string[];
  labels: Uint16Array;
  probabilities: Float64Array;
  weights: Float64Array;
}

function data(seed: number, rows: number, labelled: number, silent: number[], size: number): Data {
  let x = seed;
  const draw = (below: number): number => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return (x >>> 16) % below;
  };
  const labels = new Uint16Array(rows);
  const probabilities = new Float64Array(rows * size);
  const weights = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const label = draw(labelled);
    const parts = Array.from({ length: size }, (_, k) => (silent.includes(k) ? 0 : 1 + draw(9)));
    if (!silent.includes(label)) parts[label] = (parts[label] as number) + draw(8);
    const sum = parts.reduce((total, part) => total + part, 0);
    labels[row] = label;
    probabilities.set(
      parts.map((part) => part / sum),
      row * size,
    );
    weights[row] = draw(8) / 4;
  }
  return { classes: Array.from({ length: size }, (_, k) => `class ${k}`), labels, probabilities, weights };
}

const CASES = {
  two: data(1, 300, 2, [], 2),
  three: data(2, 300, 3, [], 3),
  absent: data(3, 300, 3, [2, 4], 5),
};

const EXPECTED = {
  two: {
    accuracy: 0.7766666666666666,
    balancedAccuracy: 0.7760629781177726,
    macroF1: 0.7762465073304317,
    weightedF1: 0.7765050669219609,
    mcc: 0.55292577362045,
    logLoss: 0.5208518932318827,
    brier: 0.17218351235708929,
    rocAuc: 0.8344822985233945,
    prAuc: 0.8093717355060012,
    calibrationError: 0.09168058905804566,
    precision: [0.7735849056603774, 0.7801418439716312],
    recall: [0.7987012987012987, 0.7534246575342466],
    f1: [0.7859424920127795, 0.7665505226480837],
    support: [154.0, 146.0],
    classRocAuc: [0.8344822985233945, 0.8344822985233945],
    classPrAuc: [0.8421746336738842, 0.8093717355060012],
  },
  twoWeighted: {
    accuracy: 0.7882117882117882,
    balancedAccuracy: 0.7879008104298801,
    macroF1: 0.787703081232493,
    weightedF1: 0.7882740788623142,
    mcc: 0.575463001393449,
    logLoss: 0.5143602238701422,
    brier: 0.16949893572980146,
    rocAuc: 0.8413915849830226,
    prAuc: 0.8135441908393471,
    calibrationError: 0.09354048953478497,
    precision: [0.8026819923371648, 0.7724425887265136],
    recall: [0.7935606060606061, 0.7822410147991543],
    f1: [0.7980952380952381, 0.7773109243697479],
    support: [132.0, 118.25],
    classRocAuc: [0.8413915849830226, 0.8413915849830226],
    classPrAuc: [0.8526440979823428, 0.8135441908393471],
  },
  three: {
    accuracy: 0.63,
    balancedAccuracy: 0.6291712541287159,
    macroF1: 0.6295923751302824,
    weightedF1: 0.6298381508599291,
    mcc: 0.44502721476921353,
    logLoss: 0.855577182753453,
    brier: 0.5054764152824179,
    rocAuc: 0.810494354518101,
    prAuc: 0.6962005042450498,
    calibrationError: 0.12514961671962258,
    precision: [0.5964912280701754, 0.6701030927835051, 0.6292134831460674],
    recall: [0.6601941747572816, 0.65, 0.5773195876288659],
    f1: [0.6267281105990783, 0.6598984771573604, 0.6021505376344086],
    support: [103.0, 100.0, 97.0],
    classRocAuc: [0.7986545759203589, 0.83325, 0.7995784876339445],
    classPrAuc: [0.6829325581038388, 0.7108876601779988, 0.6947812944533116],
  },
  threeWeighted: {
    accuracy: 0.6368062317429406,
    balancedAccuracy: 0.6362960352391142,
    macroF1: 0.6362423121276187,
    weightedF1: 0.636858030841693,
    mcc: 0.45450545556139815,
    logLoss: 0.8392163146993915,
    brier: 0.4946440185024126,
    rocAuc: 0.8252171855605278,
    prAuc: 0.7141980405629645,
    calibrationError: 0.12161368411502008,
    precision: [0.6446280991735537, 0.6149068322981367, 0.6491228070175439],
    recall: [0.6446280991735537, 0.6226415094339622, 0.6416184971098265],
    f1: [0.6446280991735537, 0.61875, 0.6453488372093024],
    support: [90.75, 79.5, 86.5],
    classRocAuc: [0.8130891333930764, 0.8289977912020652, 0.833564632086442],
    classPrAuc: [0.7355021231348392, 0.6805035420502691, 0.7265884565037852],
  },
  absent: {
    accuracy: 0.4533333333333333,
    balancedAccuracy: 0.46304974140025684,
    macroF1: 0.3194833488951136,
    weightedF1: 0.41757236227824457,
    mcc: 0.3108006316976303,
    logLoss: 13.069535542003639,
    brier: 0.8215885314139802,
    rocAuc: 0.6758406211248648,
    prAuc: 0.5310976265142234,
    calibrationError: 0.07780348209689149,
    precision: [0.524822695035461, 0.6888888888888889, 0.0, 0.0, 0.0],
    recall: [0.7628865979381443, 0.6262626262626263, 0.0, 0.0, 0.0],
    f1: [0.6218487394957983, 0.656084656084656, 0.0, 0.0, 0.0],
    support: [97.0, 99.0, 104.0, 0.0, 0.0],
    classRocAuc: [0.7531613427454167, 0.7743605206291774, 0.5, null, null],
    classPrAuc: [0.560867750356856, 0.6857584625191474, 0.3466666666666667, null, null],
  },
  absentWeighted: {
    accuracy: 0.4518950437317784,
    balancedAccuracy: 0.45734439453136205,
    macroF1: 0.31467434698300445,
    weightedF1: 0.41801046707199885,
    mcc: 0.3040625399853824,
    logLoss: 12.71372695736459,
    brier: 0.8188002385689377,
    rocAuc: 0.6738317192341806,
    prAuc: 0.5237605333718763,
    calibrationError: 0.09156028249550503,
    precision: [0.5210084033613446, 0.678125, 0.0, 0.0, 0.0],
    recall: [0.7725856697819314, 0.5994475138121547, 0.0, 0.0, 0.0],
    f1: [0.6223337515683814, 0.6363636363636364, 0.0, 0.0, 0.0],
    support: [80.25, 90.5, 86.5, 0.0, 0.0],
    classRocAuc: [0.7535310734463276, 0.7679640842562144, 0.5, null, null],
    classPrAuc: [0.5542151201272324, 0.6808176947600195, 0.3362487852283771, null, null],
  },
};

function flat(evaluation: Evaluation): Record<string, number | null | (number | null)[]> {
  const { perClass } = evaluation;
  const of = (name: "precision" | "recall" | "f1" | "support" | "rocAuc" | "prAuc"): (number | null)[] =>
    perClass.map((one) => one[name]);
  return {
    accuracy: evaluation.accuracy,
    balancedAccuracy: evaluation.balancedAccuracy,
    macroF1: evaluation.macroF1,
    weightedF1: evaluation.weightedF1,
    mcc: evaluation.mcc,
    logLoss: evaluation.logLoss,
    brier: evaluation.brier,
    rocAuc: evaluation.rocAuc,
    prAuc: evaluation.prAuc,
    calibrationError: evaluation.calibrationError,
    precision: of("precision"),
    recall: of("recall"),
    f1: of("f1"),
    support: of("support"),
    classRocAuc: of("rocAuc"),
    classPrAuc: of("prAuc"),
  };
}

for (const name of ["two", "three", "absent"] as const) {
  for (const weighted of [false, true]) {
    test(`${name} classes${weighted ? ", weighted" : ""}: every score is scikit-learn's`, () => {
      const { weights, ...rest } = CASES[name];
      const evaluation = evaluateProbabilities(weighted ? { ...rest, weights } : rest);
      const expected = EXPECTED[weighted ? (`${name}Weighted` as const) : name];
      const found = flat(evaluation);
      for (const [score, value] of Object.entries(expected)) {
        const got = [found[score]].flat();
        for (const [k, number] of [value].flat().entries()) {
          if (number === null) expect(got[k], `${score} ${k}`).toBeNull();
          else expect(got[k], `${score} ${k}`).toBeCloseTo(number, 12);
        }
      }
    });
  }
}
