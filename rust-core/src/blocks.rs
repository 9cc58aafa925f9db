//! Columns once more, laid out for histograms of all of them. In: binned columns; then rows, a number a row. Out: sums by bin.
//!
//! Columns are gathered as [lines](crate::patterns), four lines a block, their codes of a row side by side: one line of memory serves four
//! updates of a scattered row. A block's sums are collected first, then each column takes its own from those of its line.

use crate::crew::Hands;
use crate::histogram::{lanes, together, Number, Part, BLOCK, FEW_ROWS, SHARED_CELLS};
use crate::matrix::BinnedMatrix;
use crate::patterns::{lines, Share};
use lanes::Lanes;
use std::cell::RefCell;
use std::ops::Range;

/// So many rows are brought together before they are added: their codes and numbers are then near for all blocks.
const NEAR_ROWS: usize = 8192;

/// Blocks whose codes of a row lie side by side: a scattered row of 32 lines is half a line of memory.
const PANEL: usize = 8;

/// Of cells that a line of several columns is taken apart into, so many cost as much as a row of a column.
const ROW_WORTH: usize = 2;

/// Codes are below.
const CODES: usize = 256;

/// Codes of four lines.
type Codes = [u8; BLOCK];

/// A row's codes, block by block.
type Row = [Codes; PANEL];

/// Slots of a block.
type Slots = [[Lanes; CODES]; BLOCK];

/// Up to eight blocks, each of four lines.
struct Panel {
    rows: Vec<Row>,
    /// For each block the codes of most rows, where more than half have the same.
    common: Vec<Option<Codes>>,
    /// Of the last block.
    last_lines: usize,
}

impl Panel {
    /// Of up to 32 lines, each the codes of all rows.
    fn new(lines: &[&[u8]]) -> Self {
        let mut rows = vec![Row::default(); lines[0].len()];
        let blocks = lines.chunks(BLOCK).enumerate();
        let common = blocks.map(|(i, lines)| {
            // What is missing of a last four is the first once more, for whose sums nobody asks.
            let lines: [&[u8]; BLOCK] = std::array::from_fn(|i| *lines.get(i).unwrap_or(&lines[0]));
            let each = rows.iter_mut().enumerate();
            each.for_each(|(row, to)| to[i] = lines.map(|line| line[row]));
            common(&rows, i)
        });
        let common = common.collect();
        Self { rows, common, last_lines: (lines.len() - 1) % BLOCK + 1 }
    }

    fn blocks(&self) -> usize {
        self.common.len()
    }

    /// Sums of the rows' numbers by the codes of some blocks, block after block.
    fn sums(&self, blocks: Range<usize>, rows: &[u32], numbers: &[Number], near: &mut Near) -> Vec<Lanes> {
        let Near { slots: near_slots, codes: near_codes, numbers: near_numbers } = near;
        let mut sums = Vec::with_capacity(blocks.len() * BLOCK * CODES);
        for (i, rows) in rows.chunks(NEAR_ROWS).enumerate() {
            let codes = match together(rows) {
                Some(range) => &self.rows[range],
                None => gather(near_codes, rows, |row| self.rows[row]),
            };
            let numbers = gather(near_numbers, rows, |row| lanes::of_row(numbers[row]));
            for (block, place) in blocks.clone().zip((0..).step_by(BLOCK * CODES)) {
                if i == 0 {
                    near_slots.as_flattened_mut().fill(lanes::ZERO);
                } else {
                    near_slots.as_flattened_mut().copy_from_slice(&sums[place..place + BLOCK * CODES]);
                }
                let lines = if block + 1 == self.blocks() { self.last_lines } else { BLOCK };
                match (self.common[block], lines) {
                    (Some(common), _) => add_uncommon(near_slots, codes, block, numbers, common),
                    (None, 1 | 2) => add::<2>(near_slots, codes, block, numbers),
                    (None, _) => add::<BLOCK>(near_slots, codes, block, numbers),
                }
                if i == 0 {
                    sums.extend_from_slice(near_slots.as_flattened());
                } else {
                    sums[place..place + BLOCK * CODES].copy_from_slice(near_slots.as_flattened());
                }
            }
        }
        sums
    }
}

/// What more than half of the rows have in a block, if anything.
fn common(rows: &[Row], block: usize) -> Option<Codes> {
    // What more than half of the rows have in common is what this vote ends with (Boyer and Moore).
    let (leader, _) = rows.iter().fold((rows[0][block], 0u32), |(leader, lead), row| match lead {
        0 => (row[block], 1),
        _ if leader == row[block] => (leader, lead + 1),
        _ => (leader, lead - 1),
    });
    (rows.iter().filter(|row| row[block] == leader).count() > rows.len() / 2).then_some(leader)
}

/// What is worked on: rows that were brought together, and the slots of the block they are added to. It lies at a place that is known when the
/// module is built, so that the address of a slot takes no addition.
struct Near {
    slots: Slots,
    codes: [Row; NEAR_ROWS],
    numbers: [Lanes; NEAR_ROWS],
}

thread_local! {
    static NEAR: RefCell<Near> = const {
        RefCell::new(Near {
            slots: [[lanes::ZERO; CODES]; BLOCK],
            codes: [[[0; BLOCK]; PANEL]; NEAR_ROWS],
            numbers: [lanes::ZERO; NEAR_ROWS],
        })
    };
}

