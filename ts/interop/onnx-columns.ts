// What stands before the trees of an ONNX graph: from each column that the trees see back to a column of the graph's inputs,
// with what is done to its values on the way. Identity, Reshape and Cast to floats change nothing, Concat and
// ArrayFeatureExtractor choose columns, Scaler and Imputer change values. Any other operator is refused by name.

import { Fault } from "../data/fault.ts";
import { belowF32, floorF32 } from "./f32.ts";
import type { OnnxGraph, OnnxNode } from "./onnx-file.ts";

type Step = { kind: "scale"; offset: number; scale: number } | { kind: "impute"; value: number };

/** A column of the trees. */
export interface Column {
  /** Of all columns of all inputs, in order. */
  source: number;
  steps: readonly Step[];
}

/** A threshold on the column's values as one on those of its source. */
export interface SourceThreshold {
  threshold: number;
  /** What is below the one is above the other. */
  flipped: boolean;
}

const DEEPEST = 100;
const MOST_COLUMNS = 100_000;
const FLOATS: readonly number[] = [1, 11];

export interface Columns {
  columns: readonly Column[];
  names: readonly string[];
}

/** The columns of the tensor `name`; `needed` is how many the trees test, where the graph does not say. */
export function columnsFor(graph: OnnxGraph, name: string, needed: number): Columns {
  const single = graph.inputs.length === 1;
  const starts = new Map<string, Column[]>();
  const names: string[] = [];
  for (const input of graph.inputs) {
    const count = input.columns ?? (single ? needed : 1);
    if (names.length + count > MOST_COLUMNS) throw new Fault(`it has more than ${MOST_COLUMNS} columns`);
    const first = names.length;
    for (let i = 0; i < count; i++)
      names.push(single ? `f${i}` : count === 1 ? input.name : `${input.name}.${i}`);
    starts.set(
      input.name,
      Array.from({ length: count }, (_, i) => ({ source: first + i, steps: [] })),
    );
  }
  const own = graph.columns?.length === names.length ? graph.columns : names;
  return { columns: new Upstream(graph, starts).columns(name, 0), names: own };
}

class Upstream {
  readonly #graph: OnnxGraph;
  readonly #starts: ReadonlyMap<string, readonly Column[]>;
  readonly #makers: ReadonlyMap<string, OnnxNode>;
  readonly #known = new Map<string, readonly Column[]>();
  readonly #open = new Set<string>();

  constructor(graph: OnnxGraph, starts: ReadonlyMap<string, readonly Column[]>) {
    this.#graph = graph;
    this.#starts = starts;
    this.#makers = new Map(
      graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
    );
  }

  /** Each tensor is found once, however many read it. */
  columns(name: string, depth: number): readonly Column[] {
    const known = this.#starts.get(name) ?? this.#known.get(name);
    if (known !== undefined) return known;
    if (this.#open.has(name)) throw new Fault(`an operator is fed with what it makes itself, "${name}"`);
    this.#open.add(name);
    const found = this.#made(name, depth);
    this.#known.set(name, found);
    return found;
  }

  #made(name: string, depth: number): readonly Column[] {
    const node = this.#makers.get(name);
    if (node === undefined) throw new Fault(`nothing makes "${name}", of which the trees are fed`);
    if (depth > DEEPEST) throw new Fault(`more than ${DEEPEST} operators stand before the trees`);
    const input = (): readonly Column[] => this.columns(node.inputs[0] ?? "", depth + 1);
    switch (node.type) {
      case "Identity":
        return input();
      case "Reshape":
        return this.#reshaped(node, input());
      case "Cast": {
        const to = node.attributes.get("to")?.int ?? 0;
        if (!FLOATS.includes(to)) throw new Fault(`a Cast before the trees changes numbers (to type ${to})`);
        return input();
      }
      case "Concat":
        return this.#concat(node, depth);
      case "ArrayFeatureExtractor":
        return this.#chosen(node, input());
      case "Scaler":
        return scaled(node, input());
      case "Imputer":
        return imputed(node, input());
      default:
        throw new Fault(`the operator ${node.type} before the trees is not supported`);
    }
  }

  /** Rows must stay as they are. */
  #reshaped(node: OnnxNode, columns: readonly Column[]): readonly Column[] {
    const sizes = this.#graph.tensors.get(node.inputs[1] ?? "")?.numbers ?? [];
    const [rows, width] = sizes;
    const isSame = width === columns.length || (width === -1 && rows === 0);
    if (sizes.length !== 2 || !isSame) throw new Fault("a Reshape before the trees changes the columns");
    return columns;
  }

  #concat(node: OnnxNode, depth: number): readonly Column[] {
    const axis = node.attributes.get("axis")?.int ?? 1;
    if (axis !== 1 && axis !== -1) throw new Fault(`a Concat joins rows (axis ${axis})`);
    const joined: Column[] = [];
    for (const name of node.inputs) {
      joined.push(...this.columns(name, depth + 1));
      if (joined.length > MOST_COLUMNS) throw new Fault(`it has more than ${MOST_COLUMNS} columns`);
    }
    return joined;
  }

  #chosen(node: OnnxNode, columns: readonly Column[]): readonly Column[] {
    const chosen = this.#graph.tensors.get(node.inputs[1] ?? "");
    if (chosen === undefined)
      throw new Fault("an ArrayFeatureExtractor chooses columns that are not constant");
    return chosen.numbers.map((index) => {
      const column = columns[index];
      if (column === undefined)
        throw new Fault(`an ArrayFeatureExtractor chooses column ${index}, which is not there`);
      return column;
    });
  }
}

