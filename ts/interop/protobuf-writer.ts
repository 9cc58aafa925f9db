// Protocol buffers onto the wire: messages are built from fields, in order; a message within another is its bytes.

const encoder = new TextEncoder();

export class MessageWriter {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  #push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  #key(field: number, type: number): void {
    this.#push(varint((field << 3) | type));
  }

  /** A whole number; a negative one takes ten bytes. */
  whole(field: number, value: number): this {
    this.#key(field, 0);
    this.#push(varint(value));
    return this;
  }

  float(field: number, value: number): this {
    this.#key(field, 5);
    this.#push(new Uint8Array(floats([value])));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, 2);
    this.#push(varint(value.length));
    this.#push(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  message(field: number, value: MessageWriter): this {
    return this.bytes(field, value.finish());
  }

  /** A packed list of f32. */
  floats(field: number, values: ArrayLike<number>): this {
    return this.bytes(field, new Uint8Array(floats(values)));
  }

  /** A packed list of whole numbers. */
  wholes(field: number, values: readonly number[]): this {
    const packed = new MessageWriter();
    for (const value of values) packed.#push(varint(value));
    return this.bytes(field, packed.finish());
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function floats(values: ArrayLike<number>): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i] as number, true);
  return view.buffer;
}
