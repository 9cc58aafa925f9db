//! The best cut of number columns that a node tries and keeps no histograms of, for one target. In: the node's rows and the columns. Out: the cut that the plain
//! search finds in their histograms, bit for bit.
//!
//! Slots lie at one place that is known when the module is built, and are zero between calls.

use crate::cuts::{Contest, Cut, Node};
use crate::histogram::{lanes, Number, Slot};
use crate::pairs::{of, plus, splat, WHOLE};
use lanes::Lanes;
use std::cell::RefCell;
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
    /// Sums of all bins before one, of the bins that have rows; the last are of all.
    before: [Lanes; FEW_ROWS + 1],
    /// The bins that have rows, after an entry that stands for none of them.
    seen: [u8; FEW_ROWS + 1],
}

thread_local! {
    static NEAR: RefCell<Near> = const { RefCell::new(Near {
        slots: [[lanes::ZERO; BINS]; TOGETHER],
        numbers: [lanes::ZERO; FEW_ROWS],
        before: [lanes::ZERO; FEW_ROWS + 1],
        seen: [0; FEW_ROWS + 1],
    }) };
}

/// The best cut of these columns, of equal ones the first. `numbers` has a number a row.
#[inline(never)]
pub(crate) fn best_of_columns<'m>(
    mut node: Node,
    columns: impl Iterator<Item = Column<'m>>,
    rows: &[u32],
    numbers: &[Number],
) -> Option<Best<Slot>> {
    NEAR.with_borrow_mut(|near| {
        let mut best = None;
        if rows.len() <= FEW_ROWS {
            near.gather(rows, numbers);
            let mut contest = node.contest();
            for column in columns {
                near.best_of_few(&node, &mut contest, column, rows, &mut best);
            }
        } else {
            let mut columns = columns;
            while let Some(first) = columns.next() {
                let mut together = [first; TOGETHER];
                let mut count = 1;
                for (to, column) in together[1..].iter_mut().zip(&mut columns) {
                    *to = column;
                    count += 1;
                }
                near.best_of_many(&mut node, &together[..count], rows, numbers, &mut best);
            }
        }
        best
    })
}

impl Near {
    #[inline(always)]
    fn gather(&mut self, rows: &[u32], numbers: &[Number]) {
        self.numbers.iter_mut().zip(rows).for_each(|(near, &row)| *near = lanes::of_row(numbers[row as usize]));
    }

    /// By histograms.
    fn best_of_many(
        &mut self,
        node: &mut Node,
        columns: &[Column],
        rows: &[u32],
        numbers: &[Number],
        best: &mut Option<Best<Slot>>,
    ) {
        for rows in rows.chunks(FEW_ROWS) {
            self.gather(rows, numbers);
            for (columns, slots) in columns.chunks(3).zip(self.slots.as_chunks_mut::<3>().0) {
                match (columns, slots) {
                    ([a, b, c], slots) => collect([a.bins, b.bins, c.bins], rows, &self.numbers, slots.each_mut()),
                    ([a, b], [of_a, of_b, _]) => collect([a.bins, b.bins], rows, &self.numbers, [of_a, of_b]),
                    ([a], [of_a, ..]) => collect([a.bins], rows, &self.numbers, [of_a]),
                    _ => {}
                }
            }
        }
        for (column, slots) in columns.iter().zip(&mut self.slots) {
            if let Some(cut) = node.best_cut(&slots[..column.count]) {
                node.least = cut.gain;
                let has_missing = lanes::numbers(slots[0])[1] != 0;
                *best = Some(Best { index: column.index, has_missing, cut });
            }
            slots.fill(lanes::ZERO);
        }
    }

