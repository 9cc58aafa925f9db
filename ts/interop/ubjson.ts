/**
 * UBJSON as XGBoost writes it. In: bytes. Out: the value: objects, lists, texts, numbers; an array of one number type
 * becomes a typed array (64-bit integers a Float64Array). Big-endian; keys have no marker of their own; a length is an
 * integer with its marker; `[$t#n` arrays have no closing bracket. A length is believed only as far as there are bytes.
 */
import { Fault } from "../data/fault.ts";

const DEEPEST = 64;

type TypedArray = Float64Array | Float32Array | Int8Array | Uint8Array | Int16Array | Int32Array;

/** Bytes of one value of a type, by its marker. */
const SIZES: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

export function parseUbjson(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  const value = reader.value(reader.marker(), 0);
  reader.end();
  return value;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw this.#fault("there are bytes behind the value");
  }

  marker(): string {
    // N is a no-op.
    for (;;) {
      const marker = String.fromCharCode(this.#view.getUint8(this.#take(1)));
      if (marker !== "N") return marker;
    }
  }

  value(marker: string, depth: number): unknown {
    if (depth > DEEPEST) throw this.#fault(`values are nested deeper than ${DEEPEST} levels`);
    switch (marker) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case "S":
        return this.#text();
      case "C":
        return String.fromCharCode(this.#view.getUint8(this.#take(1)));
      case "T":
        return true;
      case "F":
        return false;
      case "Z":
        return null;
      default:
        return this.#number(marker);
    }
  }

  #number(marker: string): number {
    const size = SIZES[marker];
    if (size === undefined) throw this.#fault(`there is no type ${JSON.stringify(marker)}`);
    return this.#numberAt(marker, this.#take(size));
  }

  #numberAt(marker: string, at: number): number {
    switch (marker) {
      case "i":
        return this.#view.getInt8(at);
      case "U":
        return this.#view.getUint8(at);
      case "I":
        return this.#view.getInt16(at);
      case "l":
        return this.#view.getInt32(at);
      case "L":
        return Number(this.#view.getBigInt64(at));
      case "d":
        return this.#view.getFloat32(at);
      default:
        return this.#view.getFloat64(at);
    }
  }

  #length(): number {
    const length = this.#number(this.marker());
    // A value takes a byte at least.
    if (!(length >= 0 && length <= this.#bytes.length - this.#at) || !Number.isInteger(length))
      throw this.#fault(`a length of ${length} does not fit the file`);
    return length;
  }

  #text(): string {
    const length = this.#length();
    const at = this.#take(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  #object(depth: number): Record<string, unknown> {
    const fields: Record<string, unknown> = Object.create(null);
    const count = this.#peek() === "#" ? this.#counted() : undefined;
    for (let i = 0; i !== count; i++) {
      if (count === undefined && this.#peek() === "}") {
        this.#at++;
        break;
      }
      const key = this.#text();
      fields[key] = this.value(this.marker(), depth + 1);
    }
    return fields;
  }

  #array(depth: number): unknown {
    if (this.#peek() === "$") return this.#typed();
    const list: unknown[] = [];
    const count = this.#peek() === "#" ? this.#counted() : undefined;
    for (let i = 0; i !== count; i++) {
      if (count === undefined && this.#peek() === "]") {
        this.#at++;
        break;
      }
      list.push(this.value(this.marker(), depth + 1));
    }
    return list;
  }

  #counted(): number {
    this.#at++;
    return this.#length();
  }

  #typed(): TypedArray {
    this.#at++;
    const marker = this.marker();
    const size = SIZES[marker];
    if (size === undefined) throw this.#fault(`there is no array of type ${JSON.stringify(marker)}`);
    if (this.#peek() !== "#") throw this.#fault("a typed array has no length");
    const count = this.#counted();
    const from = this.#take(count * size);
    const array = arrayFor(marker, count);
    for (let i = 0; i < count; i++) array[i] = this.#numberAt(marker, from + i * size);
    return array;
  }

  #peek(): string {
    return this.#at < this.#bytes.length ? String.fromCharCode(this.#bytes[this.#at] as number) : "";
  }

  /** Where the next `size` bytes begin. */
  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) throw this.#fault("the file is cut off");
    this.#at = at + size;
    return at;
  }

  #fault(what: string): Fault {
    return new Fault(`it is not UBJSON: ${what} (byte ${this.#at})`);
  }
}

function arrayFor(marker: string, count: number): TypedArray {
  switch (marker) {
    case "i":
      return new Int8Array(count);
    case "U":
      return new Uint8Array(count);
    case "I":
      return new Int16Array(count);
    case "l":
      return new Int32Array(count);
    case "d":
      return new Float32Array(count);
    default:
      return new Float64Array(count);
  }
}
