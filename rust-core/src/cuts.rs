//! The best cut of a number column for one target, two cuts at a time. In: the column's histogram at a node and the node's sums. Out: the cut
//! that the plain search ([`Search::best`](crate::split::Search::best)) finds, bit for bit.

use crate::histogram::{lanes, Slot};
use crate::pairs::{
    above, any, both, by, firsts, flags, ge, gt, low, minus, numbers, plus, seconds, signed, splat, times, whole,
    whole_gt, Mask, Pair,
};
use crate::split::SplitLimits;
use crate::statistics::{count_back, Scale, COUNT_BITS, COUNT_MASK};
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

/// What does not change from cut to cut.
struct Cuts {
    target: Pair,
    weight: Pair,
    /// Counts of the left side are above the one and below the other.
    counts: [Pair; 2],
    to_target: Pair,
    to_weight: Pair,
    l2: Pair,
    min_weight: Pair,
    parent: Pair,
}

impl Cuts {
    fn new(scale: &Scale, total: &Slot, limits: &SplitLimits, parent: f64) -> Self {
        let rows = i64::from(count_back(total[1]));
        let least = i64::from(limits.min_rows);
        Self {
            target: splat(scale.target_back(total[0])),
            weight: splat(scale.weight_back(total[1])),
            counts: [whole(least - 1), whole(rows - least + 1)],
            to_target: splat(scale.target_back(1)),
            to_weight: splat(scale.weight_back(1 << COUNT_BITS)),
            l2: splat(limits.l2),
            min_weight: splat(limits.min_weight),
            parent: splat(parent),
        }
    }

    /// Gains of two left sides, and whether they are above `least` and within the limits.
    #[inline(always)]
    fn gains(&self, a: Lanes, b: Lanes, least: Pair) -> (Pair, Mask) {
        let packed = seconds(a, b);
        let count = low(packed, COUNT_MASK);
        let enough = both(whole_gt(count, self.counts[0]), whole_gt(self.counts[1], count));
        let left_weight = times(above(packed, COUNT_BITS), self.to_weight);
        let right_weight = minus(self.weight, left_weight);
        let heavy = both(ge(left_weight, self.min_weight), ge(right_weight, self.min_weight));
        let left = times(signed(firsts(a, b)), self.to_target);
        let right = minus(self.target, left);
        // As `SingleTarget::sides`.
        let (left_weight, right_weight) = (plus(left_weight, self.l2), plus(right_weight, self.l2));
        let product = times(left_weight, right_weight);
        let sum = plus(times(times(left, left), right_weight), times(times(right, right), left_weight));
        let sides = by(sum, product);
        let gain = minus(sides, self.parent);
        let gains = both(gt(gain, least), gt(gain, times(splat(1e-12), sides)));
        (gain, both(both(enough, heavy), gains))
    }
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
    let cuts = Cuts::new(scale, total, limits, parent);
    let mut best: Option<(u8, bool, Lanes)> = None;
    let mut most = limits.min_gain;
    // Both of a pair are looked at only where one is better than all before.
    let mut consider = |a: (usize, bool, Lanes), b: (usize, bool, Lanes)| {
        let (gains, good) = cuts.gains(a.2, b.2, splat(most));
        if any(good) {
            for ((gain, good), (bin, missing_left, left)) in numbers(gains).into_iter().zip(flags(good)).zip([a, b]) {
                if good && gain > most {
                    most = gain;
                    best = Some((bin as u8, missing_left, left));
                }
            }
        }
    };
    let (missing, present) = slots.split_first()?;
    let (last, inner) = present.split_last()?;
    let mut left = lanes::ZERO;
    if count_back(missing[1]) == 0 {
        let (pairs, odd) = inner.as_chunks::<2>();
        for (bin, [a, b]) in (1..).step_by(2).zip(pairs) {
            let mut next = left;
            lanes::add(&mut next, lanes::of(*a));
            left = next;
            lanes::add(&mut left, lanes::of(*b));
            consider((bin, false, next), (bin + 1, false, left));
        }
        for slot in odd {
            lanes::add(&mut left, lanes::of(*slot));
            consider((inner.len(), false, left), (inner.len(), false, left));
        }
    } else {
        let mut with_missing = lanes::of(*missing);
        for (bin, slot) in (1..).zip(inner) {
            lanes::add(&mut left, lanes::of(*slot));
            lanes::add(&mut with_missing, lanes::of(*slot));
            consider((bin, false, left), (bin, true, with_missing));
        }
        lanes::add(&mut left, lanes::of(*last));
        consider((present.len(), false, left), (present.len(), false, left));
    }
    best.map(|(bin, missing_left, left)| Cut { gain: most, bin, missing_left, left: lanes::numbers(left) })
}