    /// By the bins that they have.
    #[inline(always)]
    fn best_of_few(
        &mut self,
        node: &Node,
        contest: &mut Contest,
        column: Column,
        rows: &[u32],
        best: &mut Option<Best<Slot>>,
    ) {
        let Self { slots: [slots, ..], numbers, before, seen } = self;
        let mut marks = [0u64; 4];
        for (&row, &number) in rows.iter().zip(&*numbers) {
            let bin = column.bins[row as usize];
            lanes::add(&mut slots[usize::from(bin)], number);
            marks[usize::from(bin >> 6)] |= 1 << (bin & 63);
        }
        let has_missing = marks[0] & 1 == 1;
        let missing = slots[0];
        slots[0] = lanes::ZERO;
        marks[0] &= !1;
        let mut count = 0;
        let mut sums = lanes::of([WHOLE, 0]);
        for (mut word, first) in marks.into_iter().zip([0, 64, 128, 192]) {
            while word != 0 {
                let bin = first + word.trailing_zeros() as u8;
                word &= word - 1;
                before[count] = sums;
                count += 1;
                seen[count] = bin;
                lanes::add(&mut sums, slots[usize::from(bin)]);
                slots[usize::from(bin)] = lanes::ZERO;
            }
        }
        before[count] = sums;
        let right = best_cut(node, contest, before, 1..count + usize::from(has_missing));
        let mut found = right.map(|(gain, place)| (gain, seen[place], false, before[place]));
        if has_missing {
            // The first bin parts missing values from all others, whether it has rows or not.
            let apart = column.count > 2 && (count == 0 || seen[1] != 1);
            seen[0] = 1;
            before[..=count].iter_mut().for_each(|sums| lanes::add(sums, missing));
            let left = best_cut(node, contest, before, usize::from(!apart)..count);
            if let Some((gain, place)) = left {
                let better = |&(most, bin, ..): &(f64, u8, bool, Lanes)| {
                    gain > most || (gain == most && seen[place] < bin)
                };
                if found.as_ref().is_none_or(better) {
                    found = Some((gain, seen[place], true, before[place]));
                }
            }
        }
        if let Some((gain, bin, missing_left, left)) = found {
            contest.raise(gain);
            let [target, weight] = lanes::numbers(left);
            let cut = Cut { gain: gain * node.unit(), bin, missing_left, left: [target.wrapping_sub(WHOLE), weight] };
            *best = Some(Best { index: column.index, has_missing, cut });
        }
    }
}

/// The best of the cuts with these sums on their left, [`WHOLE`] added to the targets. Its gain in units of the node, and its place.
#[inline(always)]
fn best_cut(
    node: &Node,
    contest: &Contest,
    left: &[Lanes; FEW_ROWS + 1],
    places: Range<usize>,
) -> Option<(f64, usize)> {
    let Range { mut start, mut end } = places;
    // Sides only gain rows: what is too small lies at both ends.
    let enough = |place: usize| {
        let [target, weight] = lanes::numbers(left[place]);
        let left = [target.wrapping_sub(WHOLE), weight];
        (node.enough(&left), node.enough(&[node.total[0] - left[0], node.total[1] - left[1]]))
    };
    while start < end && !enough(start).0 {
        start += 1;
    }
    while start < end && !enough(end - 1).1 {
        end -= 1;
    }
    let mut contest = *contest;
    let mut place = of([1.0, 2.0].map(|place| place + start as f64));
    let (pairs, odd) = left.get(start..end)?.as_chunks::<2>();
    for [a, b] in pairs {
        contest.consider(*a, *b, place);
        place = plus(place, splat(2.0));
    }
    for left in odd {
        contest.consider(*left, *left, place);
    }
    let (gain, place) = contest.best();
    (place > 0.0).then(|| (gain, place as usize - 1))
}

/// Adds the numbers of rows to the slots of some columns.
#[inline(always)]
fn collect<'s, const COLUMNS: usize>(
    columns: [&[u8]; COLUMNS],
    rows: &[u32],
    numbers: &[Lanes; FEW_ROWS],
    slots: [&'s mut [Lanes; BINS]; COLUMNS],
) {
    let length = columns[0].len();
    let columns = columns.map(|column| &column[..length]);
    let mut slots = slots;
    for (&row, &number) in rows.iter().zip(numbers) {
        for (column, slots) in columns.iter().zip(&mut slots) {
            lanes::add(&mut slots[usize::from(column[row as usize])], number);
        }
    }
}
