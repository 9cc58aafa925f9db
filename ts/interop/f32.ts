/**
 * Numbers of a file to the f32 that decides alike. A row is f32, so a test of a maker that compares in f64, or strictly,
 * has an f32 threshold that sends every f32 value the same way under `x <= threshold`. NaN sends every value right.
 */

const cell = new DataView(new ArrayBuffer(8));

/** The largest f32 not above `x`: for f32 values v, v <= x exactly where v <= floorF32(x). NaN for NaN. */
export function floorF32(x: number): number {
  const near = Math.fround(x);
  return near > x ? belowF32(near) : near;
}

/** The largest f32 below `x`: for f32 values v, v < x exactly where v <= belowF32(x). NaN where nothing is below. */
export function belowF32(x: number): number {
  const near = Math.fround(x);
  if (near < x) return near;
  if (near > x) return belowF32(near);
  if (Number.isNaN(near) || near === Number.NEGATIVE_INFINITY) return Number.NaN;
  // The bits of positive floats ascend with their values, those of negative ones descend.
  if (near === 0) return -(2 ** -149);
  cell.setFloat32(0, near);
  cell.setInt32(0, cell.getInt32(0) + (near > 0 ? -1 : 1));
  return cell.getFloat32(0);
}

/** The smallest f32 above `x`; NaN where nothing is above. */
export function aboveF32(x: number): number {
  return -belowF32(-x);
}

/**
 * The f32 nearest to the decimal that `x` was parsed from, of at most 15 digits. `Math.fround(x)` rounds twice: where the
 * f64 lies halfway between two f32, the decimal may lie on either side of it.
 */
export function decimalToF32(x: number): number {
  const near = Math.fround(x);
  if (near === x || !isHalfway(x)) return near;
  const decimal = String(x);
  // Of more digits than this f64 tells no decimal from the next.
  if (decimal.replace(/e.*|[.-]/g, "").replace(/^0+/, "").length > 15) return near;
  const other = near < x ? aboveF32(near) : belowF32(near);
  const side = compareDecimal(decimal, x);
  if (side === 0) return near;
  return side > 0 ? Math.max(near, other) : Math.min(near, other);
}

/** Whether the f64 is as far from the f32 below as from that above. */
function isHalfway(x: number): boolean {
  const below = floorF32(x);
  return x - below === aboveF32(below) - x;
}

/** The sign of decimal - x, exactly. */
function compareDecimal(decimal: string, x: number): number {
  const [digits = "", exponent = "0"] = decimal.split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  let left = BigInt(whole + fraction);
  let right = 1n;
  const power = Number(exponent) - fraction.length;
  if (power >= 0) left *= 10n ** BigInt(power);
  else right = 10n ** BigInt(-power);
  // x = mantissa * 2^shift.
  cell.setFloat64(0, x);
  const bits = cell.getBigUint64(0);
  const raw = Number((bits >> 52n) & 0x7ffn);
  const fractionBits = bits & 0xfffffffffffffn;
  let mantissa = raw === 0 ? fractionBits : fractionBits | 0x10000000000000n;
  if (x < 0) mantissa = -mantissa;
  const shift = BigInt(Math.max(raw, 1) - 1075);
  if (shift >= 0n) mantissa <<= shift;
  else left <<= -shift;
  const difference = left - mantissa * right;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
