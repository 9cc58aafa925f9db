//! The best split of one node by one column. In: the column's histogram at the node and the node's sums. Out: the
//! test with the largest gain, or none. Missing values are bin 0 and go to the side where they gain more.

use crate::binning::ColumnBins;
use crate::constraints::Direction;
use crate::cuts::Cut;
use crate::statistics::{count_back, ratio_or_zero, Statistics};

/// A set of bins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BinSet([u64; 4]);

impl BinSet {
    /// Adds a bin.
    pub fn insert(&mut self, bin: u8) {
        self.0[usize::from(bin >> 6)] |= 1 << (bin & 63);
    }

    /// Whether a bin is in the set.
    pub fn contains(&self, bin: u8) -> bool {
        self.0[usize::from(bin >> 6)] >> (bin & 63) & 1 == 1
    }

    /// The bins in both sets.
    pub(crate) fn and(self, other: Self) -> Self {
        Self([0, 1, 2, 3].map(|i| self.0[i] & other.0[i]))
    }

    /// All other bins.
    pub(crate) fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// The bins, ascending.
    pub(crate) fn bins(self) -> impl Iterator<Item = u8> {
        self.0.into_iter().zip([0, 64, 128, 192]).flat_map(|(mut word, first)| {
            std::iter::from_fn(move || {
                let place = word.trailing_zeros() as u8;
                (word != 0).then(|| {
                    word &= word - 1;
                    first + place
                })
            })
        })
    }

    /// Whether there is no bin in the set.
    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl FromIterator<u8> for BinSet {
    fn from_iter<I: IntoIterator<Item = u8>>(bins: I) -> Self {
        let mut set = Self::default();
        bins.into_iter().for_each(|bin| set.insert(bin));
        set
    }
}

/// What a node asks of its column's bin, where that bin is not the missing one.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Bins up to this one go left.
    UpTo(u8),
    /// Listed bins go left, or, with `listed_right`, right; all others go the other way.
    Listed {
        /// The bins seen at the node on the side with less weight.
        bins: BinSet,
        /// Whether they go right.
        listed_right: bool,
    },
}

impl Test {
    /// Whether the sides have an order: values of both can be present. Where all present values go left, the right side is
    /// of missing ones, which are outside any order.
    pub fn orders(&self, bins: &ColumnBins) -> bool {
        matches!(self, Test::UpTo(last) if usize::from(*last) + 1 < bins.len())
    }

    /// Whether a bin other than the missing one goes left.
    pub fn goes_left(&self, bin: u8) -> bool {
        match self {
            Test::UpTo(last) => bin <= *last,
            Test::Listed { bins, listed_right } => bins.contains(bin) != *listed_right,
        }
    }
}

/// A split of one node.
#[derive(Clone, Debug)]
pub struct Split<Sums> {
    /// Column of the matrix.
    pub column: u32,
    /// What the node asks.
    pub test: Test,
    /// Where missing values go; where the node saw none: to the side with more weight.
    pub missing_left: bool,
    /// Score of the two sides less the node's own.
    pub gain: f64,
    /// Sums of the left side.
    pub left: Sums,
    /// Sums of the right side.
    pub right: Sums,
}

impl<Sums> Split<Sums> {
    /// Whether a row with this bin of the split's column goes left.
    pub fn goes_left(&self, bin: u8) -> bool {
        if bin == 0 {
            self.missing_left
        } else {
            self.test.goes_left(bin)
        }
    }
}

/// The split with the larger gain; the first where they are equal.
pub(crate) fn better<Sums>(best: Option<Split<Sums>>, next: Option<Split<Sums>>) -> Option<Split<Sums>> {
    match (best, next) {
        (Some(best), Some(next)) if next.gain > best.gain => Some(next),
        (None, next) => next,
        (best, _) => best,
    }
}

