//! The best cut of a number column for one target, two cuts at a time. In: the column's histogram at a node and the node's sums. Out: the cut
//! that the plain search ([`Search::best`](crate::split::Search::best)) finds, bit for bit.

use crate::histogram::{lanes, Slot};
use crate::pairs::{
    above, by, firsts, gt, minus, most, numbers, of, plus, seconds, select, splat, summed, times, Pair, WHOLE,
};
use crate::split::SplitLimits;
use crate::statistics::{count_back, Scale, COUNT_BITS};
use lanes::Lanes;

/// Where a number column is cut.
pub struct Cut<Sums> {
    /// Score of the two sides less the node's own.
    pub gain: f64,
    /// The last bin that goes left.
    pub bin: u8,
    /// Whether missing values go left, where there are some.
    pub missing_left: bool,
    /// Sums of the left side.
    pub left: Sums,
}

/// A node and what its cuts must keep. Targets and weights are whole numbers as the histogram has them, f64s of which products and quotients are those of
/// the true ones but for a power of two.
struct Node<'a> {
    scale: &'a Scale,
    total: Slot,
    limits: &'a SplitLimits,
    /// Score of the node.
    parent: f64,
}

/// The best so far of the cuts at even and at odd places, and the bins they end with.
struct Best {
    gain: Pair,
    bin: Pair,
}

impl Node<'_> {
    /// What a gain is worth.
    fn unit(&self) -> f64 {
        self.scale.target_back(1).powi(2) / self.weight_unit()
    }

    fn weight_unit(&self) -> f64 {
        self.scale.weight_back(1 << COUNT_BITS)
    }

    fn enough(&self, side: &Slot) -> bool {
        let SplitLimits { min_rows, min_weight, .. } = *self.limits;
        count_back(side[1]) >= min_rows && self.scale.weight_back(side[1]) >= min_weight
    }

    /// The best cut of these slots, of the bins from 1 on, with `aside` on the left of all; the last one's right side is `beyond`. A gain as it is worth, and
    /// the last bin that goes left.
    fn best(&self, aside: Slot, slots: &[Slot], beyond: Slot) -> Option<(f64, usize)> {
        // Sides only gain rows: what is too small lies at both ends.
        let mut left = aside;
        let first = slots.iter().position(|slot| {
            let enough = self.enough(&plus_slot(left, slot));
            if !enough {
                left = plus_slot(left, slot);
            }
            enough
        })?;
        let mut right = beyond;
        let last = slots.iter().rposition(|slot| {
            let enough = self.enough(&right);
            right = plus_slot(right, slot);
            enough
        })?;
        let slots = slots.get(first..=last)?;
        let mut left = lanes::of([left[0].wrapping_add(WHOLE), left[1]]);
        let total = [splat(self.total[0] as f64), splat(above_count(self.total[1]))];
        let l2 = splat(self.limits.l2 / self.weight_unit());
        let parent = splat(self.parent / self.unit());
        let least = self.limits.min_gain.max(1e-12 * self.parent) / self.unit();
        let mut best = Best { gain: splat(least), bin: splat(0.0) };
        let mut bin = of([1.0, 2.0].map(|place| place + first as f64));
        let (pairs, odd) = slots.as_chunks::<2>();
        let mut consider = |a: Lanes, b: Lanes, bin: Pair| {
            let (left, left_weight) = (summed(firsts(a, b)), above(seconds(a, b), COUNT_BITS));
            let (right, right_weight) = (minus(total[0], left), minus(total[1], left_weight));
            // As `SingleTarget::sides`.
            let (left_weight, right_weight) = (plus(left_weight, l2), plus(right_weight, l2));
            let product = times(left_weight, right_weight);
            let sum = plus(times(times(left, left), right_weight), times(times(right, right), left_weight));
            let gain = minus(by(sum, product), parent);
            // Without a branch: gains that rise from cut to cut can not be foreseen.
            best.bin = select(gt(gain, best.gain), bin, best.bin);
            best.gain = most(best.gain, gain);
        };
        for [a, b] in pairs {
            let mut next = left;
            lanes::add(&mut next, lanes::of(*a));
            left = next;
            lanes::add(&mut left, lanes::of(*b));
            consider(next, left, bin);
            bin = plus(bin, splat(2.0));
        }
        for slot in odd {
            lanes::add(&mut left, lanes::of(*slot));
            consider(left, left, bin);
        }
        let ([a, b], [even, odd]) = (numbers(best.gain), numbers(best.bin));
        let (gain, bin) = if a > b || (a == b && even < odd) { (a, even) } else { (b, odd) };
        (bin > 0.0).then(|| (gain * self.unit(), bin as usize))
    }
}

fn above_count(packed: i64) -> f64 {
    ((packed as u64) >> COUNT_BITS) as f64
}

fn plus_slot(sums: Slot, slot: &Slot) -> Slot {
    [sums[0] + slot[0], sums[1] + slot[1]]
}

/// The best cut of these slots, the first of which is of missing values. `parent` is the node's score. Limits must keep sides without weight from having a
/// score: one of `l2` and `min_weight` is above 0.
#[inline(never)]
pub(crate) fn best_cut(
    scale: &Scale,
    slots: &[Slot],
    total: &Slot,
    limits: &SplitLimits,
    parent: f64,
) -> Option<Cut<Slot>> {
    let node = Node { scale, total: *total, limits, parent };
    let (missing, present) = slots.split_first()?;
    let (last, inner) = present.split_last()?;
    let none = [0, 0];
    let cut = |missing_left: bool| {
        move |(gain, bin): (f64, usize)| {
            let left = slots[usize::from(!missing_left)..=bin].iter().fold(none, plus_slot);
            Cut { gain, bin: bin as u8, missing_left, left }
        }
    };
    if count_back(missing[1]) == 0 {
        return node.best(none, inner, *last).map(cut(false));
    }
    let right = node.best(none, present, *missing);
    let left = node.best(*missing, inner, *last);
    match (right, left) {
        (Some(right), Some(left)) if left.0 > right.0 || (left.0 == right.0 && left.1 < right.1) => {
            Some(cut(true)(left))
        }
        (None, Some(left)) => Some(cut(true)(left)),
        (right, _) => right.map(cut(false)),
    }
}
