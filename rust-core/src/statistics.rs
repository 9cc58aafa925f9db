//! What a histogram sums: for each row a target G (one number, or one a class) and a weight H.
//!
//! Boosting has G = negative gradient and H = hessian; a forest has G = weight of the row's class and H = weight. Both
//! split by the largest sum of G^2 / (H + l2) over the two sides (for a forest that is the Gini criterion) and
//! both give a leaf the value G / (H + l2), so everything below the trainers is shared.
//!
//! Sums are whole numbers (fixed point): adding is exact and its order does not matter, so the parent's histogram
//! minus one child's *is* the other child's, bit for bit, and so is any share of the work among threads.

use crate::blocks::Blocks;
use crate::crew::Hands;
use crate::cuts::{Cut, Node};
use crate::drawn::{best_of_columns, Best, Column};
use crate::gradients::{each_row, segments, Chunk, CHUNK, SEGMENT};
use crate::histogram::{self, Number, Part};
use crate::pairs::WHOLE;
use crate::split::SplitLimits;

pub use crate::class_targets::ClassTargets;

/// Bits of a slot's last number that count rows; the bits above hold the weight.
pub(crate) const COUNT_BITS: u32 = 24;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;

/// Sums over rows, gathered in histograms, and what they are worth.
///
/// A histogram slot (one bin) is `stride` numbers: the targets, then weight and row count packed in one number.
pub trait Statistics: Sync {
    /// Sums over some rows.
    type Sums: Clone + Send + Sync;

    /// Numbers in one histogram slot.
    fn stride(&self) -> usize;
    /// Adds the rows to the bins of one column, row by row; `histogram` is all zero on entry.
    fn collect(&self, column: &[u8], rows: &[u32], histogram: &mut [i64]);
    /// Adds ascending rows to the bins of several columns, each in its place of `histogram`, which is all zero there on
    /// entry. The sums are those of [`collect`](Self::collect).
    fn collect_parts(&self, parts: &[Part], rows: &[u32], histogram: &mut [i64]) {
        parts.iter().for_each(|(column, place)| self.collect(column, rows, &mut histogram[place.clone()]));
    }
    /// The same for all parts whose columns lie in `blocks`, shared among hands; all of `histogram` is written over.
    fn collect_blocks(&self, hands: Hands, blocks: &Blocks, parts: &[Part], rows: &[u32], histogram: &mut [i64]) {
        let _ = (hands, blocks);
        histogram.fill(0);
        self.collect_parts(parts, rows, histogram);
    }
    /// Sums over no rows.
    fn none(&self) -> Self::Sums;
    /// Sums over these rows, gathered or not.
    fn sum(&self, rows: &[u32]) -> Self::Sums;
    /// Adds one slot.
    fn add(&self, sums: &mut Self::Sums, slot: &[i64]);
    /// Adds the sums over other rows.
    fn add_sums(&self, sums: &mut Self::Sums, more: &Self::Sums);
    /// The rows of `all` that are not in `part`.
    fn rest(&self, all: &Self::Sums, part: &Self::Sums) -> Self::Sums;
    /// The same into `rest`.
    fn set_rest(&self, rest: &mut Self::Sums, all: &Self::Sums, part: &Self::Sums);
    /// Number of rows.
    fn count(&self, sums: &Self::Sums) -> u32;
    /// Weight H.
    fn weight(&self, sums: &Self::Sums) -> f64;
    /// Target G and weight H, where there is one target: what bounds of leaf values need.
    fn single(&self, sums: &Self::Sums) -> Option<(f64, f64)>;
    /// Sum over targets of G^2 / (H + l2).
    fn score(&self, sums: &Self::Sums, l2: f64) -> f64;
    /// Sum of the scores of two sides.
    fn sides(&self, left: &Self::Sums, right: &Self::Sums, l2: f64) -> f64 {
        self.score(left, l2) + self.score(right, l2)
    }
    /// Whether [`best_cut`](Self::best_cut) and [`best_of_columns`](Self::best_of_columns) serve under these limits.
    fn is_quick(&self, limits: &SplitLimits) -> bool {
        let _ = limits;
        false
    }
    /// The best cut of a number column of which this is the histogram, at a node with these sums.
    fn best_cut(&self, histogram: &[i64], total: &Self::Sums, limits: &SplitLimits) -> Option<Cut<Self::Sums>> {
        let _ = (histogram, total, limits);
        None
    }
    /// The best cut of number columns whose histograms at a node with these rows and sums nobody keeps; of equal ones the first.
    fn best_of_columns(
        &self,
        columns: &[Column],
        rows: &[u32],
        total: &Self::Sums,
        limits: &SplitLimits,
    ) -> Option<Best<Self::Sums>> {
        let _ = (columns, rows, total, limits);
        None
    }
    /// Whether the rows are known to be of one class, so that no split can gain.
    fn pure(&self, sums: &Self::Sums) -> bool;
    /// Appends the leaf values G / (H + l2), times `shrinkage`.
    fn push_leaf(&self, sums: &Self::Sums, l2: f64, shrinkage: f64, leaves: &mut Vec<f32>);
    /// Numbers in a leaf.
    fn width(&self) -> usize;
    /// In how many orders categories are tried at a node with these sums.
    fn orders(&self, sums: &Self::Sums) -> Vec<usize>;
    /// The sort key of a category in one of these orders: target by weight, drawn to 0 by `smoothing`.
    fn order_key(&self, slot: &[i64], order: usize, smoothing: f64) -> f64;
}

