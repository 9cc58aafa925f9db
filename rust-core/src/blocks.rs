//! Columns once more, laid out for histograms of all of them. In: binned columns; then rows, a number a row. Out: sums by bin.
//!
//! Columns are gathered as [lines](crate::patterns), four lines a block, their codes of a row side by side: one line of memory serves four
//! updates of a scattered row. A block's sums are collected first, then each column takes its own from those of its line.

use crate::crew::Hands;
use crate::histogram::{lanes, together, Number, Part, BLOCK, FEW_ROWS, SHARED_CELLS};
use crate::matrix::BinnedMatrix;
use crate::patterns::{lines, Line, Share, MOST_PATTERNS};
use lanes::Lanes;
use std::cell::RefCell;
use std::ops::Range;

/// So many rows are brought together before they are added: their codes and numbers are then near for all blocks.
const NEAR_ROWS: usize = 8192;

/// Blocks whose codes of a row lie side by side: a scattered row of them is one line of memory, and one SIMD number.
const PANEL: usize = 8;

/// Of cells that a line of several columns is taken apart into, so many cost as much as a row of a column.
const ROW_WORTH: usize = 2;

/// A line of one column has codes below.
const BINS: usize = 256;

/// A row's codes, block by block.
type Row<Code> = [[Code; BLOCK]; PANEL];

/// Up to four blocks, each of four lines.
struct Panel<Code> {
    rows: Vec<Row<Code>>,
    /// For each block the codes of most rows, where more than half have the same.
    common: Vec<Option<[Code; BLOCK]>>,
    /// Of the last block.
    last_lines: usize,
}

impl<Code: Codes> Panel<Code> {
    /// Of up to 16 lines, each the codes of all rows.
    fn new<T: Copy + Into<Code>>(lines: &[&[T]]) -> Self {
        let mut rows = vec![Row::default(); lines[0].len()];
        let blocks = lines.chunks(BLOCK).enumerate();
        let common = blocks.map(|(i, lines)| {
            let lines = four(lines);
            let each = rows.iter_mut().enumerate();
            each.for_each(|(row, to)| to[i] = lines.map(|line| line[row].into()));
            common(&rows, i)
        });
        let common = common.collect();
        Self { rows, common, last_lines: (lines.len() - 1) % BLOCK + 1 }
    }

    /// Sums of the rows' numbers by the codes of some blocks, block after block. `MOST` is a power of two above all codes.
    fn sums<const MOST: usize>(
        &self,
        blocks: Range<usize>,
        rows: &[u32],
        numbers: &[Number],
        near: &mut Near<Code, MOST>,
    ) -> Vec<Lanes> {
        let Near { slots: near_slots, codes: near_codes, numbers: near_numbers } = near;
        let mut sums = Vec::with_capacity(blocks.len() * BLOCK * MOST);
        for (i, rows) in rows.chunks(NEAR_ROWS).enumerate() {
            let codes = match together(rows) {
                Some(range) => &self.rows[range],
                None => gather(near_codes, rows, |row| self.rows[row]),
            };
            let numbers = gather(near_numbers, rows, |row| lanes::of_row(numbers[row]));
            for (block, place) in blocks.clone().zip((0..).step_by(BLOCK * MOST)) {
                let lines = if block + 1 == self.common.len() { self.last_lines } else { BLOCK };
                if i == 0 {
                    near_slots.as_flattened_mut().fill(lanes::ZERO);
                } else {
                    near_slots.as_flattened_mut().copy_from_slice(&sums[place..place + BLOCK * MOST]);
                }
                match (self.common[block], lines) {
                    (Some(common), _) => add_uncommon(near_slots, codes, block, numbers, common),
                    (None, 1 | 2) if MOST == BINS => add::<Code, MOST, 2>(near_slots, codes, block, numbers),
                    (None, _) => add::<Code, MOST, BLOCK>(near_slots, codes, block, numbers),
                }
                if i == 0 {
                    sums.extend_from_slice(near_slots.as_flattened());
                } else {
                    sums[place..place + BLOCK * MOST].copy_from_slice(near_slots.as_flattened());
                }
            }
        }
        sums
    }
}

/// Puts what belongs to these rows one after another.
#[inline(always)]
fn gather<'a, T>(near: &'a mut [T; NEAR_ROWS], rows: &[u32], of: impl Fn(usize) -> T) -> &'a [T] {
    near.iter_mut().zip(rows).for_each(|(near, &row)| *near = of(row as usize));
    &near[..rows.len()]
}

/// Slots of a block.
type Slots<const MOST: usize> = [[Lanes; MOST]; BLOCK];

