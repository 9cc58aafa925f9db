/**
 * Protocol buffers on the wire, as far as ONNX needs them: fields of a message in, in order, with their bytes. A length is
 * believed only as far as there are bytes, so that a damaged file costs no more than its size. (A library would trust it:
 * reading behind the end gives no error there.)
 */
import { Fault } from "../data/fault.ts";

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** One field of a message. */
export interface WireField {
  readonly number: number;
  /** Of a varint: its value. */
  readonly value: bigint;
  /** Of all other fields: their bytes. */
  readonly bytes: Uint8Array;
  readonly type: number;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

/** The fields of a message, in order. */
export function* fieldsOfMessage(bytes: Uint8Array): Generator<WireField> {
  const reader = new WireReader(bytes);
  while (!reader.isDone) {
    const key = reader.varint();
    const number = Number(key >> 3n);
    const type = Number(key & 7n);
    if (type === VARINT) yield { number, type, value: reader.varint(), bytes: NO_BYTES };
    else if (type === BYTES) yield { number, type, value: 0n, bytes: reader.take(Number(reader.varint())) };
    else if (type === FIXED32) yield { number, type, value: 0n, bytes: reader.take(4) };
    else if (type === FIXED64) yield { number, type, value: 0n, bytes: reader.take(8) };
    else throw new Fault(`it is not a protocol buffer: the wire type ${type} is unknown`);
  }
}

class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#at === this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.take(1)[0] as number;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Fault("it is not a protocol buffer: a number is longer than 64 bits");
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Fault("it is cut off, or not a protocol buffer");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

/** The text of a field. */
export function textOfField({ bytes, type }: WireField): string {
  if (type !== BYTES) throw new Fault("it is not the protocol buffer it should be: a text is a number");
  return new TextDecoder().decode(bytes);
}

/** A whole number, signed. */
export function wholeOfField({ value, type }: WireField): number {
  if (type !== VARINT) throw new Fault("it is not the protocol buffer it should be: a whole number is none");
  return Number(BigInt.asIntN(64, value));
}

/** Adds the whole numbers of a repeated field, packed or not. */
export function addWholes(field: WireField, to: number[]): void {
  if (field.type !== BYTES) {
    to.push(wholeOfField(field));
    return;
  }
  const { bytes } = field;
  let value = 0;
  let scale = 1;
  let start = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) {
      // Beyond 2^53 the sum is not exact; what is so large, or negative, is read again.
      to.push(
        scale <= 2 ** 49 ? value : Number(BigInt.asIntN(64, new WireReader(bytes.subarray(start)).varint())),
      );
      [value, scale, start] = [0, 1, at + 1];
    }
  }
  if (start !== bytes.length) throw new Fault("it is not a protocol buffer: a list is cut off");
}

/** Adds the f32 or f64 numbers of a repeated field, packed or not. */
export function addFloats({ bytes, type }: WireField, size: 4 | 8, to: number[]): void {
  if (type === VARINT || bytes.length % size !== 0)
    throw new Fault("it is not a protocol buffer: a list is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += size)
    to.push(size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
}
