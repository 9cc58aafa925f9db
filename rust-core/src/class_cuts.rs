//! Where cuts of a sorted column move, so that the classes change at them. In: cuts and rows in the order of the values. Out: each
//! cut at the place between its neighbours where the classes differ most, if that is beyond chance.
//!
//! A cut's gain is the squared distance between the left rows' counts of each class and what they would be by chance, over the
//! product of both sides' rows. A row moves the counts by no more than its class's own step, so a block of rows whose ends are close
//! enough to chance has no cut beyond it inside, and is passed over: its rows are not looked at one by one.

use crate::by_value::Item;
use std::ops::Range;

/// Rows of a block.
const ROWS: usize = 16;
/// Most classes that are counted by blocks: a block's counts are the bytes of one number.
const CLASSES: usize = 3;

/// Rows of each class.
type Counts = [u32; CLASSES];

/// Moves each cut to the place between its neighbours where the classes differ most, if that is beyond chance. All classes of the sample
/// are below `classes`.
pub(crate) fn move_cuts(cuts: &mut [usize], sample: &[Item], classes: usize) {
    let mut rows = Rows::new(sample, classes, if classes > CLASSES { vec![] } else { blocks(sample) });
    rows.move_cuts(cuts);
}

/// Rows of each class before each block, and of all.
fn blocks(sample: &[Item]) -> Vec<Counts> {
    let mut counts = [0; CLASSES];
    let mut before = Vec::with_capacity(sample.len() / ROWS + 2);
    for block in sample.chunks(ROWS) {
        before.push(counts);
        add(&mut counts, block);
    }
    before.push(counts);
    before
}

#[inline(always)]
fn add(counts: &mut Counts, block: &[Item]) {
    let packed = block.iter().fold(0u32, |sum, row| sum + (1 << (8 * row.class() as u32)));
    for (count, added) in counts.iter_mut().zip(packed.to_le_bytes()) {
        *count += u32::from(added);
    }
}

/// The rows that cuts are looked for among.
struct Rows<'a> {
    sample: &'a [Item],
    /// Without blocks all rows are looked at.
    blocks: Vec<Counts>,
    /// Rows of each class on both sides of a cut.
    left: Vec<u64>,
    right: Vec<u64>,
}

/// The best of the cuts looked at: its squares, and where it is.
type Best = Option<(f64, usize)>;

impl<'a> Rows<'a> {
    fn new(sample: &'a [Item], classes: usize, blocks: Vec<Counts>) -> Self {
        let zeros = vec![0; classes.max(CLASSES)];
        Self { sample, blocks, left: zeros.clone(), right: zeros }
    }

    fn move_cuts(&mut self, cuts: &mut [usize]) {
        for i in 0..cuts.len() {
            let from = if i == 0 { 0 } else { cuts[i - 1] };
            let to = cuts.get(i + 1).copied().unwrap_or(self.sample.len());
            if let Some(cut) = self.best_cut(from..to) {
                cuts[i] = cut;
            }
        }
    }

    /// The cut of these rows with the largest Gini gain, if the gain is beyond chance.
    fn best_cut(&mut self, window: Range<usize>) -> Option<usize> {
        self.left.fill(0);
        self.right.fill(0);
        let base = self.counts(window.start);
        let total = less(self.counts(window.end), base);
        if self.blocks.is_empty() {
            self.sample[window.clone()].iter().for_each(|row| self.right[row.class()] += 1);
        } else {
            self.right.iter_mut().zip(total).for_each(|(right, count)| *right = count.into());
        }
        let present = self.right.iter().filter(|&&count| count > 0).count();
        let (seen, whole) = (window.len() as f64, squares(&self.right) as f64 / window.len() as f64);
        // Gain by Gini impurity is chi-square with (classes - 1) degrees of freedom, divided by them (Light and Margolin
        // 1971). The limit is far in its tail, since the best of many cuts is tested.
        let freedom = present as f64 - 1.0;
        let impurity = 1.0 - whole / seen;
        let limit = freedom + 4.0 * (2.0 * freedom).sqrt() + 10.0;
        let mut best = None;
        if self.blocks.is_empty() {
            self.look(&window, window.clone(), &mut best);
        } else if present > 1 {
            self.look_at_blocks(window, base, total, limit * impurity / freedom, &mut best);
        }
        best.filter(|(sides, _)| present > 1 && (sides - whole) * freedom > limit * impurity).map(|(_, cut)| cut)
    }