/// Puts what belongs to these rows one after another.
#[inline(always)]
fn gather<'a, T>(near: &'a mut [T; NEAR_ROWS], rows: &[u32], of: impl Fn(usize) -> T) -> &'a [T] {
    near.iter_mut().zip(rows).for_each(|(near, &row)| *near = of(row as usize));
    &near[..rows.len()]
}

/// Adds rows to the first `LINES` of a block, two at a time: the codes of the second come while the first is added.
#[inline(always)]
fn add<const LINES: usize>(slots: &mut Slots, codes: &[Row], block: usize, numbers: &[Lanes]) {
    let ((pairs, odd), (number_pairs, odd_number)) = (codes.as_chunks::<2>(), numbers.as_chunks::<2>());
    for (rows, numbers) in pairs.iter().zip(number_pairs) {
        let [first, second] = rows.each_ref().map(|row| places(row[block & (PANEL - 1)]));
        add_row::<LINES>(slots, first, numbers[0]);
        add_row::<LINES>(slots, second, numbers[1]);
    }
    for (row, &number) in odd.iter().zip(odd_number) {
        add_row::<LINES>(slots, places(row[block & (PANEL - 1)]), number);
    }
}

/// Adds rows to a block most of whose rows have the same codes. These get theirs together: sparse columns cost a comparison a row, not updates that
/// wait for one another.
#[inline(always)]
fn add_uncommon(slots: &mut Slots, codes: &[Row], block: usize, numbers: &[Lanes], common: Codes) {
    let mut rest = lanes::ZERO;
    for (row, &number) in codes.iter().zip(numbers) {
        let codes = row[block & (PANEL - 1)];
        if codes == common {
            lanes::add(&mut rest, number);
        } else {
            add_row::<BLOCK>(slots, places(codes), number);
        }
    }
    add_row::<BLOCK>(slots, places(common), rest);
}

#[inline(always)]
fn add_row<const LINES: usize>(slots: &mut Slots, places: [usize; BLOCK], number: Lanes) {
    for i in 0..LINES {
        lanes::add(&mut slots[i][places[i]], number);
    }
}

/// Codes are read as one number and taken apart: their bytes one by one take an address each.
#[inline(always)]
fn places(codes: Codes) -> [usize; BLOCK] {
    let all = u32::from_le_bytes(codes) as usize;
    [all & 255, all >> 8 & 255, all >> 16 & 255, all >> 24 & 255]
}

/// Where a column's sums come from.
#[derive(Default)]
struct Source {
    line: usize,
    /// None where the line is the column.
    share: Option<Share>,
}

/// Columns once more, in blocks.
pub struct Blocks {
    columns: Vec<u32>,
    panels: Vec<Panel>,
    /// One a column.
    sources: Vec<Source>,
    /// How many lines there are.
    lines: usize,
    /// With fewer rows, columns are collected one by one.
    few_rows: usize,
}

impl Blocks {
    /// Of these columns, if so many lines as they take are `wanted`.
    pub fn new(matrix: &BinnedMatrix, columns: &[u32], wanted: impl FnOnce(usize) -> bool) -> Option<Self> {
        let lines = lines(matrix, columns);
        let count = lines.len();
        if !wanted(count) {
            return None;
        }
        let mut sources: Vec<Source> = columns.iter().map(|_| Source::default()).collect();
        for (i, line) in lines.iter().enumerate() {
            for member in &line.members {
                let share = (line.members.len() > 1).then(|| line.share(member));
                sources[member.place] = Source { line: i, share };
            }
        }
        let codes = lines.iter().map(|line| match line.members.as_slice() {
            [one] => matrix.column(columns[one.place] as usize),
            _ => &line.codes,
        });
        let codes: Vec<&[u8]> = codes.collect();
        let panels = codes.chunks(BLOCK * PANEL).map(Panel::new).collect();
        let cells: usize = sources.iter().flat_map(|source| &source.share).map(|share| share.cells.len()).sum();
        let few_rows = FEW_ROWS.max((cells / ROW_WORTH).checked_div(columns.len() - count).unwrap_or(0));
        Some(Self { columns: columns.to_vec(), panels, sources, lines: count, few_rows })
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

    /// As [`collect`](crate::histogram::collect), but all of `histogram` is written over. The parts are the columns that the blocks are made of, their places
    /// one after another from 0 on.
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
        // Any line has all rows.
        let mut total = lanes::ZERO;
        sums.line(0).iter().for_each(|&slot| lanes::add(&mut total, slot));
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
                source.take(sums.line(source.line), total, &mut histogram[place.start - first..place.end - first]);
            }
        });
    }

    /// The sums of all lines.
    fn collect_lines(&self, hands: Hands, rows: &[u32], numbers: &[Number]) -> LineSums {
        let share = self.panels.iter().map(Panel::blocks).sum::<usize>().div_ceil(hands.count()).max(1);
        let parts = self.panels.iter().flat_map(|panel| {
            let most = panel.blocks();
            (0..most).step_by(share).map(move |first| (panel, first..most.min(first + share)))
        });
        let sums = |(panel, blocks): (&Panel, _)| NEAR.with_borrow_mut(|near| panel.sums(blocks, rows, numbers, near));
        LineSums(hands.map(parts, sums))
    }
}

/// Sums of all lines, in parts as they were made.
struct LineSums(Vec<Vec<Lanes>>);

impl LineSums {
    fn line(&self, line: usize) -> &[Lanes] {
        let mut slot = line * CODES;
        for part in &self.0 {
            if slot < part.len() {
                return &part[slot..slot + CODES];
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
