//! Histograms of several columns at once. In: binned columns, rows, two whole numbers a row. Out: their sums by bin.
//!
//! Four columns are collected together: their slots (16 KiB) fit a level-1 cache beside the bins, and a row's number and its
//! sums are read once for four updates. A slot is 16 bytes, one SIMD addition. Rows that lie side by side are read without
//! looking at their numbers. Sums are those of [`Statistics::collect`](crate::statistics::Statistics::collect), the plain
//! way: additions of whole numbers, in any order.

use crate::matrix::BinnedMatrix;
use lanes::Lanes;
use std::ops::Range;

/// What is summed of a row, and of a bin.
pub(crate) type Slot = [i64; 2];

/// Columns collected together.
const BLOCK: usize = 4;

/// With so few rows it costs more to clear a block than to collect columns one by one.
const FEW_ROWS: usize = 48;

/// A column's bins and where its slots lie in a histogram, in numbers.
pub type Part<'a> = (&'a [u8], Range<usize>);

/// Slots of a block of columns: a u8 can not miss them.
type Slots = [[Lanes; 256]; BLOCK];

/// Adds `numbers[row]` of each row to the bins of each part, whose place in `histogram` is all zero on entry. `rows` ascend.
pub(crate) fn collect(parts: &[Part], rows: &[u32], numbers: &[Slot], histogram: &mut [i64]) {
    if rows.len() < FEW_ROWS {
        return parts.iter().for_each(|(column, place)| collect_few(column, rows, numbers, &mut histogram[place.clone()]));
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

fn collect_few(column: &[u8], rows: &[u32], numbers: &[Slot], part: &mut [i64]) {
    let slots = part.as_chunks_mut::<2>().0;
    for &row in rows {
        let (slot, number) = (&mut slots[usize::from(column[row as usize])], &numbers[row as usize]);
        slot[0] += number[0];
        slot[1] += number[1];
    }
}

/// Rows that lie side by side, as the range they are.
fn together(rows: &[u32]) -> Option<Range<usize>> {
    let (first, last) = (*rows.first()? as usize, *rows.last()? as usize);
    (last - first + 1 == rows.len()).then_some(first..last + 1)
}

/// Columns are as long as `numbers`, so one bound is checked a row.
fn collect_columns<const COLUMNS: usize>(
    columns: [&[u8]; COLUMNS],
    rows: &[u32],
    numbers: &[Slot],
    slots: &mut [[Lanes; 256]; COLUMNS],
) {
    let columns = columns.map(|column| &column[..numbers.len()]);
    if let Some(range) = together(rows) {
        let numbers = &numbers[range.clone()];
        let columns = columns.map(|column| &column[range.clone()][..numbers.len()]);
        for (i, &number) in numbers.iter().enumerate() {
            let number = lanes::of(number);
            for (column, slots) in columns.iter().zip(&mut *slots) {
                lanes::add(&mut slots[usize::from(column[i])], number);
            }
        }
    } else {
        for &row in rows {
            let number = lanes::of(numbers[row as usize]);
            for (column, slots) in columns.iter().zip(&mut *slots) {
                lanes::add(&mut slots[usize::from(column[row as usize])], number);
            }
        }
    }
}

/// Columns once more, four bins of a row side by side: one load serves four updates, and scattered rows touch one line of
/// memory for four columns.
pub struct Blocks {
    columns: Vec<u32>,
    blocks: Vec<Vec<u32>>,
}

impl Blocks {
    /// Of these columns, but for up to three at the end.
    pub fn new(matrix: &BinnedMatrix, columns: &[u32]) -> Self {
        let block = |columns: &[u32]| {
            let [a, b, c, d] = std::array::from_fn(|i| matrix.column(columns[i] as usize));
            let rows = a.iter().zip(b).zip(c).zip(d);
            rows.map(|(((&a, &b), &c), &d)| u32::from_le_bytes([a, b, c, d])).collect()
        };
        Self { columns: columns.to_vec(), blocks: columns.chunks_exact(BLOCK).map(block).collect() }
    }

    /// Whether they are made of these columns.
    pub(crate) fn are_of(&self, columns: &[u32]) -> bool {
        self.columns == columns
    }

    /// As [`collect`]; the parts are the columns that the blocks are made of.
    pub(crate) fn collect(&self, parts: &[Part], rows: &[u32], numbers: &[Slot], histogram: &mut [i64]) {
        if rows.len() < FEW_ROWS {
            return collect(parts, rows, numbers, histogram);
        }
        let mut slots = [[lanes::ZERO; 256]; BLOCK];
        for (bins, block) in self.blocks.iter().zip(parts.chunks_exact(BLOCK)) {
            collect_block(bins, rows, numbers, &mut slots);
            hand_over(&mut slots, block, histogram);
        }
        collect(parts.chunks_exact(BLOCK).remainder(), rows, numbers, histogram);
    }
}

fn collect_block(bins: &[u32], rows: &[u32], numbers: &[Slot], slots: &mut Slots) {
    let mut add = |bins: u32, number: Slot| {
        let number = lanes::of(number);
        for (i, slots) in slots.iter_mut().enumerate() {
            lanes::add(&mut slots[(bins >> (8 * i)) as usize & 255], number);
        }
    };
    let bins = &bins[..numbers.len()];
    match together(rows) {
        Some(range) => bins[range.clone()].iter().zip(&numbers[range]).for_each(|(&bins, &number)| add(bins, number)),
        None => rows.iter().for_each(|&row| add(bins[row as usize], numbers[row as usize])),
    }
}

/// A slot as one SIMD number. The compiler adds the halves apart where a row's number serves several columns, so the type
/// says what is wanted.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use super::Slot;
    use std::arch::wasm32::{i64x2, i64x2_add, i64x2_extract_lane, v128};

    pub(super) type Lanes = v128;
    pub(super) const ZERO: Lanes = i64x2(0, 0);

    #[inline(always)]
    pub(super) fn of(slot: Slot) -> Lanes {
        i64x2(slot[0], slot[1])
    }

    #[inline(always)]
    pub(super) fn add(slot: &mut Lanes, number: Lanes) {
        *slot = i64x2_add(*slot, number);
    }

    #[inline(always)]
    pub(super) fn numbers(lanes: Lanes) -> Slot {
        [i64x2_extract_lane::<0>(lanes), i64x2_extract_lane::<1>(lanes)]
    }
}

/// Elsewhere two numbers do.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    use super::Slot;

    pub(super) type Lanes = Slot;
    pub(super) const ZERO: Lanes = [0; 2];

    #[inline(always)]
    pub(super) fn of(slot: Slot) -> Lanes {
        slot
    }

    #[inline(always)]
    pub(super) fn add(slot: &mut Lanes, number: Lanes) {
        *slot = [slot[0] + number[0], slot[1] + number[1]];
    }

    #[inline(always)]
    pub(super) fn numbers(lanes: Lanes) -> Slot {
        lanes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binning::ColumnBins;
    use proptest::prelude::*;

    const ROWS: usize = 200;

    /// Column by column and row by row.
    fn plainly(columns: &[Vec<u8>], rows: &[u32], numbers: &[Slot]) -> Vec<i64> {
        let mut histogram = vec![0; columns.len() * 512];
        for (i, column) in columns.iter().enumerate() {
            for &row in rows {
                let slot = i * 512 + 2 * usize::from(column[row as usize]);
                histogram[slot] += numbers[row as usize][0];
                histogram[slot + 1] += numbers[row as usize][1];
            }
        }
        histogram
    }

    proptest! {
        #[test]
        fn blocks_give_the_plain_sums(
            columns in prop::collection::vec(prop::collection::vec(any::<u8>(), ROWS), 0..10),
            numbers in prop::collection::vec([-(1i64 << 40)..1 << 40, 0..1i64 << 60], ROWS),
            kept in prop::collection::vec(any::<bool>(), ROWS),
            (from, to) in (0..ROWS, 0..ROWS),
        ) {
            let scattered: Vec<u32> = (0..ROWS as u32).filter(|&row| kept[row as usize]).collect();
            let together: Vec<u32> = (from.min(to) as u32..from.max(to) as u32).collect();
            let parts: Vec<Part> =
                columns.iter().enumerate().map(|(i, column)| (column.as_slice(), i * 512..(i + 1) * 512)).collect();
            let mut matrix = BinnedMatrix::new(ROWS).unwrap();
            columns.iter().for_each(|column| matrix.push_binned(ColumnBins::Category { count: 255 }, column.clone()));
            let blocks = Blocks::new(&matrix, &(0..columns.len() as u32).collect::<Vec<u32>>());
            for rows in [scattered, together] {
                let mut histogram = vec![0; columns.len() * 512];
                collect(&parts, &rows, &numbers, &mut histogram);
                let expected = plainly(&columns, &rows, &numbers);
                prop_assert_eq!(&histogram, &expected);
                histogram.fill(0);
                blocks.collect(&parts, &rows, &numbers, &mut histogram);
                prop_assert_eq!(&histogram, &expected);
            }
        }
    }
}
