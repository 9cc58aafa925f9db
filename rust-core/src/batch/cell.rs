//! What a cell is. In: an f32 and the thresholds of its feature. Out: a whole number such that `x <= threshold` is
//! `!(cell > value)`, with the thresholds' own numbers as values.

/// What a byte can count.
pub(crate) const MOST_BELOW: usize = 255;
/// Numbers in a block of thresholds.
const BLOCK: usize = 16;
/// Least and greatest cell.
const LEAST: i32 = i32::MIN;
const MOST: i32 = i32::MAX;

/// A number that sorts as x does; both zeros are 0, NaN is less than all.
pub(crate) fn key(x: f32) -> i32 {
    if x.is_nan() {
        return LEAST;
    }
    let bits = (x + 0.0).to_bits() as i32;
    bits ^ (bits >> 31 & i32::MAX)
}

/// What a cell can be.
pub(crate) trait Cell: Copy + Default + Into<i32> {
    /// Less than all values.
    const LEAST: Self;
    /// The cell of a key that is not missing.
    fn of(key: i32, thresholds: &Thresholds) -> Self;
    /// The cell above all thresholds.
    fn most(thresholds: &Thresholds) -> Self;
    /// Whether the cell is greater than the value of a test; the least is not greater than any number.
    fn above(self, value: i32) -> bool;
    /// A number from 0 to 255, or the greatest of its type, as it is.
    fn plain(number: u32) -> Self;
}

impl Cell for i8 {
    const LEAST: i8 = i8::MIN;

    #[inline(always)]
    fn of(key: i32, thresholds: &Thresholds) -> i8 {
        signed(thresholds.below(key))
    }

    fn most(thresholds: &Thresholds) -> i8 {
        signed(thresholds.count)
    }

    #[inline(always)]
    fn above(self, value: i32) -> bool {
        self > value as i8
    }

    fn plain(number: u32) -> i8 {
        number as i8
    }
}

impl Cell for i32 {
    const LEAST: i32 = LEAST;

    #[inline(always)]
    fn of(key: i32, _: &Thresholds) -> i32 {
        key
    }

    fn most(_: &Thresholds) -> i32 {
        MOST
    }

    #[inline(always)]
    fn above(self, value: i32) -> bool {
        self > value
    }

    fn plain(number: u32) -> i32 {
        number as i32
    }
}

/// 0..=255 to -128..=127: there is no SIMD comparison of unsigned bytes.
pub(crate) fn signed(count: usize) -> i8 {
    (count as i32 - 128) as i8
}

/// The distinct thresholds of a feature, as keys, ascending, filled up to whole blocks with the greatest number. Beyond
/// what a byte can count they are no longer gathered.
pub(crate) struct Thresholds {
    pub(crate) count: usize,
    keys: Vec<i32>,
    /// The last of each of the first 16 blocks.
    ends: [i32; BLOCK],
}

impl Thresholds {
    /// None so far.
    pub(crate) fn none() -> Self {
        Self { count: 0, keys: vec![], ends: [MOST; BLOCK] }
    }

    pub(crate) fn add(&mut self, key: i32) {
        if let (Err(place), true) = (self.keys.binary_search(&key), self.count <= MOST_BELOW) {
            self.keys.insert(place, key);
            self.count += 1;
        }
    }

    pub(crate) fn finish(&mut self) {
        self.keys.resize((self.count / BLOCK + 1) * BLOCK, MOST);
        let blocks = self.keys.chunks_exact(BLOCK);
        self.ends.iter_mut().zip(blocks).for_each(|(end, block)| *end = block[BLOCK - 1]);
    }

    /// How many are less than the key; for at most 255 of them.
    pub(crate) fn below(&self, key: i32) -> usize {
        let block = less(&self.ends, key) * BLOCK;
        block + less(self.keys[block..].first_chunk().expect("whole blocks"), key)
    }
}

/// How many of the numbers are less than the key.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
fn less(block: &[i32; BLOCK], key: i32) -> usize {
    use core::arch::wasm32::*;
    let key = i32x4_splat(key);
    let four = |i: usize| i32x4_gt(key, i32x4(block[i], block[i + 1], block[i + 2], block[i + 3]));
    let counts = i32x4_add(i32x4_add(four(0), four(4)), i32x4_add(four(8), four(12)));
    let halves = i32x4_add(counts, i64x2_shuffle::<1, 0>(counts, counts));
    -(i32x4_extract_lane::<0>(halves) + i32x4_extract_lane::<1>(halves)) as usize
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn less(block: &[i32; BLOCK], key: i32) -> usize {
    block.iter().filter(|&&number| number < key).count()
}
