//! Columns once more, laid out for histograms of all of them. In: binned columns; then rows, two whole numbers a row. Out: sums by bin.
//!
//! Columns are gathered as [lines](crate::patterns), four lines a block, their codes of a row side by side: one line of memory serves four
//! updates of a scattered row. A block's sums are collected first, then each column takes its own from those of its line.

use crate::crew::Hands;
use crate::histogram::{self, lanes, together, Part, Slot, BLOCK, FEW_ROWS, SHARED_CELLS};
use crate::matrix::BinnedMatrix;
use crate::patterns::{lines, Line, Share, MOST_PATTERNS};
use lanes::Lanes;

/// So many rows are collected for all blocks before the next ones, so that their numbers are still near.
const NEAR_ROWS: usize = 4096;

/// Of cells that a line of several columns is taken apart into, so many cost as much as a row of a column.
const ROW_WORTH: usize = 2;

/// A line of one column has codes below.
const BINS: usize = 256;

/// Four lines.
struct Block<Code> {
    codes: Vec<[Code; BLOCK]>,
    /// The codes of most rows, where more than half have the same.
    common: Option<[Code; BLOCK]>,
}

impl<Code: Copy + PartialEq + Into<usize>> Block<Code> {
    fn new(codes: Vec<[Code; BLOCK]>) -> Self {
        // What more than half of the rows have in common is what this vote ends with (Boyer and Moore).
        let (leader, _) = codes.iter().fold((codes[0], 0u32), |(leader, lead), &row| match lead {
            0 => (row, 1),
            _ if row == leader => (leader, lead + 1),
            _ => (leader, lead - 1),
        });
        let votes = codes.iter().filter(|&&row| row == leader).count();
        Self { common: (votes > codes.len() / 2).then_some(leader), codes }
    }

    /// Adds the rows' numbers, whose sum is `total`. `MOST` is a power of two above all codes. Rows with the codes that most have get theirs
    /// together, as what all others leave: sparse columns cost a comparison a row, not updates that wait for one another.
    fn add<const MOST: usize>(&self, rows: &[u32], numbers: &[Slot], total: Lanes, slots: &mut [[Lanes; MOST]]) {
        let Ok(slots) = <&mut [[Lanes; MOST]; BLOCK]>::try_from(slots) else { return };
        match self.common {
            None => {
                let codes = &self.codes[..numbers.len()];
                match together(rows) {
                    Some(range) => {
                        let each = codes[range.clone()].iter().zip(&numbers[range]);
                        each.for_each(|(codes, &number)| add(slots, codes, lanes::of(number)));
                    }
                    None => {
                        rows.iter().for_each(|&row| add(slots, &codes[row as usize], lanes::of(numbers[row as usize])));
                    }
                }
            }
            Some(common) => {
                let mut rest = total;
                let codes = &self.codes[..numbers.len()];
                for &row in rows {
                    let (codes, number) = (&codes[row as usize], lanes::of(numbers[row as usize]));
                    if *codes != common {
                        add(slots, codes, number);
                        lanes::subtract(&mut rest, number);
                    }
                }
                add(slots, &common, rest);
            }
        }
    }
}

#[inline(always)]
fn add<Code: Copy + Into<usize>, const MOST: usize>(
    slots: &mut [[Lanes; MOST]; BLOCK],
    codes: &[Code; BLOCK],
    number: Lanes,
) {
    let each = slots.iter_mut().zip(codes);
    each.for_each(|(slots, &code)| lanes::add(&mut slots[code.into() & (MOST - 1)], number));
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
    narrow: Vec<Block<u8>>,
    /// Of all others.
    wide: Vec<Block<u16>>,
    /// One a column.
    sources: Vec<Source>,
    /// How many lines there are.
    lines: usize,
    /// With fewer rows, columns are collected one by one.
    few_rows: usize,
}

