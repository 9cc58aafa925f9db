//! The best cut of number columns that a node tries and keeps no histograms of, for one target. In: the node's rows and the columns. Out: the cut that the plain
//! search finds in their histograms, bit for bit.
//!
//! Slots lie at one place that is known when the module is built, and are zero between calls.

use crate::cuts::{Contest, Cut, Node};
use crate::histogram::{lanes, Number, Slot};
use crate::pairs::{of, plus, splat, WHOLE};
use lanes::Lanes;
use std::cell::RefCell;
use std::hint::black_box;
use std::ops::Range;

/// Of so few rows it is quicker to see which bins they have than to look for these in a histogram.
const FEW_ROWS: usize = 256;

/// Columns collected at once: their slots and the numbers of the rows fit a level-1 cache.
const TOGETHER: usize = 6;

/// Bins of a column: a u8 can not miss them.
const BINS: usize = 256;

/// A number column to be tried.
#[derive(Clone, Copy)]
pub struct Column<'m> {
    /// Which of those tried it is.
    pub index: usize,
    /// The bin of each row.
    pub bins: &'m [u8],
    /// How many bins there are.
    pub count: usize,
}

/// The best cut.
pub struct Best<Sums> {
    /// Of which column.
    pub index: usize,
    /// Whether the node has rows without a value there.
    pub has_missing: bool,
    /// Where it is cut.
    pub cut: Cut<Sums>,
}

/// What is worked on.
struct Near {
    slots: [[Lanes; BINS]; TOGETHER],
    /// Of rows, in their order.
    numbers: [Lanes; FEW_ROWS],
    cuts: Cuts,
}

/// A column's bins that have rows, but for missing values, and what lies below them.
struct Cuts {
    /// Sums of all below each, [`WHOLE`] added to the targets; the last are of all. There is one place more than they take.
    below: [Lanes; BINS + 1],
    /// The bins, from the second place on.
    bins: [u8; BINS + 1],
    count: usize,
}

thread_local! {
    static NEAR: RefCell<Near> = const { RefCell::new(Near {
        slots: [[lanes::ZERO; BINS]; TOGETHER],
        numbers: [lanes::ZERO; FEW_ROWS],
        cuts: Cuts { below: [lanes::ZERO; BINS + 1], bins: [0; BINS + 1], count: 0 },
    }) };
}

/// The best cut of these columns, of equal ones the first. `numbers` has a number a row.
#[inline(never)]
pub(crate) fn best_of_columns(node: &Node, columns: &[Column], rows: &[u32], numbers: &[Number]) -> Option<Best<Slot>> {
    NEAR.with_borrow_mut(|near| {
        let mut contest = node.contest();
        let mut best = None;
        if rows.len() <= FEW_ROWS {
            gather(&mut near.numbers, rows, numbers);
            for &column in columns {
                near.collect_few(column, rows);
                near.cuts.search(node, &mut contest, column, &near.slots[0][0], &mut best);
                near.slots[0][0] = lanes::ZERO;
            }
            return best;
        }
        for columns in columns.chunks(TOGETHER) {
            near.collect_many(columns, rows, numbers);
            for (&column, slots) in columns.iter().zip(&mut near.slots) {
                near.cuts.take_all(&mut slots[..column.count]);
                near.cuts.search(node, &mut contest, column, &slots[0], &mut best);
                slots[0] = lanes::ZERO;
            }
            near.slots[columns.len()..].as_flattened_mut().fill(lanes::ZERO);
        }
        best
    })
}

#[inline(always)]
fn gather(near: &mut [Lanes; FEW_ROWS], rows: &[u32], numbers: &[Number]) {
    near.iter_mut().zip(rows).for_each(|(near, &row)| *near = lanes::of_row(numbers[row as usize]));
}

impl Near {
    /// Adds rows to the slots of as many columns.
    #[inline(always)]
    fn collect_many(&mut self, columns: &[Column], rows: &[u32], numbers: &[Number]) {
        for rows in rows.chunks(FEW_ROWS) {
            gather(&mut self.numbers, rows, numbers);
            let mut places = self.slots.as_chunks_mut::<3>().0.iter_mut();
            for (columns, slots) in columns.chunks(3).zip(&mut places) {
                // What is missing of a last three is the first once more: its sums are cleared and not looked at.
                let bins = std::array::from_fn(|i| columns.get(i).unwrap_or(&columns[0]).bins);
                collect(bins, rows, &self.numbers, slots);
            }
        }
    }

