//! Sixteen bytes side by side, one a row: a v128 where there is SIMD, an array elsewhere, with the same results.

/// Rows that go side by side.
pub(crate) const LANES: usize = 16;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector {
    use super::LANES;
    use core::arch::wasm32::*;

    #[derive(Clone, Copy)]
    pub(crate) struct Lanes(v128);

    impl Lanes {
        #[inline(always)]
        pub(crate) fn of(bytes: &[i8; LANES]) -> Self {
            let half = |from: usize| u64::from_le_bytes(core::array::from_fn(|i| bytes[from + i] as u8));
            Self(u64x2(half(0), half(8)))
        }

        #[inline(always)]
        pub(crate) fn all(byte: i8) -> Self {
            Self(i8x16_splat(byte))
        }

        /// All bits of the lanes that are greater.
        #[inline(always)]
        pub(crate) fn above(self, other: Self) -> Self {
            Self(i8x16_gt(self.0, other.0))
        }

        /// `yes` where the bits of self are set, `no` elsewhere.
        #[inline(always)]
        pub(crate) fn choose(self, yes: Self, no: Self) -> Self {
            Self(v128_bitselect(yes.0, no.0, self.0))
        }

        /// All bits of the lanes that have no bit in common.
        #[inline(always)]
        pub(crate) fn misses(self, other: Self) -> Self {
            Self(i8x16_eq(v128_and(self.0, other.0), i8x16_splat(0)))
        }

        /// The bytes of a table at these places; 0 beyond it.
        #[inline(always)]
        pub(crate) fn look_up(self, table: &[[i8; LANES]]) -> Self {
            let (mut places, mut found) = (self.0, i8x16_splat(0));
            for part in table {
                found = v128_or(found, i8x16_swizzle(Self::of(part).0, places));
                places = i8x16_sub(places, i8x16_splat(LANES as i8));
            }
            Self(found)
        }

        /// Twice self, and 1 more where the bits are set.
        #[inline(always)]
        pub(crate) fn append(self, bits: Self) -> Self {
            Self(i8x16_sub(i8x16_add(self.0, self.0), bits.0))
        }

        #[inline(always)]
        pub(crate) fn to_array(self) -> [u8; LANES] {
            let halves = [u64x2_extract_lane::<0>(self.0), u64x2_extract_lane::<1>(self.0)];
            core::array::from_fn(|i| (halves[i / 8] >> (i % 8 * 8)) as u8)
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod vector {
    use super::LANES;

    #[derive(Clone, Copy)]
    pub(crate) struct Lanes([i8; LANES]);

    impl Lanes {
        #[inline(always)]
        pub(crate) fn of(bytes: &[i8; LANES]) -> Self {
            Self(*bytes)
        }

        #[inline(always)]
        pub(crate) fn all(byte: i8) -> Self {
            Self([byte; LANES])
        }

        #[inline(always)]
        pub(crate) fn above(self, other: Self) -> Self {
            Self(core::array::from_fn(|i| -i8::from(self.0[i] > other.0[i])))
        }

        #[inline(always)]
        pub(crate) fn choose(self, yes: Self, no: Self) -> Self {
            Self(core::array::from_fn(|i| self.0[i] & yes.0[i] | !self.0[i] & no.0[i]))
        }

        #[inline(always)]
        pub(crate) fn misses(self, other: Self) -> Self {
            Self(core::array::from_fn(|i| -i8::from(self.0[i] & other.0[i] == 0)))
        }

        #[inline(always)]
        pub(crate) fn look_up(self, table: &[[i8; LANES]]) -> Self {
            Self(self.0.map(|place| table.as_flattened().get(place as usize).copied().unwrap_or(0)))
        }

        #[inline(always)]
        pub(crate) fn append(self, bits: Self) -> Self {
            Self(core::array::from_fn(|i| self.0[i].wrapping_add(self.0[i]).wrapping_sub(bits.0[i])))
        }

        #[inline(always)]
        pub(crate) fn to_array(self) -> [u8; LANES] {
            self.0.map(|byte| byte as u8)
        }
    }
}

pub(crate) use vector::Lanes;
