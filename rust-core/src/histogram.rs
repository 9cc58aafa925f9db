//! Histograms of several columns at once. In: binned columns, rows, two whole numbers a row. Out: their sums by bin.
//!
//! Four columns are collected together: their slots (16 KiB) fit a level-1 cache beside the bins, and a row's number and its
//! sums are read once for four updates. A slot is 16 bytes, one SIMD addition. Rows that lie side by side are read without
//! looking at their numbers. Sums are those of [`Statistics::collect`](crate::statistics::Statistics::collect), the plain
//! way: additions of whole numbers, in any order.

use crate::crew::Hands;
use crate::matrix::BinnedMatrix;
use lanes::Lanes;
use std::ops::Range;

/// What is summed of a row, and of a bin.
pub(crate) type Slot = [i64; 2];

/// Columns collected together.
const BLOCK: usize = 4;

/// With so few rows it costs more to clear a block than to collect columns one by one.
const FEW_ROWS: usize = 48;

/// So many rows are collected for all blocks before the next ones, so that their numbers are still near.
const NEAR_ROWS: usize = 4096;

/// With fewer cells it costs more to hand work out than to do it.
const SHARED_CELLS: usize = 1 << 14;

/// A column's bins and where its slots lie in a histogram, in numbers.
pub type Part<'a> = (&'a [u8], Range<usize>);

/// Slots of a block of columns: a u8 can not miss them.
type Slots = [[Lanes; 256]; BLOCK];