function scaled(node: OnnxNode, columns: readonly Column[]): readonly Column[] {
  const offsets = spread(node, "offset", columns.length, 0);
  const scales = spread(node, "scale", columns.length, 1);
  return columns.map((column, i) => {
    const [offset, scale] = [offsets[i] as number, scales[i] as number];
    if (!Number.isFinite(offset) || !Number.isFinite(scale) || scale === 0)
      throw new Fault("a Scaler multiplies by 0, or by what is no number");
    return { ...column, steps: [...column.steps, { kind: "scale", offset, scale }] };
  });
}

function imputed(node: OnnxNode, columns: readonly Column[]): readonly Column[] {
  const replaced = node.attributes.get("replaced_value_float")?.float;
  if (replaced === undefined || !Number.isNaN(replaced))
    throw new Fault("an Imputer replaces another value than NaN, which is not supported");
  const values = spread(node, "imputed_value_floats", columns.length, 0);
  return columns.map((column, i) => ({
    ...column,
    steps: [...column.steps, { kind: "impute", value: values[i] as number }],
  }));
}

/** A list attribute: one number for each column, or one for all. */
function spread(node: OnnxNode, name: string, count: number, absent: number): readonly number[] {
  const list = node.attributes.get(name)?.floats ?? [absent];
  if (list.length === 1) return Array.from({ length: count }, () => list[0] as number);
  if (list.length !== count)
    throw new Fault(`${node.type}: ${name} has ${list.length} numbers for ${count} columns`);
  return list;
}

/** What the trees see where the source has this value: f32 arithmetic, as the operators do it. */
export function seenFor({ steps }: Column, x: number): number {
  let value = x;
  for (const step of steps) {
    if (step.kind === "impute") value = Number.isNaN(value) ? step.value : value;
    else value = Math.fround(Math.fround(value - step.offset) * step.scale);
  }
  return value;
}

/**
 * The threshold s for which source <= s says what value <= threshold says, for every f32 that is not NaN. Each step
 * keeps or turns the order of numbers, so it is found by halving the f32 numbers between the infinities.
 */
export function sourceThreshold(column: Column, threshold: number): SourceThreshold {
  const limit = floorF32(threshold);
  const scales = column.steps.flatMap((step) => (step.kind === "scale" ? [step.scale] : []));
  if (scales.length === 0 || Number.isNaN(limit)) return { threshold: limit, flipped: false };
  const flipped = scales.filter((scale) => scale < 0).length % 2 === 1;
  // The least number that is on the other side than -infinity; numbers are counted in their order.
  const isFirst = (x: number): boolean => seenFor(column, x) <= limit !== flipped;
  let low = orderOf(Number.NEGATIVE_INFINITY);
  let high = orderOf(Number.POSITIVE_INFINITY) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isFirst(numberAt(middle))) low = middle + 1;
    else high = middle;
  }
  const last = low > orderOf(Number.POSITIVE_INFINITY) ? Number.POSITIVE_INFINITY : belowF32(numberAt(low));
  return { threshold: last, flipped };
}

const cell = new DataView(new ArrayBuffer(4));

/** The place of an f32 among all, 0 for 0. */
function orderOf(x: number): number {
  cell.setFloat32(0, x);
  const bits = cell.getInt32(0);
  return bits >= 0 ? bits : -(bits & 0x7fffffff);
}

function numberAt(order: number): number {
  cell.setInt32(0, order >= 0 ? order : -order | 0x80000000);
  return cell.getFloat32(0);
}