    /// Looks at the blocks in which there may be a cut with at least this gain.
    fn look_at_blocks(&mut self, window: Range<usize>, base: Counts, total: Counts, gain: f64, best: &mut Best) {
        let seen = window.len() as f64;
        let distances = Distances::new(total, seen);
        // The squared distance over the product of both sides' rows. A little less, as distances are rounded.
        let bar = 0.999 * gain / seen;
        let (mut start, mut left, mut near) = (window.start, [0; CLASSES], (0.0, 0.0));
        while start < window.end {
            let end = ((start / ROWS + 1) * ROWS).min(window.end);
            let next = if end == window.end { total } else { less(self.blocks[end / ROWS], base) };
            let far = distances.of(next, (end - window.start) as f64);
            let most = (near.0 + far.0 + far.1 - near.1) / 2.0;
            // A cut has a row on either side.
            let first = (start - window.start).max(1) as f64;
            let last = (end - window.start).min(window.len() - 1) as f64;
            let fewest = (first * (seen - first)).min(last * (seen - last));
            if most * most >= bar * fewest {
                for class in 0..CLASSES {
                    self.left[class] = left[class].into();
                    self.right[class] = (total[class] - left[class]).into();
                }
                self.look(&window, start..end, best);
            }
            (start, left, near) = (end, next, far);
        }
    }

    /// Rows of each class before a position, if there are blocks.
    fn counts(&self, at: usize) -> Counts {
        let block = at / ROWS;
        let mut counts = [0; CLASSES];
        if let Some(&before) = self.blocks.get(block) {
            counts = before;
            add(&mut counts, &self.sample[block * ROWS..at]);
        }
        counts
    }

    /// Tests the cut before each of these rows of the window; of the rows before them `left` knows.
    fn look(&mut self, window: &Range<usize>, rows: Range<usize>, best: &mut Best) {
        let (mut left_squares, mut right_squares) = (squares(&self.left), squares(&self.right));
        for at in rows {
            let row = self.sample[at];
            if at > window.start && self.sample[at - 1].key() != row.key() {
                let sides =
                    left_squares as f64 / (at - window.start) as f64 + right_squares as f64 / (window.end - at) as f64;
                if best.is_none_or(|(most, _)| sides > most) {
                    *best = Some((sides, at));
                }
            }
            let (left, right) = (&mut self.left[row.class()], &mut self.right[row.class()]);
            left_squares += 2 * *left + 1;
            right_squares -= 2 * *right - 1;
            *left += 1;
            *right -= 1;
        }
    }
}

fn squares(counts: &[u64]) -> u64 {
    counts.iter().map(|count| count * count).sum()
}

#[inline(always)]
fn less(all: Counts, some: Counts) -> Counts {
    std::array::from_fn(|class| all[class] - some[class])
}

/// How far the first rows of a window are from what chance would have.
struct Distances {
    shares: [f64; CLASSES],
    /// How far a row of each class moves the counts from there.
    steps: [f64; CLASSES],
}

impl Distances {
    fn new(total: Counts, seen: f64) -> Self {
        let shares = total.map(|count| f64::from(count) / seen);
        let squares: f64 = shares.iter().map(|share| share * share).sum();
        Self { shares, steps: shares.map(|share| (1.0 - 2.0 * share + squares).max(0.0).sqrt()) }
    }

    /// The distance of so many rows' counts, and the length of the way to it, row by row.
    #[inline(always)]
    fn of(&self, left: Counts, rows: f64) -> (f64, f64) {
        let (mut squares, mut way) = (0.0, 0.0);
        for (class, count) in left.into_iter().enumerate() {
            let count = f64::from(count);
            let apart = count - rows * self.shares[class];
            squares += apart * apart;
            way += count * self.steps[class];
        }
        (squares.sqrt(), way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::by_value::tests::sample;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cuts_by_blocks_are_those_of_a_look_at_every_row(
            rows in prop::collection::vec((0u16..400, 0u16..1000), 2..1200),
            classes in 2u16..=CLASSES as u16,
            // The share of class 0, by thousandths, and where the others begin to be more.
            rare in prop::sample::select(vec![500u16, 990, 0]),
            change in 0u16..800,
            cuts in prop::collection::vec(0usize..1200, 1..8),
        ) {
            let class = |value: u16, chance: u16| match chance < rare && (value < change || chance < rare / 2) {
                true => 0,
                false => chance % classes,
            };
            let rows: Vec<(f32, u16)> =
                rows.iter().map(|&(value, chance)| (f32::from(value), class(value, chance))).collect();
            let sample = sample(&rows);
            let mut slow: Vec<usize> = cuts.into_iter().map(|cut| cut % (sample.len() - 1) + 1).collect();
            slow.sort_unstable();
            slow.dedup();
            let mut fast = slow.clone();
            Rows::new(&sample, usize::from(classes), vec![]).move_cuts(&mut slow);
            move_cuts(&mut fast, &sample, usize::from(classes));
            prop_assert_eq!(fast, slow);
        }
    }
}
