// e to the x with the same bits in every engine: Math.exp may differ in the last one. The method is the one of the C
// library's that Rust's libm crate follows (FreeBSD msun, e_exp.c), so that TypeScript and Rust agree as well:
// x = k ln 2 + r with |r| <= ln 2 / 2, then a rational approximation of e^r that a polynomial of r^2 feeds.

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.442695040888963387;
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;

const OVERFLOW = 7.09782712893383973096e2;
const UNDERFLOW = -7.4513321910194110842e2;
// The original tells ranges apart by the upper half of a number's bits: these are the numbers where they change.
const FROM_HALF_LN2 = 0.3465735912322998;
const FROM_ONE_AND_HALF_LN2 = 1.0397205352783203;
const FROM_NOT_TINY = 3.725293851175593e-9;

/** e^x, to within one unit in the last place. */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > OVERFLOW) return Number.POSITIVE_INFINITY;
  if (x < UNDERFLOW) return 0;
  const size = Math.abs(x);
  let k = 0;
  let high = x;
  let low = 0;
  if (size >= FROM_HALF_LN2) {
    if (size >= FROM_ONE_AND_HALF_LN2) k = Math.trunc(INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5));
    else k = x < 0 ? -1 : 1;
    high = x - k * LN2_HIGH;
    low = k * LN2_LOW;
  } else if (size < FROM_NOT_TINY) {
    return 1 + x;
  }
  const r = high - low;
  const square = r * r;
  const c = r - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
  const y = 1 + ((r * c) / (2 - c) - low + high);
  return k === 0 ? y : scale(y, k);
}

/** y times 2^k, in two steps where one factor would leave the range. */
function scale(y: number, k: number): number {
  if (k > 1023) return y * 2 ** 1023 * 2 ** (k - 1023);
  if (k < -1022) return y * 2 ** -969 * 2 ** (k + 969);
  return y * 2 ** k;
}