/// What is worked on: rows that were brought together, and the slots of the block they are added to. It lies at a place that is known when the
/// module is built, so that the address of a slot takes no addition.
struct Near<Code, const MOST: usize> {
    slots: Slots<MOST>,
    codes: [Row<Code>; NEAR_ROWS],
    numbers: [Lanes; NEAR_ROWS],
}

thread_local! {
    static NARROW: RefCell<Near<u8, BINS>> = const { RefCell::new(Near::new(0)) };
    static WIDE: RefCell<Near<u16, MOST_PATTERNS>> = const { RefCell::new(Near::new(0)) };
}

impl<Code: Copy, const MOST: usize> Near<Code, MOST> {
    const fn new(code: Code) -> Self {
        Self {
            slots: [[lanes::ZERO; MOST]; BLOCK],
            codes: [[[code; BLOCK]; PANEL]; NEAR_ROWS],
            numbers: [lanes::ZERO; NEAR_ROWS],
        }
    }
}

/// What more than half of the rows have in a block, if anything.
fn common<Code: Copy + PartialEq>(rows: &[Row<Code>], block: usize) -> Option<[Code; BLOCK]> {
    // What more than half of the rows have in common is what this vote ends with (Boyer and Moore).
    let (leader, _) = rows.iter().fold((rows[0][block], 0u32), |(leader, lead), row| match lead {
        0 => (row[block], 1),
        _ if leader == row[block] => (leader, lead + 1),
        _ => (leader, lead - 1),
    });
    (rows.iter().filter(|row| row[block] == leader).count() > rows.len() / 2).then_some(leader)
}

/// What is missing of a last four is the first once more, for whose sums nobody asks.
fn four<T: Copy>(lines: &[T]) -> [T; BLOCK] {
    std::array::from_fn(|i| lines.get(i).copied().unwrap_or(lines[0]))
}

/// Adds rows to the first `LINES` of a block, two at a time: the codes of the second come while the first is added.
#[inline(always)]
fn add<Code: Codes, const MOST: usize, const LINES: usize>(
    slots: &mut Slots<MOST>,
    codes: &[Row<Code>],
    block: usize,
    numbers: &[Lanes],
) {
    let ((pairs, odd), (number_pairs, odd_number)) = (codes.as_chunks::<2>(), numbers.as_chunks::<2>());
    for (rows, numbers) in pairs.iter().zip(number_pairs) {
        let [first, second] = rows.each_ref().map(|row| Code::places(row[block & (PANEL - 1)]));
        add_row::<MOST, LINES>(slots, first, numbers[0]);
        add_row::<MOST, LINES>(slots, second, numbers[1]);
    }
    for (row, &number) in odd.iter().zip(odd_number) {
        add_row::<MOST, LINES>(slots, Code::places(row[block & (PANEL - 1)]), number);
    }
}

#[inline(always)]
fn add_row<const MOST: usize, const LINES: usize>(slots: &mut Slots<MOST>, places: [usize; BLOCK], number: Lanes) {
    for i in 0..LINES {
        lanes::add(&mut slots[i][places[i] & (MOST - 1)], number);
    }
}

/// Adds rows to a block most of whose rows have the same codes. These get theirs together: sparse columns cost a comparison a row, not updates that
/// wait for one another.
#[inline(always)]
fn add_uncommon<Code: Codes, const MOST: usize>(
    slots: &mut Slots<MOST>,
    codes: &[Row<Code>],
    block: usize,
    numbers: &[Lanes],
    common: [Code; BLOCK],
) {
    let mut rest = lanes::ZERO;
    for (row, &number) in codes.iter().zip(numbers) {
        let codes = row[block & (PANEL - 1)];
        if codes == common {
            lanes::add(&mut rest, number);
        } else {
            add_row::<MOST, BLOCK>(slots, Code::places(codes), number);
        }
    }
    add_row::<MOST, BLOCK>(slots, Code::places(common), rest);
}

/// Codes of a block as one number is read and taken apart: their bytes one by one take an address each.
trait Codes: Copy + Default + PartialEq {
    fn places(codes: [Self; BLOCK]) -> [usize; BLOCK];
}

impl Codes for u8 {
    #[inline(always)]
    fn places(codes: [Self; BLOCK]) -> [usize; BLOCK] {
        let all = u32::from_le_bytes(codes) as usize;
        [all & 255, all >> 8 & 255, all >> 16 & 255, all >> 24]
    }
}

impl Codes for u16 {
    #[inline(always)]
    fn places(codes: [Self; BLOCK]) -> [usize; BLOCK] {
        codes.map(usize::from)
    }
}

/// Where a column's sums come from.
#[derive(Default)]
struct Source {
    /// The first slot of its line.
    slots: usize,
    /// None where the line is the column.
    share: Option<Share>,
}

