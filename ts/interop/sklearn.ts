/**
 * Forests as examples/distributed/export_sklearn.py writes them: JSON of exact numbers. In: the file. Out: a Model whose
 * margins have scikit-learn's bits (f64 sums in the order of the trees, as with n_jobs=1). A number goes left where its f32
 * is <= the threshold, an f64; a missing value, and a category never seen in training, where the file says.
 */
import { Fault } from "../data/fault.ts";
import { fieldsOf, listIn, textOf, textsOf, wholeOf } from "../data/json-check.ts";
import type { Model } from "../model/model.ts";
import type { Method } from "../model/options.ts";
import { floorF32 } from "./f32.ts";
import { ForestBytes, type ForestShape, LINKS } from "./forest-bytes.ts";
import { categoryNames, type Found, type ImportOptions, importing, namesIn, toModel } from "./imported.ts";
import { numberIn, numbersIn, parseMakersJson } from "./json.ts";
import type { NodeTest, SourceTree } from "./source-tree.ts";

type Fields = Readonly<Record<string, unknown>>;

const METHODS: readonly string[] = ["boosting", "forest", "isolation"] satisfies Method[];
const MOST_CODE = 65535;

/**
 * Imports what `export_sklearn.py` wrote, as bytes, text or parsed JSON. Throws `bad-model` saying what is wrong.
 *
 * @example
 * const model = await fromSklearn(await readFile("forest.json", "utf8"));
 */
export async function fromSklearn(
  source: Uint8Array | ArrayBuffer | string | object,
  options: ImportOptions = {},
): Promise<Model> {
  return toModel(
    importing("scikit-learn model", () => findSklearn(parse(source))),
    options,
  );
}

function parse(source: Uint8Array | ArrayBuffer | string | object): unknown {
  if (typeof source === "string") return parseMakersJson(source);
  if (source instanceof ArrayBuffer || source instanceof Uint8Array)
    return parseMakersJson(new TextDecoder().decode(source));
  return source;
}

/** What the parsed file holds. */
export function findSklearn(json: unknown): Found {
  const root = fieldsOf(json, "the file");
  if (root["format"] !== "hedgerow-forest") throw new Fault("it is not what export_sklearn.py writes");
  if (root["version"] !== 1) throw new Fault(`its version ${root["version"]} is unknown`);
  const features = wholeOf(root["features"], "features", 0, 2 ** 31);
  const link = textOf(root["link"], "link");
  if (!Object.hasOwn(LINKS, link)) throw new Fault(`the link ${JSON.stringify(link)} is unknown`);
  const method = textOf(root["method"], "method");
  if (!METHODS.includes(method)) throw new Fault(`the method ${JSON.stringify(method)} is unknown`);
  const base = Array.from(numbersIn(root["base"], "base"));
  const isolation = method === "isolation";
  const normaliser = isolation ? numberIn(root["linkParameter"], "linkParameter") : 0;
  if (isolation && !(normaliser > 0 && base.length === 1 && link === "exp2"))
    throw new Fault("an isolation forest has one output, the link exp2 and a parameter above 0");
  const forest = new ForestBytes({
    features,
    base,
    divisor: Array.from(numbersIn(root["divisor"], "divisor", base.length)),
    link: link as ForestShape["link"],
    linkParameter: normaliser,
    leavesF64: true,
    sumF32: false,
  });
  for (const [i, tree] of listIn(root["trees"], "trees").entries()) forest.add(treeOf(tree, `tree ${i}`));
  return {
    forest,
    features,
    names: namesIn(root["featureNames"], "featureNames", features),
    categories: categoriesOf(root, features),
    classes: classesOf(root, link, base.length),
    method: method as Method,
    from: {
      maker: textOf(root["maker"], "maker"),
      version: textOf(root["makerVersion"], "makerVersion"),
      objective: textOf(root["objective"], "objective"),
    },
    ...(isolation ? { anomaly: anomalyOf(root, normaliser) } : {}),
  };
}