/// A block of either kind.
enum Either<'a> {
    Narrow(&'a Block<u8>),
    Wide(&'a Block<u16>),
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
        let (fours, rest) = single.as_chunks::<BLOCK>();
        let narrow = fours.iter().map(|four| {
            let bins = four.each_ref().map(|line| column(line.members[0].place));
            Block::new((0..matrix.rows()).map(|row| bins.map(|bins| bins[row])).collect())
        });
        let wide: Vec<&Line> = rest.iter().chain(&several).collect();
        let wide_blocks = wide.chunks(BLOCK).map(|lines| {
            let mut codes = vec![[0; BLOCK]; matrix.rows()];
            for (i, line) in lines.iter().enumerate() {
                match line.members.as_slice() {
                    [one] => codes.iter_mut().zip(column(one.place)).for_each(|(codes, &bin)| codes[i] = bin.into()),
                    _ => codes.iter_mut().zip(&line.codes).for_each(|(codes, &code)| codes[i] = code),
                }
            }
            Block::new(codes)
        });
        let (narrow, wide_blocks): (Vec<_>, Vec<_>) = (narrow.collect(), wide_blocks.collect());
        let mut sources: Vec<Source> = columns.iter().map(|_| Source::default()).collect();
        let mut slots = 0;
        for line in fours.as_flattened() {
            sources[line.members[0].place].slots = slots;
            slots += BINS;
        }
        for line in wide {
            for member in &line.members {
                let share = (line.members.len() > 1).then(|| line.share(member));
                sources[member.place] = Source { slots, share };
            }
            slots += MOST_PATTERNS;
        }
        let cells: usize = sources.iter().flat_map(|source| &source.share).map(|share| share.cells.len()).sum();
        let few_rows = FEW_ROWS.max((cells / ROW_WORTH).checked_div(columns.len() - count).unwrap_or(0));
        Some(Self { columns: columns.to_vec(), narrow, wide: wide_blocks, sources, lines: count, few_rows })
    }

    /// Whether they are made of these columns.
    pub(crate) fn are_of(&self, columns: &[u32]) -> bool {
        self.columns == columns
    }

    /// How many lines stand for the columns.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// As [`collect`](histogram::collect); the parts are the columns that the blocks are made of, their places one after another from 0 on.
    pub(crate) fn collect(&self, hands: Hands, parts: &[Part], rows: &[u32], numbers: &[Slot], histogram: &mut [i64]) {
        if rows.len() < self.few_rows {
            return histogram::collect(parts, rows, numbers, histogram);
        }
        let hands = hands.if_worth(rows.len() * self.lines >= SHARED_CELLS);
        let slots = self.collect_lines(hands, rows, numbers);
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
        let total = self.total(&slots);
        hands.each(shares, |(places, first, histogram)| {
            for (source, (_, place)) in self.sources[places.clone()].iter().zip(&parts[places]) {
                source.take(&slots, total, &mut histogram[place.start - first..place.end - first]);
            }
        });
    }

    /// The sums of all lines.
    fn collect_lines(&self, hands: Hands, rows: &[u32], numbers: &[Slot]) -> Vec<Lanes> {
        let narrow = BINS * BLOCK * self.narrow.len();
        let mut slots = vec![lanes::ZERO; narrow + MOST_PATTERNS * BLOCK * self.wide.len()];
        let (narrow, wide) = slots.split_at_mut(narrow);
        let narrow = self.narrow.iter().map(Either::Narrow).zip(narrow.chunks_exact_mut(BINS * BLOCK));
        let wide = self.wide.iter().map(Either::Wide).zip(wide.chunks_exact_mut(MOST_PATTERNS * BLOCK));
        let mut blocks: Vec<(Either, &mut [Lanes])> = narrow.chain(wide).collect();
        let share = blocks.len().div_ceil(hands.count()).max(1);
        hands.each(blocks.chunks_mut(share), |blocks| collect_blocks(blocks, rows, numbers));
        slots
    }

    /// The sum of all rows, where a column asks for it.
    fn total(&self, slots: &[Lanes]) -> Lanes {
        let mut total = lanes::ZERO;
        if !self.wide.is_empty() {
            let line = &slots[BINS * BLOCK * self.narrow.len()..][..MOST_PATTERNS];
            line.iter().for_each(|&slot| lanes::add(&mut total, slot));
        }
        total
    }
}

fn collect_blocks(blocks: &mut [(Either, &mut [Lanes])], rows: &[u32], numbers: &[Slot]) {
    let common = |block: &Either| match block {
        Either::Narrow(block) => block.common.is_some(),
        Either::Wide(block) => block.common.is_some(),
    };
    let totals = blocks.iter().any(|(block, _)| common(block));
    for rows in rows.chunks(NEAR_ROWS) {
        let mut total = lanes::ZERO;
        if totals {
            rows.iter().for_each(|&row| lanes::add(&mut total, lanes::of(numbers[row as usize])));
        }
        for (block, slots) in &mut *blocks {
            match block {
                Either::Narrow(block) => block.add::<BINS>(rows, numbers, total, slots.as_chunks_mut().0),
                Either::Wide(block) => block.add::<MOST_PATTERNS>(rows, numbers, total, slots.as_chunks_mut().0),
            }
        }
    }
}

impl Source {
    /// The column's sums by bin, which are all zero.
    fn take(&self, slots: &[Lanes], total: Lanes, part: &mut [i64]) {
        let part = part.as_chunks_mut::<2>().0;
        let slots = &slots[self.slots..];
        let Some(share) = &self.share else {
            return part.iter_mut().zip(slots).for_each(|(sums, &slot)| *sums = lanes::numbers(slot));
        };
        let mut rest = total;
        for &(code, bin) in &share.cells {
            let slot = slots[usize::from(code)];
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
    use crate::histogram::tests::{places, plainly};
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
            numbers in prop::collection::vec([-(1i64 << 40)..1 << 40, 0..1i64 << 51], ROWS),
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