/// The exponent of the least power of two that is not below a positive number.
fn ceil_log2(x: f64) -> i32 {
    let bits = x.to_bits();
    (bits >> 52) as i32 - 1023 + i32::from(bits << 12 != 0)
}

/// For exponents from -1022 to 1023.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

/// Powers of two that turn targets and weights into whole numbers whose sums over all rows can not overflow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    target: f64,
    weight: f64,
    to_target: f64,
    to_weight: f64,
}

impl Scale {
    /// For `rows` rows with absolute targets up to `target` and weights up to `weight`.
    pub(crate) fn new(rows: usize, target: f64, weight: f64) -> Self {
        // 51 bits for a sum of targets, which an f64 holds, and 39 for a sum of weights; a row's own numbers stay below 2^31.
        let exponent = |limit: i32, most: f64| {
            let sum_bits = ceil_log2(most.max(f64::MIN_POSITIVE) * rows as f64) + 1;
            let row_bits = ceil_log2(most.max(f64::MIN_POSITIVE)) + 1;
            (limit - sum_bits).min(31 - row_bits).clamp(-126, 126)
        };
        let target = power_of_two(exponent(51, target));
        let weight = power_of_two(exponent(39, weight));
        Self { target, weight, to_target: 1.0 / target, to_weight: 1.0 / weight }
    }

    fn target(&self, value: f64) -> i32 {
        whole(value * self.target)
    }

    /// A weight above 0 stays above 0.
    fn weight(&self, value: f64) -> i32 {
        whole(value * self.weight).max(i32::from(value > 0.0))
    }

    /// A row's weight and its count of one.
    pub(crate) fn weight_and_count(&self, value: f64) -> i64 {
        i64::from(self.weight(value)) << COUNT_BITS | 1
    }

    /// The numbers of a chunk.
    #[inline(never)]
    fn chunk(&self, targets: &Chunk, weights: &Chunk, numbers: &mut Chunk<Number>) {
        let (to_target, to_weight) = (self.target as f32, self.weight as f32);
        each_row(|i| {
            let weight = (weights[i] * to_weight + 0.5) as i32;
            let target = targets[i] * to_target + if targets[i] > 0.0 { 0.5 } else { -0.5 };
            numbers[i] = Number::new(target as i32, if weights[i] > 0.0 { weight.max(1) } else { 0 });
        });
    }

    pub(crate) fn target_back(&self, sum: i64) -> f64 {
        sum as f64 * self.to_target
    }

    /// Of a sum of weights without a count.
    pub(crate) fn class_weight_back(&self, sum: i64) -> f64 {
        sum as f64 * self.to_weight
    }

