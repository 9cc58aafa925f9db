//! Two numbers side by side: one SIMD number in WebAssembly, an array elsewhere, with the same bits. What a loop needs that the compiler
//! would not pair by itself.

pub(crate) use pair::*;

/// The bits of 1.5 * 2^52. With a whole number from -2^51 below 2^51 added they are those of an f64 that is larger by as much.
pub(crate) const WHOLE: i64 = 0x4338_0000_0000_0000;

/// Of comparisons: all bits of a place are set or none.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod pair {
    use super::WHOLE;
    use crate::histogram::lanes::Lanes;
    use std::arch::wasm32::{
        f64x2, f64x2_add, f64x2_div, f64x2_extract_lane, f64x2_gt, f64x2_mul, f64x2_pmax, f64x2_splat, f64x2_sub,
        i64x2_shuffle, u64x2_shr, v128, v128_bitselect, v128_or,
    };

    pub(crate) type Pair = v128;
    pub(crate) type Mask = v128;

    /// 2^52 as an f64; the whole numbers below are its low bits.
    const UNIT: f64 = 4_503_599_627_370_496.0;

    /// First numbers of two slots.
    #[inline(always)]
    pub(crate) fn firsts(a: Lanes, b: Lanes) -> Pair {
        i64x2_shuffle::<0, 2>(a, b)
    }

    /// Second numbers.
    #[inline(always)]
    pub(crate) fn seconds(a: Lanes, b: Lanes) -> Pair {
        i64x2_shuffle::<1, 3>(a, b)
    }

    /// What whole numbers above [`WHOLE`] are, as f64.
    #[inline(always)]
    pub(crate) fn summed(whole: Pair) -> Pair {
        f64x2_sub(whole, f64x2_splat(f64::from_bits(WHOLE as u64)))
    }

    /// The larger ones, the first of equals.
    #[inline(always)]
    pub(crate) fn most(a: Pair, b: Pair) -> Pair {
        f64x2_pmax(a, b)
    }

    /// Whole numbers above `bits` low bits, from 0 below 2^52, as f64.
    #[inline(always)]
    pub(crate) fn above(whole: Pair, bits: u32) -> Pair {
        f64x2_sub(v128_or(u64x2_shr(whole, bits), f64x2_splat(UNIT)), f64x2_splat(UNIT))
    }

    #[inline(always)]
    pub(crate) fn splat(value: f64) -> Pair {
        f64x2_splat(value)
    }

    #[inline(always)]
    pub(crate) fn of(numbers: [f64; 2]) -> Pair {
        f64x2(numbers[0], numbers[1])
    }

    #[inline(always)]
    pub(crate) fn plus(a: Pair, b: Pair) -> Pair {
        f64x2_add(a, b)
    }

    #[inline(always)]
    pub(crate) fn minus(a: Pair, b: Pair) -> Pair {
        f64x2_sub(a, b)
    }

    #[inline(always)]
    pub(crate) fn times(a: Pair, b: Pair) -> Pair {
        f64x2_mul(a, b)
    }

    #[inline(always)]
    pub(crate) fn by(a: Pair, b: Pair) -> Pair {
        f64x2_div(a, b)
    }

    #[inline(always)]
    pub(crate) fn gt(a: Pair, b: Pair) -> Mask {
        f64x2_gt(a, b)
    }

    /// The first where the mask is set, else the second.
    #[inline(always)]
    pub(crate) fn select(mask: Mask, a: Pair, b: Pair) -> Pair {
        v128_bitselect(a, b, mask)
    }

    #[inline(always)]
    pub(crate) fn numbers(pair: Pair) -> [f64; 2] {
        [f64x2_extract_lane::<0>(pair), f64x2_extract_lane::<1>(pair)]
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod pair {
    use super::WHOLE;
    use crate::histogram::lanes::Lanes;

    /// Bits of f64 or of whole numbers.
    pub(crate) type Pair = [u64; 2];
    pub(crate) type Mask = [bool; 2];

    fn each(a: Pair, b: Pair, of: impl Fn(f64, f64) -> f64) -> Pair {
        [0, 1].map(|i| of(f64::from_bits(a[i]), f64::from_bits(b[i])).to_bits())
    }

    fn mask(a: Pair, b: Pair, of: impl Fn(f64, f64) -> bool) -> Mask {
        [0, 1].map(|i| of(f64::from_bits(a[i]), f64::from_bits(b[i])))
    }

    pub(crate) fn firsts(a: Lanes, b: Lanes) -> Pair {
        [a[0] as u64, b[0] as u64]
    }

    pub(crate) fn seconds(a: Lanes, b: Lanes) -> Pair {
        [a[1] as u64, b[1] as u64]
    }

    pub(crate) fn summed(whole: Pair) -> Pair {
        whole.map(|whole| (f64::from_bits(whole) - f64::from_bits(WHOLE as u64)).to_bits())
    }

    pub(crate) fn most(a: Pair, b: Pair) -> Pair {
        each(a, b, |a, b| if a < b { b } else { a })
    }

    pub(crate) fn above(whole: Pair, bits: u32) -> Pair {
        whole.map(|whole| ((whole >> bits) as f64).to_bits())
    }

    pub(crate) fn splat(value: f64) -> Pair {
        [value.to_bits(); 2]
    }

    pub(crate) fn of(numbers: [f64; 2]) -> Pair {
        numbers.map(f64::to_bits)
    }

    pub(crate) fn plus(a: Pair, b: Pair) -> Pair {
        each(a, b, |a, b| a + b)
    }

    pub(crate) fn minus(a: Pair, b: Pair) -> Pair {
        each(a, b, |a, b| a - b)
    }

    pub(crate) fn times(a: Pair, b: Pair) -> Pair {
        each(a, b, |a, b| a * b)
    }

    pub(crate) fn by(a: Pair, b: Pair) -> Pair {
        each(a, b, |a, b| a / b)
    }

    pub(crate) fn gt(a: Pair, b: Pair) -> Mask {
        mask(a, b, |a, b| a > b)
    }

    pub(crate) fn select(mask: Mask, a: Pair, b: Pair) -> Pair {
        [0, 1].map(|i| if mask[i] { a[i] } else { b[i] })
    }

    pub(crate) fn numbers(pair: Pair) -> [f64; 2] {
        pair.map(f64::from_bits)
    }
}
