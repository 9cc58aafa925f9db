//! Histograms of several columns at once. In: binned columns, rows, a number a row. Out: their sums by bin.
//!
//! Four columns are collected together: their slots (16 KiB) fit a level-1 cache beside the bins, and a row and its
//! number are read once for four updates. A slot is 16 bytes, one SIMD addition. Rows that lie side by side are read without
//! looking at their numbers. Sums are those of [`Statistics::collect`](crate::statistics::Statistics::collect), the plain
//! way: additions of whole numbers, in any order.

use crate::statistics::COUNT_BITS;
use lanes::Lanes;
use std::ops::Range;

/// What is summed of a bin: targets; weights and rows in one number.
pub(crate) type Slot = [i64; 2];

/// What a row adds to a slot, in 8 bytes: the target in the low half, the weight in the high one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Number(i64);

impl Number {
    /// Of a target and a weight of at least 0.
    pub(crate) fn new(target: i32, weight: i32) -> Self {
        Self(i64::from(weight) << 32 | i64::from(target as u32))
    }

    /// What is added: the weight above the count of one row.
    pub(crate) fn slot(self) -> Slot {
        [i64::from(self.0 as i32), (self.0 >> 32) << COUNT_BITS | 1]
    }
}

/// Columns collected together.
pub(crate) const BLOCK: usize = 4;

/// With so few rows it costs more to clear a block than to collect columns one by one.
pub(crate) const FEW_ROWS: usize = 48;

/// With fewer cells it costs more to hand work out than to do it.
pub(crate) const SHARED_CELLS: usize = 1 << 14;

/// A column's bins and where its slots lie in a histogram, in numbers.
pub type Part<'a> = (&'a [u8], Range<usize>);

/// Slots of a block of columns: a u8 can not miss them.
type Slots = [[Lanes; 256]; BLOCK];

/// Adds `numbers[row]` of each row to the bins of each part, whose place in `histogram` is all zero on entry. `rows` ascend or descend.
pub(crate) fn collect(parts: &[Part], rows: &[u32], numbers: &[Number], histogram: &mut [i64]) {
    if rows.len() < FEW_ROWS {
        return parts
            .iter()
            .for_each(|(column, place)| collect_few(column, rows, numbers, &mut histogram[place.clone()]));
    }
    let mut slots = [[lanes::ZERO; 256]; BLOCK];
    for block in parts.chunks(BLOCK) {
        match *block {
            [(a, _), (b, _), (c, _), (d, _)] => collect_columns([a, b, c, d], rows, numbers, &mut slots),
            _ => block.iter().zip(&mut slots).for_each(|((column, _), slots)| {
                collect_columns([*column], rows, numbers, std::array::from_mut(slots));
            }),
        }
        hand_over(&mut slots, block, histogram);
    }
}

/// Moves sums to their places.
fn hand_over(slots: &mut Slots, block: &[Part], histogram: &mut [i64]) {
    for ((_, place), slots) in block.iter().zip(slots) {
        let part = histogram[place.clone()].as_chunks_mut::<2>().0;
        for (sums, slot) in part.iter_mut().zip(slots) {
            *sums = lanes::numbers(*slot);
            *slot = lanes::ZERO;
        }
    }
}

fn collect_few(column: &[u8], rows: &[u32], numbers: &[Number], part: &mut [i64]) {
    let slots = part.as_chunks_mut::<2>().0;
    for &row in rows {
        let (slot, number) = (&mut slots[usize::from(column[row as usize])], numbers[row as usize].slot());
        slot[0] += number[0];
        slot[1] += number[1];
    }
}

/// Rows that lie side by side, as the range they are.
pub(crate) fn together(rows: &[u32]) -> Option<Range<usize>> {
    let (first, last) = (*rows.first()? as usize, *rows.last()? as usize);
    (last.wrapping_sub(first).wrapping_add(1) == rows.len()).then_some(first..last + 1)
}

/// Columns are as long as `numbers`, so one bound is checked a row.
fn collect_columns<const COLUMNS: usize>(
    columns: [&[u8]; COLUMNS],
    rows: &[u32],
    numbers: &[Number],
    slots: &mut [[Lanes; 256]; COLUMNS],
) {
    let columns = columns.map(|column| &column[..numbers.len()]);
    if let Some(range) = together(rows) {
        let numbers = &numbers[range.clone()];
        let columns = columns.map(|column| &column[range.clone()][..numbers.len()]);
        for (i, &number) in numbers.iter().enumerate() {
            let number = lanes::of_row(number);
            for (column, slots) in columns.iter().zip(&mut *slots) {
                lanes::add(&mut slots[usize::from(column[i])], number);
            }
        }
    } else {
        for &row in rows {
            let number = lanes::of_row(numbers[row as usize]);
            for (column, slots) in columns.iter().zip(&mut *slots) {
                lanes::add(&mut slots[usize::from(column[row as usize])], number);
            }
        }
    }
}