    pub(crate) fn weight_back(&self, packed: i64) -> f64 {
        // Sums of weights are below 2^40, and signed numbers are the quicker ones to convert.
        ((packed as u64) >> COUNT_BITS) as i64 as f64 * self.to_weight
    }
}

/// The nearest whole number, of two the even one, of what is nearer to 0 than 2^31: the low bits of an f64 that has none after its point.
fn whole(value: f64) -> i32 {
    (value + f64::from_bits(WHOLE as u64)).to_bits() as i32
}

pub(crate) fn count_back(packed: i64) -> u32 {
    ((packed as u64) & COUNT_MASK) as u32
}

pub(crate) fn ratio_or_zero(target: f64, weight: f64) -> f64 {
    if weight > 0.0 {
        target / weight
    } else {
        0.0
    }
}

/// Leaves and gains are finite. Rows whose hessians have gone to 0, under an l2 of next to nothing, would make them infinite
/// and the model unreadable.
pub(crate) fn finite(value: f64) -> f32 {
    value.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32
}

/// One target a row: boosting, and forests of two classes.
pub struct SingleTarget {
    scale: Scale,
    rows: Vec<Number>,
    /// Whether each row's target is 0 or its weight, as in a forest.
    shares: bool,
}

impl SingleTarget {
    /// From `target(row)` and `weight(row)` of each of `rows` rows. Rows that will not be trained on may hold anything
    /// finite. `most` are bounds of the absolute target and of the weight.
    pub fn new(rows: usize, most: (f64, f64), row: impl Fn(usize) -> (f64, f64)) -> Self {
        let scale = Scale::new(rows, most.0, most.1);
        let mut shares = true;
        let numbers = (0..rows).map(|i| {
            let (target, weight) = row(i);
            shares &= target == 0.0 || target == weight;
            Number::new(scale.target(target), scale.weight(weight))
        });
        Self { rows: numbers.collect(), scale, shares }
    }

    /// The same of boosting, from a function that gives the numbers of the rows from a first one on, as many as a chunk has and there are. It may
    /// sum something up on the way, from `start` on in each of the [`segments`], in whose order the sums come.
    pub(crate) fn in_chunks<A: Send>(
        hands: Hands,
        rows: usize,
        most: (f64, f64),
        start: impl Fn() -> A + Sync,
        numbers: impl Fn(&mut A, usize, &mut Chunk, &mut Chunk) + Sync,
    ) -> (Self, Vec<A>) {
        let scale = Scale::new(rows, most.0, most.1);
        let mut all = vec![Number::default(); rows];
        let segments = all.chunks_mut(SEGMENT).zip(segments(rows));
        let sums = hands.map(segments, |(all, rows)| {
            let mut sums = start();
            let (mut targets, mut weights) = ([0.0; CHUNK], [0.0; CHUNK]);
            let (chunks, rest) = all.as_chunks_mut::<CHUNK>();
            for (chunk, all) in chunks.iter_mut().enumerate() {
                numbers(&mut sums, rows.start + chunk * CHUNK, &mut targets, &mut weights);
                scale.chunk(&targets, &weights, all);
            }
            if !rest.is_empty() {
                let mut last = [Number::default(); CHUNK];
                numbers(&mut sums, rows.start + chunks.len() * CHUNK, &mut targets, &mut weights);
                scale.chunk(&targets, &weights, &mut last);
                rest.copy_from_slice(&last[..rest.len()]);
            }
            sums
        });
        (Self { scale, rows: all, shares: false }, sums)
    }

    /// A node with these sums, whose cuts are looked for.
    fn node<'a>(&'a self, total: &[i64; 2], limits: &'a SplitLimits) -> Node<'a> {
        Node::new(&self.scale, total, limits, self.score(total, limits.l2))
    }