    /// Adds few rows to the slots of the first column, and takes those that have rows.
    #[inline(always)]
    fn collect_few(&mut self, column: Column, rows: &[u32]) {
        let slots = &mut self.slots[0];
        let mut marks = [0u64; 4];
        for (&row, &number) in rows.iter().zip(&self.numbers) {
            let bin = column.bins[row as usize];
            lanes::add(&mut slots[usize::from(bin)], number);
            marks[usize::from(bin >> 6)] |= 1 << (bin & 63);
        }
        marks[0] &= !1;
        let Cuts { below, bins, count } = &mut self.cuts;
        let mut sums = lanes::of([WHOLE, 0]);
        let mut place = 0;
        for (mut word, first) in black_box(&marks[..]).iter().copied().zip((0..).step_by(64)) {
            while word != 0 {
                let bin: u32 = first + word.trailing_zeros();
                word &= word - 1;
                let slot = &mut slots[bin as usize & (BINS - 1)];
                below[place & (BINS - 1)] = sums;
                place += 1;
                bins[place & (BINS - 1)] = bin as u8;
                lanes::add(&mut sums, *slot);
                *slot = lanes::ZERO;
            }
        }
        below[place & (BINS - 1)] = sums;
        *count = place;
    }
}

impl Cuts {
    /// Takes the sums of a column but those of missing values, and leaves nothing.
    #[inline(always)]
    fn take_all(&mut self, slots: &mut [Lanes]) {
        let mut sums = lanes::of([WHOLE, 0]);
        let mut place = 0;
        for (slot, bin) in slots.iter_mut().zip(0..=u8::MAX).skip(1) {
            self.below[place & (BINS - 1)] = sums;
            self.bins[(place + 1) & (BINS - 1)] = bin;
            place += usize::from(lanes::numbers(*slot)[1] != 0);
            lanes::add(&mut sums, *slot);
            *slot = lanes::ZERO;
        }
        self.below[place & (BINS - 1)] = sums;
        self.count = place;
    }

    /// Looks for a cut that is better than the best so far.
    #[inline(never)]
    fn search(
        &mut self,
        node: &Node,
        contest: &mut Contest,
        column: Column,
        missing: &Lanes,
        best: &mut Option<Best<Slot>>,
    ) {
        let count = self.count;
        let has_missing = lanes::numbers(*missing)[1] != 0;
        let right = self.best(node, contest, 1..count + usize::from(has_missing));
        let mut found = right.map(|(gain, place)| (gain, self.bins[place], false, self.below[place]));
        if has_missing {
            // The first bin parts missing values from all others, whether it has rows or not.
            let apart = column.count > 2 && (count == 0 || self.bins[1] != 1);
            self.bins[0] = 1;
            self.below[..=count].iter_mut().for_each(|sums| lanes::add(sums, *missing));
            if let Some((gain, place)) = self.best(node, contest, usize::from(!apart)..count) {
                let bin = self.bins[place];
                if found.is_none_or(|(most, other, ..)| gain > most || (gain == most && bin < other)) {
                    found = Some((gain, bin, true, self.below[place]));
                }
            }
        }
        if let Some((gain, bin, missing_left, left)) = found {
            contest.raise(gain);
            let cut = Cut { gain: gain * node.unit(), bin, missing_left, left: without_whole(left) };
            *best = Some(Best { index: column.index, has_missing, cut });
        }
    }

    /// The best of the cuts at these places. Its gain in units of the node, and its place.
    #[inline(never)]
    fn best(
        &mut self,
        node: &Node,
        contest: &Contest,
        Range { mut start, mut end }: Range<usize>,
    ) -> Option<(f64, usize)> {
        // Sides only gain rows: what is too small lies at both ends.
        while start < end && !node.enough(&without_whole(self.below[start])) {
            start += 1;
        }
        let right = |left: Slot| [node.total[0] - left[0], node.total[1] - left[1]];
        while start < end && !node.enough(&right(without_whole(self.below[end - 1]))) {
            end -= 1;
        }
        if start >= end {
            return None;
        }
        // Of an odd number the last stands twice.
        let after = self.below[end];
        self.below[end] = self.below[end - 1];
        let mut contest = *contest;
        let mut place = of([1.0, 2.0].map(|place| place + start as f64));
        for [a, b] in self.below[start..=end].as_chunks::<2>().0 {
            contest.consider(*a, *b, place);
            place = plus(place, splat(2.0));
        }
        self.below[end] = after;
        let (gain, place) = contest.best();
        (place > 0.0).then(|| (gain, place as usize - 1))
    }
}

fn without_whole(sums: Lanes) -> Slot {
    let [target, weight] = lanes::numbers(sums);
    [target.wrapping_sub(WHOLE), weight]
}

/// Adds the numbers of rows to the slots of some columns.
#[inline(always)]
fn collect<const COLUMNS: usize>(
    columns: [&[u8]; COLUMNS],
    rows: &[u32],
    numbers: &[Lanes; FEW_ROWS],
    slots: &mut [[Lanes; BINS]; COLUMNS],
) {
    let length = columns[0].len();
    let columns = columns.map(|column| &column[..length]);
    for (&row, &number) in rows.iter().zip(numbers) {
        for (column, slots) in columns.iter().zip(&mut *slots) {
            lanes::add(&mut slots[usize::from(column[row as usize])], number);
        }
    }
}
