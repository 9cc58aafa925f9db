// ONNX messages from plain values: nodes, attributes, tensors, inputs, and the model around them. Field numbers are those of
// onnx/onnx.proto.

import { VERSION } from "../version.ts";
import { MessageWriter } from "./protobuf-writer.ts";

export const FLOAT = 1;
export const UINT8 = 2;
export const INT64 = 7;
export const STRING = 8;

export type AttributeValue =
  | { int: number }
  | { text: string }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { texts: readonly string[] }
  | { tensor: MessageWriter };

/** AttributeProto; its last field is the type. */
function attribute(name: string, value: AttributeValue): MessageWriter {
  const message = new MessageWriter().text(1, name);
  if ("int" in value) return message.whole(3, value.int).whole(20, 2);
  if ("text" in value) return message.text(4, value.text).whole(20, 3);
  if ("tensor" in value) return message.message(5, value.tensor).whole(20, 4);
  if ("floats" in value) return message.floats(7, value.floats).whole(20, 6);
  if ("ints" in value) return message.wholes(8, value.ints).whole(20, 7);
  for (const text of value.texts) message.text(9, text);
  return message.whole(20, 8);
}

export function node(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = "",
): MessageWriter {
  const message = new MessageWriter();
  for (const input of inputs) message.text(1, input);
  for (const output of outputs) message.text(2, output);
  message.text(3, outputs[0] ?? "").text(4, type);
  for (const [name, value] of Object.entries(attributes)) message.message(5, attribute(name, value));
  return message.text(7, domain);
}

/** TensorProto of one dimension, or of none for a single number. */
export function tensor(
  name: string,
  type: number,
  values: readonly number[] | readonly string[],
): MessageWriter {
  const message = new MessageWriter().wholes(1, [values.length]).whole(2, type);
  if (type === STRING) for (const text of values as readonly string[]) message.text(6, text);
  else if (type === FLOAT) message.floats(4, values as readonly number[]);
  else if (type === INT64) message.wholes(7, values as readonly number[]);
  else message.wholes(5, values as readonly number[]);
  return message.text(8, name);
}

/** ValueInfoProto: rows of any number, and so many columns (undefined: one value a row). */
export function valueInfo(name: string, type: number, columns?: number): MessageWriter {
  const shape = new MessageWriter().message(1, new MessageWriter().text(2, "rows"));
  if (columns !== undefined) shape.message(1, new MessageWriter().whole(1, columns));
  const tensorType = new MessageWriter().whole(1, type).message(2, shape);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensorType));
}

export interface GraphParts {
  nodes: readonly MessageWriter[];
  tensors: readonly MessageWriter[];
  inputs: readonly MessageWriter[];
  outputs: readonly MessageWriter[];
  /** Names of the input's columns, kept in metadata_props under "columns", as a JSON list. */
  columns: readonly string[];
  /** Version of ai.onnx.ml. */
  ml: number;
}

/** ModelProto. */
export function modelBytes({ nodes, tensors, inputs, outputs, columns, ml }: GraphParts): Uint8Array {
  const graph = new MessageWriter();
  for (const each of nodes) graph.message(1, each);
  graph.text(2, "hedgerow");
  for (const each of tensors) graph.message(5, each);
  for (const each of inputs) graph.message(11, each);
  for (const each of outputs) graph.message(12, each);
  const opset = (domain: string, version: number): MessageWriter =>
    new MessageWriter().text(1, domain).whole(2, version);
  return new MessageWriter()
    .whole(1, ml >= 5 ? 10 : 8)
    .text(2, "hedgerow")
    .text(3, VERSION)
    .message(7, graph)
    .message(8, opset("", ml >= 5 ? 20 : 15))
    .message(8, opset("ai.onnx.ml", ml))
    .message(14, new MessageWriter().text(1, "columns").text(2, JSON.stringify(columns)))
    .finish();
}