/// Adds `numbers[row]` of each row to the bins of each part, whose place in `histogram` is all zero on entry. `rows` ascend.
pub(crate) fn collect(parts: &[Part], rows: &[u32], numbers: &[Slot], histogram: &mut [i64]) {
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

/// A row's bins of a block.
type Bins = [u8; BLOCK];

/// Four columns once more, their bins of a row side by side: one line of memory serves four updates of a scattered row.
struct Block {
    bins: Vec<Bins>,
    /// The bins of most rows, where more than half have the same.
    common: Option<Bins>,
}

impl Block {
    fn new(columns: [&[u8]; BLOCK]) -> Self {
        let bins: Vec<Bins> = (0..columns[0].len()).map(|row| columns.map(|column| column[row])).collect();
        // What more than half of the rows have in common is what this vote ends with (Boyer and Moore).
        let (leader, _) = bins.iter().fold(([0; BLOCK], 0u32), |(leader, lead), &row| match lead {
            0 => (row, 1),
            _ if row == leader => (leader, lead + 1),
            _ => (leader, lead - 1),
        });
        let votes = bins.iter().filter(|&&row| row == leader).count();
        Self { common: (votes > bins.len() / 2).then_some(leader), bins }
    }

    /// Adds the rows' numbers, whose sum is `total`. Rows with the bins that most have get theirs together, as what all
    /// others leave: sparse columns cost a comparison a row, not updates that wait for one another.
    fn add(&self, rows: &[u32], numbers: &[Slot], total: Lanes, slots: &mut Slots) {
        match self.common {
            None => self.each(rows, numbers, |bins, number| add(slots, bins, number)),
            Some(common) => {
                let mut rest = total;
                self.each(rows, numbers, |bins, number| {
                    if *bins != common {
                        add(slots, bins, number);
                        lanes::subtract(&mut rest, number);
                    }
                });
                add(slots, &common, rest);
            }
        }
    }

    #[inline(always)]
    fn each(&self, rows: &[u32], numbers: &[Slot], mut add: impl FnMut(&Bins, Lanes)) {
        let bins = &self.bins[..numbers.len()];
        match together(rows) {
            Some(range) => {
                bins[range.clone()]
                    .iter()
                    .zip(&numbers[range])
                    .for_each(|(bins, &number)| add(bins, lanes::of(number)));
            }
            None => rows.iter().for_each(|&row| add(&bins[row as usize], lanes::of(numbers[row as usize]))),
        }
    }
}

#[inline(always)]
fn add(slots: &mut Slots, bins: &Bins, number: Lanes) {
    slots.iter_mut().zip(bins).for_each(|(slots, &bin)| lanes::add(&mut slots[usize::from(bin)], number));
}

/// Columns once more, in blocks.
pub struct Blocks {
    columns: Vec<u32>,
    blocks: Vec<Block>,
}

impl Blocks {
    /// Of these columns, but for up to three at the end.
    pub fn new(matrix: &BinnedMatrix, columns: &[u32]) -> Self {
        let block = |columns: &[u32]| Block::new(std::array::from_fn(|i| matrix.column(columns[i] as usize)));
        Self { columns: columns.to_vec(), blocks: columns.chunks_exact(BLOCK).map(block).collect() }
    }

    /// Whether they are made of these columns.
    pub(crate) fn are_of(&self, columns: &[u32]) -> bool {
        self.columns == columns
    }

    /// As [`collect`]; the parts are the columns that the blocks are made of, their places one after another from 0 on.
    pub(crate) fn collect(&self, hands: Hands, parts: &[Part], rows: &[u32], numbers: &[Slot], histogram: &mut [i64]) {
        if rows.len() < FEW_ROWS {
            return collect(parts, rows, numbers, histogram);
        }
        let hands = hands.if_worth(rows.len() * parts.len() >= SHARED_CELLS);
        if hands.count() == 1 {
            return collect_blocks(&self.blocks, parts, rows, numbers, histogram);
        }
        let mut rest = histogram;
        let mut first = 0;
        let shares = hands.shares(parts.len().div_ceil(BLOCK)).map(|blocks| {
            let parts = &parts[blocks.start * BLOCK..parts.len().min(blocks.end * BLOCK)];
            let end = parts.last().map_or(first, |(_, place)| place.end);
            let (own, others) = std::mem::take(&mut rest).split_at_mut(end - first);
            let parts: Vec<Part> =
                parts.iter().map(|(column, place)| (*column, place.start - first..place.end - first)).collect();
            (rest, first) = (others, end);
            (&self.blocks[blocks.start.min(self.blocks.len())..blocks.end.min(self.blocks.len())], parts, own)
        });
        let shares: Vec<_> = shares.collect();
        hands.each(shares, |(blocks, parts, histogram)| collect_blocks(blocks, &parts, rows, numbers, histogram));
    }
}

/// Of these blocks, and of the parts after theirs.
fn collect_blocks(blocks: &[Block], parts: &[Part], rows: &[u32], numbers: &[Slot], histogram: &mut [i64]) {
    let mut slots = vec![[[lanes::ZERO; 256]; BLOCK]; blocks.len()];
    for rows in rows.chunks(NEAR_ROWS) {
        let mut total = lanes::ZERO;
        if blocks.iter().any(|block| block.common.is_some()) {
            rows.iter().for_each(|&row| lanes::add(&mut total, lanes::of(numbers[row as usize])));
        }
        for (block, slots) in blocks.iter().zip(&mut slots) {
            block.add(rows, numbers, total, slots);
        }
    }
    for (slots, block) in slots.iter_mut().zip(parts.chunks_exact(BLOCK)) {
        hand_over(slots, block, histogram);
    }
    collect(&parts[blocks.len() * BLOCK..], rows, numbers, histogram);
}

/// A slot as one SIMD number. The compiler adds the halves apart where a row's number serves several columns, so the type
/// says what is wanted.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use super::Slot;
    use std::arch::wasm32::{i64x2, i64x2_add, i64x2_extract_lane, i64x2_sub, v128};

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
    pub(super) fn subtract(slot: &mut Lanes, number: Lanes) {
        *slot = i64x2_sub(*slot, number);
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
    pub(super) fn subtract(slot: &mut Lanes, number: Lanes) {
        *slot = [slot[0] - number[0], slot[1] - number[1]];
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
            numbers in prop::collection::vec([-(1i64 << 40)..1 << 40, 0..1i64 << 55], ROWS),
            kept in prop::collection::vec(any::<bool>(), ROWS),
            (from, to) in (0..ROWS, 0..ROWS),
            alike in prop::collection::vec(prop::bool::weighted(0.7), ROWS),
            (first_alike, bin) in (0..10usize, any::<u8>()),
        ) {
            // From some column on most rows have the same bin in all columns.
            let mut columns = columns;
            for column in columns.iter_mut().skip(first_alike) {
                column.iter_mut().zip(&alike).filter(|(_, &alike)| alike).for_each(|(cell, _)| *cell = bin);
            }
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
                blocks.collect(Hands::ALONE, &parts, &rows, &numbers, &mut histogram);
                prop_assert_eq!(&histogram, &expected);
            }
        }
    }
}