/// Columns once more, in blocks.
pub struct Blocks {
    columns: Vec<u32>,
    /// Of lines of one column.
    narrow: Vec<Panel<u8>>,
    /// Of all others.
    wide: Vec<Panel<u16>>,
    /// One a column.
    sources: Vec<Source>,
    /// How many lines there are.
    lines: usize,
    /// With fewer rows, columns are collected one by one.
    few_rows: usize,
}

/// A panel of either kind.
#[derive(Clone, Copy)]
enum Either<'a> {
    Narrow(&'a Panel<u8>),
    Wide(&'a Panel<u16>),
}

impl Either<'_> {
    fn blocks(self) -> usize {
        match self {
            Either::Narrow(panel) => panel.common.len(),
            Either::Wide(panel) => panel.common.len(),
        }
    }
}

impl Blocks {
    /// Of these columns, if so many lines as they take are `wanted`.
    pub fn new(matrix: &BinnedMatrix, columns: &[u32], wanted: impl FnOnce(usize) -> bool) -> Option<Self> {
        let column = |place: usize| matrix.column(columns[place] as usize);
        let lines = lines(matrix, columns);
        let count = lines.len();
        if !wanted(count) {
            return None;
        }
        let (single, several): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.members.len() == 1);
        let bins: Vec<&[u8]> = single.iter().map(|line| column(line.members[0].place)).collect();
        let codes: Vec<&[u16]> = several.iter().map(|line| line.codes.as_slice()).collect();
        let narrow = bins.chunks(BLOCK * PANEL).map(Panel::new).collect();
        let wide = codes.chunks(BLOCK * PANEL).map(Panel::new).collect();
        let mut sources: Vec<Source> = columns.iter().map(|_| Source::default()).collect();
        for (slots, line) in (0..).step_by(BINS).zip(&single) {
            sources[line.members[0].place].slots = slots;
        }
        let first = BINS * single.len().next_multiple_of(BLOCK);
        for (slots, line) in (first..).step_by(MOST_PATTERNS).zip(&several) {
            for member in &line.members {
                sources[member.place] = Source { slots, share: Some(line.share(member)) };
            }
        }
        let cells: usize = sources.iter().flat_map(|source| &source.share).map(|share| share.cells.len()).sum();
        let few_rows = FEW_ROWS.max((cells / ROW_WORTH).checked_div(columns.len() - count).unwrap_or(0));
        Some(Self { columns: columns.to_vec(), narrow, wide, sources, lines: count, few_rows })
    }

    /// Whether they are made of these columns.
    pub(crate) fn are_of(&self, columns: &[u32]) -> bool {
        self.columns == columns
    }

    /// How many lines stand for the columns.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// Whether so many rows are collected sooner than column by column.
    pub(crate) fn worth(&self, rows: usize) -> bool {
        rows >= self.few_rows
    }

    /// As [`collect`](histogram::collect), but all of `histogram` is written over. The parts are the columns that the blocks are made of, their places one
    /// after another from 0 on.
    pub(crate) fn collect(
        &self,
        hands: Hands,
        parts: &[Part],
        rows: &[u32],
        numbers: &[Number],
        histogram: &mut [i64],
    ) {
        let hands = hands.if_worth(rows.len() * self.lines >= SHARED_CELLS);
        let sums = self.collect_lines(hands, rows, numbers);
        let total = self.total(&sums);
        let mut rest = histogram;
        let mut first = 0;
        let shares = hands.shares(parts.len()).map(|places| {
            let end = parts[places.end - 1].1.end;
            let (own, others) = std::mem::take(&mut rest).split_at_mut(end - first);
            let share = (places, first, own);
            (rest, first) = (others, end);
            share
        });
        let shares: Vec<_> = shares.collect();
        hands.each(shares, |(places, first, histogram)| {
            for (source, (_, place)) in self.sources[places.clone()].iter().zip(&parts[places]) {
                source.take(sums.line(source.slots), total, &mut histogram[place.start - first..place.end - first]);
            }
        });
    }

    /// All panels, in the order of their slots.
    fn panels(&self) -> impl Iterator<Item = Either<'_>> {
        self.narrow.iter().map(Either::Narrow).chain(self.wide.iter().map(Either::Wide))
    }

    /// The sums of all lines.
    fn collect_lines(&self, hands: Hands, rows: &[u32], numbers: &[Number]) -> LineSums {
        let share = self.panels().map(Either::blocks).sum::<usize>().div_ceil(hands.count()).max(1);
        let parts = self.panels().flat_map(|panel| {
            let most = panel.blocks();
            (0..most).step_by(share).map(move |first| (panel, first..most.min(first + share)))
        });
        LineSums(hands.map(parts, |(panel, blocks)| match panel {
            Either::Narrow(panel) => NARROW.with_borrow_mut(|near| panel.sums(blocks, rows, numbers, near)),
            Either::Wide(panel) => WIDE.with_borrow_mut(|near| panel.sums(blocks, rows, numbers, near)),
        }))
    }

    /// The sum of all rows, where a column asks for it.
    fn total(&self, sums: &LineSums) -> Lanes {
        let mut total = lanes::ZERO;
        if !self.wide.is_empty() {
            let first = self.narrow.iter().map(|panel| panel.common.len() * BLOCK * BINS).sum();
            sums.line(first)[..MOST_PATTERNS].iter().for_each(|&slot| lanes::add(&mut total, slot));
        }
        total
    }
}

