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
pub(crate) struct Node<'a> {
    pub(crate) scale: &'a Scale,
    pub(crate) total: Slot,
    pub(crate) limits: &'a SplitLimits,
    /// Score of the node.
    pub(crate) parent: f64,
    /// Gains up to this are none.
    pub(crate) least: f64,
}

/// Cuts of a node, the best so far of those at even and at odd places, and the numbers that these have.
#[derive(Clone, Copy)]
pub(crate) struct Contest {
    total: [Pair; 2],
    l2: Pair,
    parent: Pair,
    gain: Pair,
    place: Pair,
}

impl Contest {
    /// Two cuts, with these sums on their left, [`WHOLE`] added to the targets.
    #[inline(always)]
    pub(crate) fn consider(&mut self, a: Lanes, b: Lanes, place: Pair) {
        let (left, left_weight) = (summed(firsts(a, b)), above(seconds(a, b), COUNT_BITS));
        let (right, right_weight) = (minus(self.total[0], left), minus(self.total[1], left_weight));
        // As `SingleTarget::sides`.
        let (left_weight, right_weight) = (plus(left_weight, self.l2), plus(right_weight, self.l2));
        let product = times(left_weight, right_weight);
        let sum = plus(times(times(left, left), right_weight), times(times(right, right), left_weight));
        let gain = minus(by(sum, product), self.parent);
        // Without a branch: gains that rise from cut to cut can not be foreseen. What is no number, of sides without weight, is not larger.
        self.place = select(gt(gain, self.gain), place, self.place);
        self.gain = most(self.gain, gain);
    }

    /// From now on only larger gains count.
    pub(crate) fn raise(&mut self, gain: f64) {
        self.gain = splat(gain);
    }

    /// The best cut's gain in units of the node, and its place; 0 is none.
    #[inline(always)]
    pub(crate) fn best(&self) -> (f64, f64) {
        let ([a, b], [even, odd]) = (numbers(self.gain), numbers(self.place));
        match a > b || (a == b && even < odd) {
            true => (a, even),
            false => (b, odd),
        }
    }
}

impl<'a> Node<'a> {
    pub(crate) fn new(scale: &'a Scale, total: &Slot, limits: &'a SplitLimits, parent: f64) -> Self {
        Self { scale, total: *total, limits, parent, least: limits.min_gain.max(1e-12 * parent) }
    }

    /// What a gain is worth.
    pub(crate) fn unit(&self) -> f64 {
        self.scale.target_back(1).powi(2) / self.weight_unit()
    }

    fn weight_unit(&self) -> f64 {
        self.scale.weight_back(1 << COUNT_BITS)
    }

    pub(crate) fn enough(&self, side: &Slot) -> bool {
        let SplitLimits { min_rows, min_weight, .. } = *self.limits;
        count_back(side[1]) >= min_rows && self.scale.weight_back(side[1]) >= min_weight
    }

    #[inline(always)]
    pub(crate) fn contest(&self) -> Contest {
        Contest {
            total: [splat(self.total[0] as f64), splat(above_count(self.total[1]))],
            l2: splat(self.limits.l2 / self.weight_unit()),
            parent: splat(self.parent / self.unit()),
            gain: splat(self.least / self.unit()),
            place: splat(0.0),
        }
    }

    /// The best cut of these slots, of the bins from 1 on, with `aside` on the left of all; the last one's right side is `beyond`. A gain as it is worth, and
    /// the last bin that goes left.
    fn best(&self, aside: Slot, slots: &[Slot], beyond: Slot) -> Option<(f64, usize)> {
        // Sides only gain rows: what is too small lies at both ends.
        let mut left = aside;
        let first = slots.iter().position(|slot| {
            let more = plus_slot(left, slot);
            let enough = self.enough(&more);
            if !enough {
                left = more;
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
        let mut contest = self.contest();
        let mut bin = of([1.0, 2.0].map(|place| place + first as f64));
        let (pairs, odd) = slots.as_chunks::<2>();
        for [a, b] in pairs {
            let mut next = left;
            lanes::add(&mut next, lanes::of(*a));
            left = next;
            lanes::add(&mut left, lanes::of(*b));
            contest.consider(next, left, bin);
            bin = plus(bin, splat(2.0));
        }
        for slot in odd {
            lanes::add(&mut left, lanes::of(*slot));
            contest.consider(left, left, bin);
        }
        let (gain, bin) = contest.best();
        (bin > 0.0).then(|| (gain * self.unit(), bin as usize))
    }

    /// The best cut of these slots, the first of which is of missing values. Sides without weight must have no target either, or be kept from having a
    /// score: one of the limits' `l2` and `min_weight` is above 0.
    #[inline(never)]
    pub(crate) fn best_cut(&self, slots: &[Slot]) -> Option<Cut<Slot>> {
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
            return self.best(none, inner, *last).map(cut(false));
        }
        let right = self.best(none, present, *missing);
        let left = self.best(*missing, inner, *last);
        match (right, left) {
            (Some(right), Some(left)) if left.0 > right.0 || (left.0 == right.0 && left.1 < right.1) => {
                Some(cut(true)(left))
            }
            (None, Some(left)) => Some(cut(true)(left)),
            (right, _) => right.map(cut(false)),
        }
    }
}

fn above_count(packed: i64) -> f64 {
    ((packed as u64) >> COUNT_BITS) as f64
}

fn plus_slot(sums: Slot, slot: &Slot) -> Slot {
    [sums[0] + slot[0], sums[1] + slot[1]]
}
