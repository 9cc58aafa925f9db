// In: plain trees of numeric tests. Out: an ONNX model of one TreeEnsembleRegressor (ai.onnx.ml 3) that gives the margins: rows x
// features f32 -> rows x outputs f32. The regressor is the cheapest operator that ONNX has for it. Written as protobuf by hand, since
// an ONNX file is a dozen kinds of field; field numbers are those of onnx.proto.

import type { ExportModel } from "./trees.ts";

/** Protobuf fields, appended one after another. */
class Message {
  readonly #chunks: Uint8Array[] = [];

  int(field: number, value: number): this {
    return this.#push([...varint(field * 8), ...varint(value)]);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.#push([...varint(field * 8 + 2), ...varint(value.length)]);
    this.#chunks.push(value);
    return this;
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  #push(bytes: number[]): this {
    this.#chunks.push(Uint8Array.from(bytes));
    return this;
  }
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function attribute(name: string, type: number): Message {
  return new Message().text(1, name).int(20, type);
}

/** Lists are written packed: one chunk for all numbers. */
function floats(name: string, values: readonly number[]): Message {
  return attribute(name, 6).bytes(7, new Uint8Array(Float32Array.from(values).buffer));
}

function ints(name: string, values: readonly number[]): Message {
  return attribute(name, 7).bytes(8, Uint8Array.from(values.flatMap(varint)));
}

function texts(name: string, values: readonly string[]): Message {
  const message = attribute(name, 8);
  for (const value of values) message.text(9, value);
  return message;
}

/** Node and leaf lists of all trees; leaf i of a tree has the node id `nodes.length + i`. */
function listsOf({ trees }: ExportModel) {
  const node = {
    tree: [] as number[],
    id: [] as number[],
    feature: [] as number[],
    value: [] as number[],
    mode: [] as string[],
    yes: [] as number[],
    no: [] as number[],
    missing: [] as number[],
  };
  const target = { tree: [] as number[], node: [] as number[], id: [] as number[], weight: [] as number[] };
  for (const [t, { nodes, leaves, output }] of trees.entries()) {
    const child = (reference: number): number => (reference >= 0 ? reference : nodes.length + ~reference);
    for (let id = 0; id < nodes.length + leaves.length; id++) {
      const inner = nodes[id];
      node.tree.push(t);
      node.id.push(id);
      node.feature.push(inner?.feature ?? 0);
      node.value.push(inner?.threshold ?? 0);
      node.mode.push(inner ? "BRANCH_LEQ" : "LEAF");
      node.yes.push(inner ? child(inner.left) : 0);
      node.no.push(inner ? child(inner.right) : 0);
      node.missing.push(inner?.missingLeft ? 1 : 0);
    }
    for (const [i, leaf] of leaves.entries()) {
      for (const [j, weight] of leaf.entries()) {
        target.tree.push(t);
        target.node.push(nodes.length + i);
        target.id.push(output + j);
        target.weight.push(weight);
      }
    }
  }
  return { node, target };
}

function tensor(name: string, width: number): Message {
  const shape = new Message()
    .message(1, new Message().text(2, "rows"))
    .message(1, new Message().int(1, width));
  const type = new Message().message(1, new Message().int(1, 1).message(2, shape));
  return new Message().text(1, name).message(2, type);
}

export function toONNX(model: ExportModel): Uint8Array {
  const { node, target } = listsOf(model);
  const attributes = [
    attribute("n_targets", 2).int(3, model.outputs),
    attribute("aggregate_function", 3).text(4, "SUM"),
    attribute("post_transform", 3).text(4, "NONE"),
    ints("nodes_treeids", node.tree),
    ints("nodes_nodeids", node.id),
    ints("nodes_featureids", node.feature),
    floats("nodes_values", node.value),
    texts("nodes_modes", node.mode),
    ints("nodes_truenodeids", node.yes),
    ints("nodes_falsenodeids", node.no),
    ints("nodes_missing_value_tracks_true", node.missing),
    ints("target_treeids", target.tree),
    ints("target_nodeids", target.node),
    ints("target_ids", target.id),
    floats("target_weights", target.weight),
  ];
  const operator = new Message()
    .text(1, "rows")
    .text(2, "margins")
    .text(3, "trees")
    .text(4, "TreeEnsembleRegressor");
  for (const one of attributes) operator.message(5, one);
  operator.text(7, "ai.onnx.ml");
  const graph = new Message()
    .message(1, operator)
    .text(2, "trees")
    .message(11, tensor("rows", model.features))
    .message(12, tensor("margins", model.outputs));
  return new Message()
    .int(1, 8)
    .message(7, graph)
    .message(8, new Message().text(1, "").int(2, 17))
    .message(8, new Message().text(1, "ai.onnx.ml").int(2, 3))
    .finish();
}