/// Sums of all lines, in parts as they were made.
struct LineSums(Vec<Vec<Lanes>>);

impl LineSums {
    /// From a slot on.
    fn line(&self, mut slot: usize) -> &[Lanes] {
        for part in &self.0 {
            if slot < part.len() {
                return &part[slot..];
            }
            slot -= part.len();
        }
        &[]
    }
}

impl Source {
    /// The column's sums by bin from those of its line.
    fn take(&self, line: &[Lanes], total: Lanes, part: &mut [i64]) {
        let part = part.as_chunks_mut::<2>().0;
        let Some(share) = &self.share else {
            return part.iter_mut().zip(line).for_each(|(sums, &slot)| *sums = lanes::numbers(slot));
        };
        part.fill([0, 0]);
        let mut rest = total;
        for &(code, bin) in &share.cells {
            let slot = line[usize::from(code)];
            let sums = &mut part[usize::from(bin)];
            let mut sum = lanes::of(*sums);
            lanes::add(&mut sum, slot);
            *sums = lanes::numbers(sum);
            lanes::subtract(&mut rest, slot);
        }
        // None of the cells has this bin.
        part[usize::from(share.common)] = lanes::numbers(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binning::ColumnBins;
    use crate::crew::Crew;
    use crate::histogram::tests::{number, places, plainly};
    use proptest::prelude::*;

    const ROWS: usize = 1600;

    /// A column of any bins, with the same in most rows, or that tells little more than which of a few kinds a row is.
    fn column() -> impl Strategy<Value = Vec<u8>> {
        let any_bins = prop::collection::vec(any::<u8>(), ROWS);
        let common = (any::<u8>(), prop::collection::vec(prop::option::weighted(0.1, any::<u8>()), ROWS))
            .prop_map(|(common, cells)| cells.into_iter().map(|cell| cell.unwrap_or(common)).collect());
        let of_kinds = (any::<[u8; 7]>(), 0..ROWS).prop_map(|(kinds, odd)| {
            (0..ROWS).map(|row| kinds[row * row % 7].wrapping_add((row == odd).into())).collect()
        });
        prop_oneof![1 => any_bins, 2 => common, 4 => of_kinds]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn blocks_give_the_plain_sums(
            columns in prop::collection::vec(column(), 0..12),
            numbers in prop::collection::vec(number(), ROWS),
            kept in prop::collection::vec(any::<bool>(), ROWS),
            (from, to) in (0..ROWS, 0..ROWS),
            hands in 1usize..4,
        ) {
            let scattered: Vec<u32> = (0..ROWS as u32).filter(|&row| kept[row as usize]).collect();
            let together: Vec<u32> = (from.min(to) as u32..from.max(to) as u32).collect();
            let mut matrix = BinnedMatrix::new(ROWS).unwrap();
            columns.iter().for_each(|column| matrix.push_binned(ColumnBins::Category { count: 255 }, column.clone()));
            let blocks = Blocks::new(&matrix, &(0..columns.len() as u32).collect::<Vec<u32>>(), |_| true).unwrap();
            let crew = Crew::new(hands);
            for rows in [scattered, together] {
                let mut histogram = vec![0; columns.len() * 512];
                blocks.collect(Hands::of(&crew), &places(&columns), &rows, &numbers, &mut histogram);
                prop_assert_eq!(&histogram, &plainly(&columns, &rows, &numbers));
            }
        }
    }

    #[test]
    fn columns_of_one_list_are_one_line() {
        let mut matrix = BinnedMatrix::new(ROWS).unwrap();
        for item in 0..30 {
            let column = (0..ROWS).map(|row| if row % 3 == 0 { 0 } else { 1 + u8::from(row % 30 == item) }).collect();
            matrix.push_binned(ColumnBins::Category { count: 2 }, column);
        }
        matrix.push_binned(ColumnBins::Category { count: 255 }, (0..ROWS).map(|row| (row * 7 % 251) as u8).collect());
        let blocks = Blocks::new(&matrix, &(0..31).collect::<Vec<u32>>(), |_| true).unwrap();
        assert_eq!(blocks.lines(), 2);
    }
}