function categoriesOf(root: Fields, features: number): Found["categories"] {
  if (root["categories"] === undefined) return undefined;
  const lists = listIn(root["categories"], "categories");
  if (lists.length !== features)
    throw new Fault(`categories has ${lists.length} lists for ${features} features`);
  return lists.map((list) =>
    list === null ? undefined : categoryNames(textsOf(list, "categories"), "categories"),
  );
}

function anomalyOf(root: Fields, normaliser: number): NonNullable<Found["anomaly"]> {
  const threshold = numberIn(root["threshold"], "threshold");
  if (!(threshold >= 0 && threshold <= 1))
    throw new Fault(`the threshold ${threshold} is not between 0 and 1`);
  return { output: 0, normaliser, threshold, contamination: "none" };
}

function classesOf(root: Fields, link: string, outputs: number): readonly string[] {
  if (root["classes"] === null || root["classes"] === undefined) return [];
  const classes = textsOf(root["classes"], "classes");
  if (new Set(classes).size < classes.length) throw new Fault("a class is there twice");
  // One class only: nothing to tell apart.
  if (classes.length < 2) return [];
  const fits = outputs === classes.length || (outputs === 1 && classes.length === 2);
  if (!fits || link === "identity")
    throw new Fault(`${classes.length} classes do not fit ${outputs} outputs`);
  return classes;
}

function treeOf(json: unknown, name: string): SourceTree {
  const fields = fieldsOf(json, name);
  const lefts = numbersIn(fields["left"], `${name}.left`);
  const size = lefts.length;
  if (size === 0) throw new Fault(`${name} has no nodes`);
  const list = (key: string): ArrayLike<number> => numbersIn(fields[key], `${name}.${key}`, size);
  const rights = list("right");
  const features = list("feature");
  const thresholds = list("threshold");
  const missing = list("missingLeft");
  const width = wholeOf(fields["width"], `${name}.width`, 1, 65535);
  const values = numbersIn(fields["value"], `${name}.value`, size * width);
  for (let node = 0; node < size; node++)
    if (missing[node] !== 0 && missing[node] !== 1)
      throw new Fault(`${name}, node ${node}: missingLeft is ${missing[node]}, not 0 or 1`);
  const [covers, gains] = [list("cover"), list("gain")];
  const listed = listsOf(fields, name);
  return {
    size,
    root: 0,
    weight: numberIn(fields["weight"], `${name}.weight`),
    output: wholeOf(fields["output"], `${name}.output`, 0, 65535),
    width,
    isLeaf: (node) => lefts[node] === -1,
    left: (node) => lefts[node] as number,
    right: (node) => rights[node] as number,
    leaf: (node, j) => values[node * width + j] as number,
    statistics: { cover: (node) => covers[node] as number, gain: (node) => gains[node] as number },
    test(node: number, test: NodeTest): void {
      const codes = listed.get(node);
      test.feature = features[node] as number;
      test.threshold = floorF32(thresholds[node] as number);
      test.missingLeft = missing[node] === 1;
      test.zeroMissing = false;
      test.words = codes?.words;
      test.listedRight = codes?.right ?? false;
    },
  };
}

/** The listed categories of each category test, as bits. */
function listsOf(fields: Fields, name: string): ReadonlyMap<number, { words: Uint32Array; right: boolean }> {
  const lists = new Map<number, { words: Uint32Array; right: boolean }>();
  const right = new Set(Array.from(numbersIn(fields["listedRight"] ?? [], `${name}.listedRight`)));
  for (const [key, value] of Object.entries(fieldsOf(fields["listed"] ?? {}, `${name}.listed`))) {
    const codes = Array.from(numbersIn(value, `${name}.listed.${key}`), (code) =>
      wholeOf(code, `${name}.listed.${key}`, 0, MOST_CODE),
    );
    const words = new Uint32Array(
      1 + Math.floor(codes.reduce((most, code) => Math.max(most, code), -1) / 32),
    );
    for (const code of codes) words[code >>> 5] = (words[code >>> 5] as number) | (1 << (code & 31));
    lists.set(Number(key), { words, right: right.has(Number(key)) });
  }
  return lists;
}
