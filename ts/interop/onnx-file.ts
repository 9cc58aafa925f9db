// An ONNX file as its graph: nodes with their attributes, initial tensors, inputs and outputs. In: bytes. Out: plain
// objects. Read in onnx/onnx.proto; fields that say nothing of the numbers are left out.

import { Fault } from "../data/fault.ts";
import {
  addFloats,
  addWholes,
  fieldsOfMessage,
  textOfField,
  type WireField,
  wholeOfField,
} from "./protobuf.ts";

export interface OnnxTensor {
  name: string;
  numbers: readonly number[];
  texts: readonly string[];
}

export interface OnnxAttribute {
  name: string;
  float: number;
  int: number;
  text: string;
  floats: number[];
  ints: number[];
  texts: string[];
  tensor?: OnnxTensor;
}

export interface OnnxNode {
  name: string;
  type: string;
  inputs: string[];
  outputs: string[];
  attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** An input of the graph: columns is the last of its sizes, where it is known. */
export interface OnnxInput {
  name: string;
  columns: number | undefined;
}

export interface OnnxGraph {
  producer: string;
  producerVersion: string;
  /** Names of the columns of all inputs, where the file's metadata has them: ours do. */
  columns: readonly string[] | undefined;
  nodes: OnnxNode[];
  tensors: ReadonlyMap<string, OnnxTensor>;
  inputs: OnnxInput[];
  outputs: string[];
}

export function parseOnnx(bytes: Uint8Array): OnnxGraph {
  const found: OnnxGraph = {
    producer: "",
    producerVersion: "",
    columns: undefined,
    nodes: [],
    tensors: new Map(),
    inputs: [],
    outputs: [],
  };
  let graphs = 0;
  for (const field of fieldsOfMessage(bytes)) {
    if (field.number === 2) found.producer = textOfField(field);
    else if (field.number === 3) found.producerVersion = textOfField(field);
    else if (field.number === 7) {
      graphs++;
      readGraph(field.bytes, found);
    } else if (field.number === 14) found.columns ??= columnsIn(field.bytes);
  }
  if (graphs !== 1) throw new Fault(`it has ${graphs} graphs: is it an ONNX model?`);
  return found;
}

/** A JSON list of texts under "columns"; what else stands there is another's. */
function columnsIn(entry: Uint8Array): readonly string[] | undefined {
  let [key, value] = ["", ""];
  for (const field of fieldsOfMessage(entry)) {
    if (field.number === 1) key = textOfField(field);
    else if (field.number === 2) value = textOfField(field);
  }
  if (key !== "columns") return undefined;
  try {
    const names: unknown = JSON.parse(value);
    return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : undefined;
  } catch {
    return undefined;
  }
}

function readGraph(bytes: Uint8Array, graph: OnnxGraph): void {
  const tensors = new Map<string, OnnxTensor>();
  for (const field of fieldsOfMessage(bytes)) {
    if (field.number === 1) graph.nodes.push(nodeOf(field.bytes));
    else if (field.number === 5) {
      const tensor = tensorOf(field.bytes);
      tensors.set(tensor.name, tensor);
    } else if (field.number === 11) graph.inputs.push(inputOf(field.bytes));
    else if (field.number === 12) graph.outputs.push(inputOf(field.bytes).name);
  }
  graph.tensors = tensors;
  // Old files list initial tensors among the inputs.
  graph.inputs = graph.inputs.filter(({ name }) => !tensors.has(name));
}

function nodeOf(bytes: Uint8Array): OnnxNode {
  const attributes = new Map<string, OnnxAttribute>();
  const node: OnnxNode = { name: "", type: "", inputs: [], outputs: [], attributes };
  for (const field of fieldsOfMessage(bytes)) {
    if (field.number === 1) node.inputs.push(textOfField(field));
    else if (field.number === 2) node.outputs.push(textOfField(field));
    else if (field.number === 3) node.name = textOfField(field);
    else if (field.number === 4) node.type = textOfField(field);
    else if (field.number === 5) {
      const attribute = attributeOf(field.bytes);
      if (attributes.has(attribute.name)) throw new Fault(`a node has the attribute ${attribute.name} twice`);
      attributes.set(attribute.name, attribute);
    }
  }
  return node;
}

function attributeOf(bytes: Uint8Array): OnnxAttribute {
  const attribute: OnnxAttribute = { name: "", float: 0, int: 0, text: "", floats: [], ints: [], texts: [] };
  for (const field of fieldsOfMessage(bytes)) {
    if (field.number === 1) attribute.name = textOfField(field);
    else if (field.number === 2) attribute.float = floatOf(field);
    else if (field.number === 3) attribute.int = wholeOfField(field);
    else if (field.number === 4) attribute.text = textOfField(field);
    else if (field.number === 5) attribute.tensor = tensorOf(field.bytes);
    else if (field.number === 7) addFloats(field, 4, attribute.floats);
    else if (field.number === 8) addWholes(field, attribute.ints);
    else if (field.number === 9) attribute.texts.push(textOfField(field));
  }
  return attribute;
}

function floatOf(field: WireField): number {
  const one: number[] = [];
  addFloats(field, 4, one);
  if (one.length !== 1) throw new Fault("it is not a protocol buffer of ONNX: a number is none");
  return one[0] as number;
}

/** Numbers of each type in `raw_data`, by its number in TensorProto.DataType: bytes, and how to read one. */
const RAW: Readonly<Record<number, readonly [size: number, read: (view: DataView, at: number) => number]>> = {
  1: [4, (view, at) => view.getFloat32(at, true)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [1, (view, at) => view.getInt8(at)],
  6: [4, (view, at) => view.getInt32(at, true)],
  7: [8, (view, at) => Number(view.getBigInt64(at, true))],
  9: [1, (view, at) => view.getUint8(at)],
  11: [8, (view, at) => view.getFloat64(at, true)],
};
const TEXT_TYPE = 8;

function tensorOf(bytes: Uint8Array): OnnxTensor {
  const dims: number[] = [];
  const numbers: number[] = [];
  const texts: string[] = [];
  let [name, type] = ["", 0];
  let raw: Uint8Array | undefined;
  for (const field of fieldsOfMessage(bytes)) {
    if (field.number === 1) addWholes(field, dims);
    else if (field.number === 2) type = wholeOfField(field);
    else if (field.number === 4) addFloats(field, 4, numbers);
    else if (field.number === 5 || field.number === 7 || field.number === 11) addWholes(field, numbers);
    else if (field.number === 6) texts.push(textOfField(field));
    else if (field.number === 8) name = textOfField(field);
    else if (field.number === 9) raw = field.bytes;
    else if (field.number === 10) addFloats(field, 8, numbers);
    else if (field.number === 14 && wholeOfField(field) !== 0)
      throw new Fault("its tensors stand in another file, which is not supported");
  }
  if (raw !== undefined && raw.length > 0) addRaw(raw, type, numbers);
  const count = dims.reduce((product, size) => product * size, 1);
  const found = type === TEXT_TYPE ? texts.length : numbers.length;
  if (found !== count) throw new Fault(`the tensor "${name}" has ${found} values, its sizes say ${count}`);
  return { name, numbers, texts };
}

function addRaw(raw: Uint8Array, type: number, numbers: number[]): void {
  const [size, read] = RAW[type] ?? [];
  if (size === undefined || read === undefined)
    throw new Fault(`a tensor is of the type ${type}, which is not supported`);
  if (raw.length % size !== 0) throw new Fault("a tensor is cut off");
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let at = 0; at < raw.length; at += size) numbers.push(read(view, at));
}

/** ValueInfoProto: name, and of its TypeProto the tensor's last size. */
function inputOf(bytes: Uint8Array): OnnxInput {
  const input: OnnxInput = { name: "", columns: undefined };
  for (const field of fieldsOfMessage(bytes)) {
    if (field.number === 1) input.name = textOfField(field);
    else if (field.number === 2) input.columns = columnsOf(field.bytes);
  }
  return input;
}

function columnsOf(type: Uint8Array): number | undefined {
  const sizes: (number | undefined)[] = [];
  for (const tensor of fieldsOfMessage(type)) {
    if (tensor.number !== 1) continue;
    for (const shape of fieldsOfMessage(tensor.bytes)) {
      if (shape.number !== 2) continue;
      for (const dim of fieldsOfMessage(shape.bytes)) {
        let size: number | undefined;
        for (const field of fieldsOfMessage(dim.bytes)) if (field.number === 1) size = wholeOfField(field);
        sizes.push(size);
      }
    }
  }
  const last = sizes.at(-1);
  return last !== undefined && last > 0 ? last : undefined;
}
