// Typed arrays that grow as they are written to, for sections whose length is known at the end only.

export class GrowingInts {
  array: Int32Array<ArrayBuffer> = new Int32Array(1024);
  length = 0;

  /** Room for `more` at the end; gives where it begins. */
  extend(more: number): number {
    const at = this.length;
    this.length = at + more;
    if (this.length > this.array.length) {
      const larger = new Int32Array(Math.max(2 * this.array.length, this.length));
      larger.set(this.array.subarray(0, at));
      this.array = larger;
    }
    return at;
  }
}

export class GrowingFloats {
  array: Float64Array<ArrayBuffer> = new Float64Array(1024);
  length = 0;

  extend(more: number): number {
    const at = this.length;
    this.length = at + more;
    if (this.length > this.array.length) {
      const larger = new Float64Array(Math.max(2 * this.array.length, this.length));
      larger.set(this.array.subarray(0, at));
      this.array = larger;
    }
    return at;
  }
}