/// A slot as one SIMD number. The compiler adds the halves apart where a row's number serves several columns, so the type
/// says what is wanted.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) mod lanes {
    use super::{Number, Slot, COUNT_BITS};
    use std::arch::wasm32::{
        i64x2, i64x2_add, i64x2_extend_low_i32x4, i64x2_extract_lane, i64x2_shl, i64x2_shuffle, i64x2_splat, i64x2_sub,
        v128,
    };

    pub(crate) type Lanes = v128;
    pub(crate) const ZERO: Lanes = i64x2(0, 0);

    #[inline(always)]
    pub(crate) fn of(slot: Slot) -> Lanes {
        i64x2(slot[0], slot[1])
    }

    #[inline(always)]
    pub(crate) fn of_row(Number(number): Number) -> Lanes {
        let halves = i64x2_extend_low_i32x4(i64x2_splat(number));
        i64x2_add(i64x2_shuffle::<0, 3>(halves, i64x2_shl(halves, COUNT_BITS)), i64x2(0, 1))
    }

    #[inline(always)]
    pub(crate) fn add(slot: &mut Lanes, number: Lanes) {
        *slot = i64x2_add(*slot, number);
    }

    #[inline(always)]
    pub(crate) fn subtract(slot: &mut Lanes, number: Lanes) {
        *slot = i64x2_sub(*slot, number);
    }

    #[inline(always)]
    pub(crate) fn numbers(lanes: Lanes) -> Slot {
        [i64x2_extract_lane::<0>(lanes), i64x2_extract_lane::<1>(lanes)]
    }
}

/// Elsewhere two numbers do.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) mod lanes {
    use super::{Number, Slot};

    pub(crate) type Lanes = Slot;
    pub(crate) const ZERO: Lanes = [0; 2];

    #[inline(always)]
    pub(crate) fn of(slot: Slot) -> Lanes {
        slot
    }

    #[inline(always)]
    pub(crate) fn of_row(number: Number) -> Lanes {
        number.slot()
    }

    #[inline(always)]
    pub(crate) fn add(slot: &mut Lanes, number: Lanes) {
        *slot = [slot[0] + number[0], slot[1] + number[1]];
    }

    #[inline(always)]
    pub(crate) fn subtract(slot: &mut Lanes, number: Lanes) {
        *slot = [slot[0] - number[0], slot[1] - number[1]];
    }

    #[inline(always)]
    pub(crate) fn numbers(lanes: Lanes) -> Slot {
        lanes
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROWS: usize = 200;

    /// Column by column and row by row; columns have 512 numbers each.
    pub(crate) fn plainly(columns: &[Vec<u8>], rows: &[u32], numbers: &[Number]) -> Vec<i64> {
        let mut histogram = vec![0; columns.len() * 512];
        for (i, column) in columns.iter().enumerate() {
            for &row in rows {
                let slot = i * 512 + 2 * usize::from(column[row as usize]);
                let [target, weight] = numbers[row as usize].slot();
                histogram[slot] += target;
                histogram[slot + 1] += weight;
            }
        }
        histogram
    }

    pub(crate) fn number() -> impl Strategy<Value = Number> {
        // Of so many rows that a sum of weights has the 39 bits that it may have.
        (any::<i32>(), 0..1i32 << 28).prop_map(|(target, weight)| Number::new(target, weight))
    }

    /// Where `plainly` has each column.
    pub(crate) fn places(columns: &[Vec<u8>]) -> Vec<Part<'_>> {
        columns.iter().enumerate().map(|(i, column)| (column.as_slice(), i * 512..(i + 1) * 512)).collect()
    }

    proptest! {
        #[test]
        fn parts_get_the_plain_sums(
            columns in prop::collection::vec(prop::collection::vec(any::<u8>(), ROWS), 0..10),
            numbers in prop::collection::vec(number(), ROWS),
            kept in prop::collection::vec(any::<bool>(), ROWS),
            (from, to) in (0..ROWS, 0..ROWS),
        ) {
            let scattered: Vec<u32> = (0..ROWS as u32).filter(|&row| kept[row as usize]).collect();
            let together: Vec<u32> = (from.min(to) as u32..from.max(to) as u32).collect();
            for rows in [scattered, together] {
                let mut histogram = vec![0; columns.len() * 512];
                collect(&places(&columns), &rows, &numbers, &mut histogram);
                prop_assert_eq!(&histogram, &plainly(&columns, &rows, &numbers));
            }
        }
    }
}