/// Sorts bins by a number, of equals the one that comes first: runs of growing length are merged. The module's standard library, built for size, takes
/// several times as long.
#[inline(never)]
fn sort_categories(keyed: &mut [(f64, u8)]) {
    let mut merged = Vec::with_capacity(keyed.len());
    let mut length = 1;
    while length < keyed.len() {
        merged.clear();
        for runs in keyed.chunks(2 * length) {
            let (mut left, mut right) = runs.split_at(length.min(runs.len()));
            while let ([first, rest_left @ ..], [second, rest_right @ ..]) = (left, right) {
                if second.0.total_cmp(&first.0).is_lt() {
                    merged.push(*second);
                    right = rest_right;
                } else {
                    merged.push(*first);
                    left = rest_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        keyed.copy_from_slice(&merged);
        length *= 2;
    }
}

/// What both sides of a split must keep, and how categories are judged.
#[derive(Clone, Copy, Debug)]
pub struct SplitLimits {
    /// Least training rows a side.
    pub min_rows: u32,
    /// Least weight (sum of hessians) a side.
    pub min_weight: f64,
    /// Least gain.
    pub min_gain: f64,
    /// Added to the weight in scores and leaf values.
    pub l2: f64,
    /// Added to a category's weight when categories are sorted, so that rare ones do not lead.
    pub category_smoothing: f64,
    /// Added to l2 when more than [`FEW_CATEGORIES`] categories are sorted and cut.
    pub category_l2: f64,
    /// Where more than [`FEW_CATEGORIES`] are seen, those with fewer rows than this are not sorted but go against the listed side, and neither
    /// is `noise` looked at. 0: all are sorted.
    pub min_category_rows: u32,
    /// Variance of a row's target by its weight (see `SingleTarget::dispersion`). Cuts of more than [`FEW_CATEGORIES`]
    /// sorted categories pay for what chance alone might gain them, and each category is also tried against all others, for
    /// its whole gain. 0, or more targets than one: neither.
    pub noise: f64,
}

/// Up to this many categories can not be overfitted by sorting them, so they pay nothing (as in LightGBM).
pub const FEW_CATEGORIES: usize = 4;

/// One category alone on the left side: the gain, the bin, the sums.
type Single<S> = (f64, u8, <S as Statistics>::Sums);

/// Which bins go left.
enum Pick {
    /// This one.
    One(u8),
    /// The first `cut` in this order, or its reverse.
    Cut { order: usize, reversed: bool, cut: usize },
}

/// The search in one column of one node.
pub struct Search<'a, S: Statistics> {
    /// What the histogram sums.
    pub statistics: &'a S,
    /// What a split must keep.
    pub limits: &'a SplitLimits,
    /// Sums over the node's rows.
    pub total: &'a S::Sums,
    /// How values follow the column. Kept where there is one target.
    pub direction: Direction,
}

impl<S: Statistics> Search<'_, S> {
    /// The best split by `column`, whose bins and histogram at this node are given.
    pub fn best(&self, column: u32, bins: &ColumnBins, histogram: &[i64]) -> Option<Split<S::Sums>> {
        let quick = self.direction == Direction::Free && self.statistics.is_quick(self.limits);
        if quick && matches!(bins, ColumnBins::Number { .. }) {
            let has_missing = histogram[self.statistics.stride() - 1] != 0;
            let cut = self.statistics.best_cut(histogram, self.total, self.limits);
            return cut.map(|cut| self.at(column, cut, has_missing));
        }
        self.best_plainly(column, bins, histogram)
    }

    /// The same a cut at a time.
    pub fn best_plainly(&self, column: u32, bins: &ColumnBins, histogram: &[i64]) -> Option<Split<S::Sums>> {
        let slots = histogram.chunks_exact(self.statistics.stride()).zip(0..=u8::MAX);
        // The last number of a slot counts rows.
        let seen = slots.filter(|(slot, _)| slot.last() != Some(&0)).map(|(_, bin)| bin).collect();
        self.best_of_seen(column, bins, histogram, seen)
    }

    /// The same where it is known which bins have rows.
    pub(crate) fn best_of_seen(
        &self,
        column: u32,
        bins: &ColumnBins,
        histogram: &[i64],
        seen: BinSet,
    ) -> Option<Split<S::Sums>> {
        match bins {
            ColumnBins::Number { .. } => self.best_number(column, histogram, seen),
            ColumnBins::Category { .. } => self.best_category(column, histogram, seen),
        }
    }

    /// The gain of a split with this left side if both sides keep to the limits.
    fn gain(&self, left: &S::Sums, right: &S::Sums, l2: f64, parent: f64) -> Option<f64> {
        let (statistics, limits) = (self.statistics, self.limits);
        let enough = |sums| statistics.count(sums) >= limits.min_rows && statistics.weight(sums) >= limits.min_weight;
        if !enough(left) || !enough(right) {
            return None;
        }
        let gain = statistics.sides(left, right, l2) - parent;
        // A gain within the rounding of the scores is none: pure nodes must not split.
        (gain > limits.min_gain && gain > 1e-12 * parent).then_some(gain)
    }

    /// Whether the values of these sides follow the direction.
    fn follows(&self, left: &S::Sums, right: &S::Sums) -> bool {
        let l2 = self.limits.l2;
        let value = |sums| self.statistics.single(sums).map(|(target, weight)| ratio_or_zero(target, weight + l2));
        value(left).zip(value(right)).is_none_or(|(left, right)| self.direction.allows(left, right))
    }

    fn missing_goes_left(&self, left: &S::Sums, right: &S::Sums) -> bool {
        self.statistics.weight(left) >= self.statistics.weight(right)
    }

    fn best_number(&self, column: u32, histogram: &[i64], mut seen: BinSet) -> Option<Split<S::Sums>> {
        let (statistics, l2) = (self.statistics, self.limits.l2);
        let slot = |bin: u8| &histogram[usize::from(bin) * statistics.stride()..][..statistics.stride()];
        let parent = statistics.score(self.total, l2);
        let last = (histogram.len() / statistics.stride() - 1) as u8;
        let mut missing = statistics.none();
        statistics.add(&mut missing, slot(0));
        let has_missing = seen.contains(0);
        if has_missing {
            // These part missing from present, whether the bin has rows or not. Other bins without rows change no side.
            seen.insert(1);
            seen.insert(last);
        }
        let mut right = statistics.none();
        let mut best: Option<(f64, u8, bool)> = None;
        let mut best_left = statistics.none();
        let mut consider = |bin: u8, missing_left: bool, left: &S::Sums| {
            statistics.set_rest(&mut right, self.total, left);
            if let Some(gain) = self.gain(left, &right, l2, parent) {
                // See `Test::orders`.
                if bin < last && !self.follows(left, &right) {
                    return;
                }
                if best.is_none_or(|(most, ..)| gain > most) {
                    best = Some((gain, bin, missing_left));
                    best_left.clone_from(left);
                }
            }
        };
        let (mut left, mut left_and_missing) = (statistics.none(), missing);
        seen.bins().filter(|&bin| bin > 0).for_each(|bin| {
            statistics.add(&mut left, slot(bin));
            if bin < last || has_missing {
                consider(bin, false, &left);
            }
            if has_missing && bin < last {
                statistics.add(&mut left_and_missing, slot(bin));
                consider(bin, true, &left_and_missing);
            }
        });
        let (gain, bin, missing_left) = best?;
        Some(self.at(column, Cut { gain, bin, missing_left, left: best_left }, has_missing))
    }

    /// The split of a cut.
    pub fn at(
        &self,
        column: u32,
        Cut { gain, bin, missing_left, left }: Cut<S::Sums>,
        has_missing: bool,
    ) -> Split<S::Sums> {
        let right = self.statistics.rest(self.total, &left);
        let missing_left = if has_missing { missing_left } else { self.missing_goes_left(&left, &right) };
        Split { column, test: Test::UpTo(bin), missing_left, gain, left, right }
    }

    /// The best category against all others, and the price of a cut of these categories, sorted: what it might gain if no
    /// category tells anything.
    ///
    /// A category's target G is then noise of variance v w, w being its weight and v the limits' `noise`, so that all
    /// categories apart gain v (n - 1): one v for each but the mean they share. No cut gains more. n counts categories by
    /// the even ones they are worth, (sum of sqrt(w))^2 / sum of w, as the best cut does: it gains v n 2 / pi where there are
    /// many, and nearly v (n - 1) where there are few.
    fn best_single(&self, histogram: &[i64], seen: &[u8]) -> (Option<Single<S>>, f64) {
        let (statistics, l2) = (self.statistics, self.limits.l2);
        let parent = statistics.score(self.total, l2);
        let (mut best, mut right, mut roots): (Option<Single<S>>, _, _) = (None, statistics.none(), 0.0);
        for &bin in seen {
            let mut left = statistics.none();
            statistics.add(&mut left, &histogram[usize::from(bin) * statistics.stride()..][..statistics.stride()]);
            roots += statistics.weight(&left).sqrt();
            statistics.set_rest(&mut right, self.total, &left);
            if let Some(gain) = self.gain(&left, &right, l2, parent) {
                if best.as_ref().is_none_or(|(most, ..)| gain > *most) {
                    best = Some((gain, bin, left));
                }
            }
        }
        let even = ratio_or_zero(roots * roots, statistics.weight(self.total));
        (best, self.limits.noise * (even - 1.0).max(0.0))
    }

    /// Categories sorted by their mean target are cut at every place. With one target that finds the best of all
    /// subsets (Fisher 1958); with several, each class in turn is the target. Missing is a category like others.
    fn best_category(&self, column: u32, histogram: &[i64], seen: BinSet) -> Option<Split<S::Sums>> {
        let statistics = self.statistics;
        let stride = statistics.stride();
        let slot = |bin: u8| &histogram[usize::from(bin) * stride..][..stride];
        let seen: Vec<u8> = seen.bins().collect();
        let mut right = statistics.none();
        let many = seen.len() > FEW_CATEGORIES;
        let l2 = self.limits.l2 + if many { self.limits.category_l2 } else { 0.0 };
        let parent = statistics.score(self.total, l2);
        let least = if many { self.limits.min_category_rows } else { 0 };
        // With more targets than one there is no noise: asking that first keeps the code for it out of the module.
        let noisy = least == 0 && statistics.single(self.total).is_some() && self.limits.noise > 0.0;
        let (single, price) = match many && noisy {
            true => self.best_single(histogram, &seen),
            false => (None, 0.0),
        };
        let mut best_left = statistics.none();
        let mut best = single.map(|(gain, bin, left)| {
            best_left = left;
            (gain, Pick::One(bin))
        });
        let mut sorted: Vec<(f64, u8)> = Vec::with_capacity(seen.len());
        let enough = |bin: &&u8| count_back(slot(**bin)[stride - 1]) >= least;
        let sort = |order: usize, reversed: bool, sorted: &mut Vec<(f64, u8)>| {
            let key = |bin: u8| statistics.order_key(slot(bin), order, self.limits.category_smoothing);
            sorted.clear();
            sorted.extend(seen.iter().filter(enough).map(|&bin| (key(bin), bin)));
            sort_categories(sorted);
            if reversed {
                sorted.reverse();
            }
        };
        // Those that are not sorted stay on the right, so that both ends and all of the order are tried on the left.
        let some_out = !seen.iter().all(|bin| enough(&bin));
        let reverses = [false, true].into_iter().take(1 + usize::from(some_out));
        for (order, reversed) in
            statistics.orders(self.total).into_iter().flat_map(|order| reverses.clone().map(move |r| (order, r)))
        {
            sort(order, reversed, &mut sorted);
            let mut left = statistics.none();
            for cut in 1..sorted.len() + usize::from(some_out) {
                statistics.add(&mut left, slot(sorted[cut - 1].1));
                statistics.set_rest(&mut right, self.total, &left);
                if let Some(gain) = self.gain(&left, &right, l2, parent).map(|gain| gain - price) {
                    if gain > best.as_ref().map_or(self.limits.min_gain, |&(most, _)| most) {
                        best = Some((gain, Pick::Cut { order, reversed, cut }));
                        best_left.clone_from(&left);
                    }
                }
            }
        }
        let (gain, pick) = best?;
        let left_bins: BinSet = match pick {
            Pick::One(bin) => std::iter::once(bin).collect(),
            Pick::Cut { order, reversed, cut } => {
                sort(order, reversed, &mut sorted);
                sorted[..cut].iter().map(|&(_, bin)| bin).collect()
            }
        };
        Some(self.listed(column, &seen, left_bins, gain, best_left))
    }

    /// The split that sends these of the seen bins left. The lighter side is listed, so that a category the node never saw goes with the heavier one.
    fn listed(&self, column: u32, seen: &[u8], left_bins: BinSet, gain: f64, left: S::Sums) -> Split<S::Sums> {
        let right = self.statistics.rest(self.total, &left);
        let heavy_left = self.missing_goes_left(&left, &right);
        let bins = seen.iter().copied().filter(|&bin| bin != 0 && left_bins.contains(bin) != heavy_left).collect();
        let missing_left = if seen[0] == 0 { left_bins.contains(0) } else { heavy_left };
        let test = Test::Listed { bins, listed_right: heavy_left };
        Split { column, test, missing_left, gain, left, right }
    }
}