    /// Squared targets of these rows by their weights, a row that counts `counts[row]` times being that many rows. Newton
    /// steps of the log-loss have 1 where classes are as often right as their probabilities say, and less where they are so
    /// more often: there chance has little left to do.
    #[inline(never)]
    pub(crate) fn dispersion(&self, hands: Hands, rows: &[u32], counts: &[f32]) -> f64 {
        let sums = hands.map(rows.chunks(SEGMENT), |rows| {
            rows.iter().fold((0.0, 0.0), |(squares, weights), &row| {
                let [target, weight] = self.rows[row as usize].slot();
                let square = ratio_or_zero(self.scale.target_back(target).powi(2), f64::from(counts[row as usize]));
                (squares + square, weights + self.scale.weight_back(weight))
            })
        });
        let add = |(squares, weights), (square, weight)| (squares + square, weights + weight);
        let (squares, weights) = sums.into_iter().fold((0.0, 0.0), add);
        ratio_or_zero(squares, weights)
    }
}

impl Statistics for SingleTarget {
    type Sums = [i64; 2];

    fn stride(&self) -> usize {
        2
    }

    fn collect(&self, column: &[u8], rows: &[u32], histogram: &mut [i64]) {
        for &row in rows {
            let slot = &mut histogram[2 * usize::from(column[row as usize])..][..2];
            let [target, weight] = self.rows[row as usize].slot();
            slot[0] += target;
            slot[1] += weight;
        }
    }

    fn collect_parts(&self, parts: &[Part], rows: &[u32], histogram: &mut [i64]) {
        histogram::collect(parts, rows, &self.rows, histogram);
    }

    fn collect_blocks(&self, hands: Hands, blocks: &Blocks, parts: &[Part], rows: &[u32], histogram: &mut [i64]) {
        blocks.collect(hands, parts, rows, &self.rows, histogram);
    }

    fn none(&self) -> [i64; 2] {
        [0, 0]
    }

    fn sum(&self, rows: &[u32]) -> [i64; 2] {
        rows.iter().fold([0, 0], |sums, &row| {
            let [target, weight] = self.rows[row as usize].slot();
            [sums[0] + target, sums[1] + weight]
        })
    }

    fn add(&self, sums: &mut [i64; 2], slot: &[i64]) {
        sums[0] += slot[0];
        sums[1] += slot[1];
    }

    fn add_sums(&self, sums: &mut [i64; 2], more: &[i64; 2]) {
        self.add(sums, more);
    }

    fn rest(&self, all: &[i64; 2], part: &[i64; 2]) -> [i64; 2] {
        [all[0] - part[0], all[1] - part[1]]
    }

    fn set_rest(&self, rest: &mut [i64; 2], all: &[i64; 2], part: &[i64; 2]) {
        *rest = self.rest(all, part);
    }

    fn count(&self, sums: &[i64; 2]) -> u32 {
        count_back(sums[1])
    }

    fn weight(&self, sums: &[i64; 2]) -> f64 {
        self.scale.weight_back(sums[1])
    }

    fn single(&self, sums: &[i64; 2]) -> Option<(f64, f64)> {
        Some((self.scale.target_back(sums[0]), self.scale.weight_back(sums[1])))
    }

    fn score(&self, sums: &[i64; 2], l2: f64) -> f64 {
        let target = self.scale.target_back(sums[0]);
        ratio_or_zero(target * target, self.scale.weight_back(sums[1]) + l2)
    }

    fn sides(&self, left: &[i64; 2], right: &[i64; 2], l2: f64) -> f64 {
        let [left_weight, right_weight] = [left, right].map(|sums| self.scale.weight_back(sums[1]) + l2);
        let both = left_weight * right_weight;
        if both > 0.0 {
            // Over one denominator: divisions are what a search spends most time on.
            let [left, right] = [left, right].map(|sums| self.scale.target_back(sums[0]));
            (left * left * right_weight + right * right * left_weight) / both
        } else {
            self.score(left, l2) + self.score(right, l2)
        }
    }

    /// Whether the limits or the targets keep sides without weight from having a score that is none.
    fn is_quick(&self, limits: &SplitLimits) -> bool {
        self.shares || limits.l2 > 0.0 || limits.min_weight > 0.0
    }

