// The natural logarithm with the same bits in every engine: Math.log may differ in the last one. The method is the one of
// the C library's that Rust's libm crate follows (FreeBSD msun, e_log.c), so that TypeScript and Rust agree as well:
// x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), then a series in s = f / (2 + f) that ends in a polynomial.

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const L1 = 6.66666666666673513e-1;
const L2 = 3.999999999940941908e-1;
const L3 = 2.857142874366239149e-1;
const L4 = 2.222219843214978396e-1;
const L5 = 1.818357216161805012e-1;
const L6 = 1.531383769920937332e-1;
const L7 = 1.479819860511658591e-1;

const LEAST_NORMAL = 2 ** -1022;
/** Upper half of the bits of 1 and of sqrt(1/2). */
const ONE = 0x3ff00000;
const ROOT_OF_HALF = 0x3fe6a09e;

const bits = new DataView(new ArrayBuffer(8));

/** ln x, to within one unit in the last place. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x === 1) return 0;
  const subnormal = x < LEAST_NORMAL;
  bits.setFloat64(0, subnormal ? x * 2 ** 54 : x);
  // Moved so that the exponent changes at sqrt(1/2) instead of 1.
  const high = bits.getInt32(0) + (ONE - ROOT_OF_HALF);
  const k = (high >> 20) - (subnormal ? 1077 : 1023);
  bits.setInt32(0, (high & 0xfffff) + ROOT_OF_HALF);
  const f = bits.getFloat64(0) - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (L2 + w * (L4 + w * L6));
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  return s * (half + (odd + even)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}