    fn best_cut(&self, histogram: &[i64], total: &[i64; 2], limits: &SplitLimits) -> Option<Cut<[i64; 2]>> {
        self.node(total, limits).best_cut(histogram.as_chunks().0)
    }

    fn best_of_columns(
        &self,
        columns: &[Column],
        rows: &[u32],
        total: &[i64; 2],
        limits: &SplitLimits,
    ) -> Option<Best<[i64; 2]>> {
        best_of_columns(&self.node(total, limits), columns, rows, &self.rows)
    }

    fn pure(&self, sums: &[i64; 2]) -> bool {
        self.shares && (sums[0] == 0 || self.scale.target_back(sums[0]) == self.scale.weight_back(sums[1]))
    }

    fn push_leaf(&self, sums: &[i64; 2], l2: f64, shrinkage: f64, leaves: &mut Vec<f32>) {
        let value = ratio_or_zero(self.scale.target_back(sums[0]), self.scale.weight_back(sums[1]) + l2);
        leaves.push(finite(value * shrinkage));
    }

    fn width(&self) -> usize {
        1
    }

    fn orders(&self, _: &[i64; 2]) -> Vec<usize> {
        vec![0]
    }

    fn order_key(&self, slot: &[i64], _: usize, smoothing: f64) -> f64 {
        ratio_or_zero(self.scale.target_back(slot[0]), self.scale.weight_back(slot[1]) + smoothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_come_back_within_the_scale() {
        let numbers = [(0.25, 0.1), (-1.0, 0.25), (1e-7, 1e-9)];
        let single = SingleTarget::new(3, (1.0, 0.25), |i| numbers[i]);
        let mut histogram = vec![0; 2 * 2];
        single.collect(&[1, 1, 1], &[0, 1, 2], &mut histogram);
        let mut sums = single.none();
        single.add(&mut sums, &histogram[2..]);
        assert_eq!(single.count(&sums), 3);
        assert!((single.weight(&sums) - 0.350_000_001).abs() < 1e-9);
        let target = single.score(&sums, 0.0) * single.weight(&sums);
        assert!((target.sqrt() - 0.749_999_9).abs() < 1e-9);
    }

    #[test]
    fn whole_numbers_are_the_nearest_even_ones() {
        for value in [0.0, 0.5, 1.5, 2.5, -0.5, -1.5, 7.49, -7.51, 1e-300, 2_147_483_646.5, -2_147_483_647.25] {
            assert_eq!(whole(value), value.round_ties_even() as i32, "{value}");
        }
    }

    #[test]
    fn the_largest_sums_do_not_overflow() {
        let rows = (1 << COUNT_BITS) - 1;
        let scale = Scale::new(rows, 1e6, 1e6);
        let packed = scale.weight_and_count(1e6) as u64;
        assert!((packed >> COUNT_BITS).checked_mul(rows as u64).unwrap() < 1 << 40);
        assert!(i64::from(scale.target(-1e6)) * rows as i64 > -(1 << 51));
    }

    #[test]
    fn dispersion_is_the_squares_by_the_weights_of_the_rows() {
        let numbers = [(1.0, 1.0), (-8.0, 1.0), (-0.5, 0.25)];
        let statistics = SingleTarget::new(3, (8.0, 1.0), |row| numbers[row]);
        assert_eq!(statistics.dispersion(Hands::ALONE, &[0, 2], &[1.0; 3]), 1.0);
        assert_eq!(statistics.dispersion(Hands::ALONE, &[0, 2], &[2.0, 1.0, 1.0]), 0.6);
        assert_eq!(statistics.dispersion(Hands::ALONE, &[], &[1.0; 3]), 0.0);
    }

    #[test]
    fn exponents_are_those_of_powers_of_two() {
        for exponent in [-1022, -126, -1, 0, 1, 52, 1023] {
            let power = power_of_two(exponent);
            assert_eq!(power, 2f64.powi(exponent));
            assert_eq!(ceil_log2(power), exponent);
            assert_eq!(ceil_log2(f64::from_bits(power.to_bits() + 1)), exponent + 1);
        }
    }
}
