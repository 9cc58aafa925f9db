//! What a histogram sums: for each row a target G (one number, or one a class) and a weight H.
//!
//! Boosting has G = negative gradient and H = hessian; a forest has G = weight of the row's class and H = weight. Both
//! split by the largest sum of G^2 / (H + l2) over the two sides (for a forest that is the Gini criterion) and
//! both give a leaf the value G / (H + l2), so everything below the trainers is shared.
//!
//! Sums are whole numbers (fixed point): adding is exact and its order does not matter, so the parent's histogram
//! minus one child's *is* the other child's, bit for bit, and so is any share of the work among threads.

use crate::gradients::{Chunk, CHUNK, ROUND};
use crate::histogram::{self, Blocks, Part};

/// Bits of a slot's last number that count rows; the bits above hold the weight.
pub(crate) const COUNT_BITS: u32 = 24;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;

/// Sums over rows, gathered in histograms, and what they are worth.
///
/// A histogram slot (one bin) is `stride` numbers: the targets, then weight and row count packed in one number.
pub trait Statistics {
    /// Sums over some rows.
    type Sums: Clone;

    /// Numbers in one histogram slot.
    fn stride(&self) -> usize;
    /// Adds the rows to the bins of one column, row by row; `histogram` is all zero on entry.
    fn collect(&self, column: &[u8], rows: &[u32], histogram: &mut [i64]);
    /// Adds ascending rows to the bins of several columns, each in its place of `histogram`, which is all zero there on
    /// entry. The sums are those of [`collect`](Self::collect).
    fn collect_parts(&self, parts: &[Part], rows: &[u32], histogram: &mut [i64]) {
        parts.iter().for_each(|(column, place)| self.collect(column, rows, &mut histogram[place.clone()]));
    }
    /// The same for all parts whose columns lie in `blocks`.
    fn collect_blocks(&self, blocks: &Blocks, parts: &[Part], rows: &[u32], histogram: &mut [i64]) {
        let _ = blocks;
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
    /// Appends the leaf values G / (H + l2), times `shrinkage`.
    fn push_leaf(&self, sums: &Self::Sums, l2: f64, shrinkage: f64, leaves: &mut Vec<f32>);
    /// Numbers in a leaf.
    fn width(&self) -> usize;
    /// In how many orders categories are tried at a node with these sums.
    fn orders(&self, sums: &Self::Sums) -> Vec<usize>;
    /// The sort key of a category in one of these orders: target by weight, drawn to 0 by `smoothing`.
    fn order_key(&self, slot: &[i64], order: usize, smoothing: f64) -> f64;
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
        // 61 bits for a sum of targets, 39 for a sum of weights; a row's own number stays below 2^40.
        let exponent = |limit: i32, most: f64| {
            let sum_bits = (most.max(f64::MIN_POSITIVE) * rows as f64).log2().ceil() as i32 + 1;
            let row_bits = most.max(f64::MIN_POSITIVE).log2().ceil() as i32 + 1;
            (limit - sum_bits).min(40 - row_bits).clamp(-900, 900)
        };
        let target = 2f64.powi(exponent(61, target));
        let weight = 2f64.powi(exponent(39, weight));
        Self { target, weight, to_target: 1.0 / target, to_weight: 1.0 / weight }
    }

    pub(crate) fn target(&self, value: f64) -> i64 {
        whole(value * self.target)
    }

    /// A row's weight and its count of one. A weight above 0 stays above 0.
    pub(crate) fn weight_and_count(&self, value: f64) -> i64 {
        let whole = whole(value * self.weight).max(i64::from(value > 0.0));
        (whole << COUNT_BITS) | 1
    }

    fn target_back(&self, sum: i64) -> f64 {
        sum as f64 * self.to_target
    }

    fn weight_back(&self, packed: i64) -> f64 {
        // Sums of weights are below 2^40, and signed numbers are the quicker ones to convert.
        ((packed as u64) >> COUNT_BITS) as i64 as f64 * self.to_weight
    }
}

/// The nearest whole number, the even one of two, of a number below 2^51.
fn whole(value: f64) -> i64 {
    (value + ROUND).to_bits() as i64 - ROUND.to_bits() as i64
}

fn count_back(packed: i64) -> u32 {
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
    rows: Vec<[i64; 2]>,
}

impl SingleTarget {
    /// From `target(row)` and `weight(row)` of each of `rows` rows. Rows that will not be trained on may hold anything
    /// finite. `most` are bounds of the absolute target and of the weight.
    pub fn new(rows: usize, most: (f64, f64), row: impl Fn(usize) -> (f64, f64)) -> Self {
        Self::in_chunks(rows, most, |first, targets, weights| {
            for i in 0..CHUNK.min(rows - first) {
                (targets[i], weights[i]) = row(first + i);
            }
        })
    }

    /// The same from a function that gives the numbers of the rows from a first one on, as many as a chunk has and there are.
    pub(crate) fn in_chunks(
        rows: usize,
        most: (f64, f64),
        mut numbers: impl FnMut(usize, &mut Chunk, &mut Chunk),
    ) -> Self {
        let scale = Scale::new(rows, most.0, most.1);
        let mut whole = vec![[0; 2]; rows];
        let (mut targets, mut weights) = ([0.0; CHUNK], [0.0; CHUNK]);
        for (chunk, whole) in whole.chunks_mut(CHUNK).enumerate() {
            numbers(chunk * CHUNK, &mut targets, &mut weights);
            for ((whole, &target), &weight) in whole.iter_mut().zip(&targets).zip(&weights) {
                *whole = [scale.target(target), scale.weight_and_count(weight)];
            }
        }
        Self { scale, rows: whole }
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
            slot[0] += self.rows[row as usize][0];
            slot[1] += self.rows[row as usize][1];
        }
    }

    fn collect_parts(&self, parts: &[Part], rows: &[u32], histogram: &mut [i64]) {
        histogram::collect(parts, rows, &self.rows, histogram);
    }

    fn collect_blocks(&self, blocks: &Blocks, parts: &[Part], rows: &[u32], histogram: &mut [i64]) {
        blocks.collect(parts, rows, &self.rows, histogram);
    }

    fn none(&self) -> [i64; 2] {
        [0, 0]
    }

    fn sum(&self, rows: &[u32]) -> [i64; 2] {
        rows.iter().fold([0, 0], |sums, &row| {
            let numbers = &self.rows[row as usize];
            [sums[0] + numbers[0], sums[1] + numbers[1]]
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

/// Classes whose order of categories is tried at a node; more cost time and gain nothing that was measured.
const MOST_ORDERS: usize = 8;

/// One target a class, the row's weight for its own class and 0 for the others: forests of three classes and more.
pub struct ClassTargets {
    scale: Scale,
    classes: usize,
    rows: Vec<(u32, i64)>,
}

impl ClassTargets {
    /// From `class(row)` and `weight(row)` of each of `rows` rows, weights up to `most`.
    pub fn new(rows: usize, classes: usize, most: f64, row: impl Fn(usize) -> (u16, f64)) -> Self {
        // A class sum is a weight without the count, so one scale serves both.
        let scale = Scale::new(rows, most, most);
        let numbers = (0..rows).map(|i| {
            let (class, weight) = row(i);
            (u32::from(class), scale.weight_and_count(weight))
        });
        Self { scale, classes, rows: numbers.collect() }
    }

    fn class_weight(&self, sum: i64) -> f64 {
        sum as f64 * self.scale.to_weight
    }
}

impl Statistics for ClassTargets {
    type Sums = Vec<i64>;

    fn stride(&self) -> usize {
        self.classes + 1
    }

    fn collect(&self, column: &[u8], rows: &[u32], histogram: &mut [i64]) {
        let stride = self.stride();
        for &row in rows {
            let (class, packed) = self.rows[row as usize];
            let slot = &mut histogram[usize::from(column[row as usize]) * stride..][..stride];
            slot[class as usize] += (packed as u64 >> COUNT_BITS) as i64;
            slot[stride - 1] += packed;
        }
    }

    fn none(&self) -> Vec<i64> {
        vec![0; self.stride()]
    }

    fn sum(&self, rows: &[u32]) -> Vec<i64> {
        let mut sums = self.none();
        for &row in rows {
            let (class, packed) = self.rows[row as usize];
            sums[class as usize] += (packed as u64 >> COUNT_BITS) as i64;
            sums[self.classes] += packed;
        }
        sums
    }

    fn add(&self, sums: &mut Vec<i64>, slot: &[i64]) {
        sums.iter_mut().zip(slot).for_each(|(sum, number)| *sum += number);
    }

    fn add_sums(&self, sums: &mut Vec<i64>, more: &Vec<i64>) {
        self.add(sums, more);
    }

    fn rest(&self, all: &Vec<i64>, part: &Vec<i64>) -> Vec<i64> {
        all.iter().zip(part).map(|(all, part)| all - part).collect()
    }

    fn set_rest(&self, rest: &mut Vec<i64>, all: &Vec<i64>, part: &Vec<i64>) {
        rest.iter_mut().zip(all.iter().zip(part)).for_each(|(rest, (all, part))| *rest = all - part);
    }

    fn count(&self, sums: &Vec<i64>) -> u32 {
        count_back(sums[self.classes])
    }

    fn weight(&self, sums: &Vec<i64>) -> f64 {
        self.scale.weight_back(sums[self.classes])
    }

    fn single(&self, _: &Vec<i64>) -> Option<(f64, f64)> {
        None
    }

    fn score(&self, sums: &Vec<i64>, l2: f64) -> f64 {
        let squares: f64 = sums[..self.classes].iter().map(|&sum| self.class_weight(sum).powi(2)).sum();
        ratio_or_zero(squares, self.weight(sums) + l2)
    }

    fn push_leaf(&self, sums: &Vec<i64>, l2: f64, shrinkage: f64, leaves: &mut Vec<f32>) {
        let weight = self.weight(sums) + l2;
        let value = |&sum: &i64| finite(ratio_or_zero(self.class_weight(sum), weight) * shrinkage);
        leaves.extend(sums[..self.classes].iter().map(value));
    }

    fn width(&self) -> usize {
        self.classes
    }

    fn orders(&self, sums: &Vec<i64>) -> Vec<usize> {
        let mut heaviest: Vec<usize> = Vec::with_capacity(MOST_ORDERS + 1);
        for class in (0..self.classes).filter(|&class| sums[class] > 0) {
            heaviest.insert(heaviest.partition_point(|&other| sums[other] >= sums[class]), class);
            heaviest.truncate(MOST_ORDERS);
        }
        heaviest
    }

    fn order_key(&self, slot: &[i64], order: usize, smoothing: f64) -> f64 {
        let weight = self.scale.weight_back(slot[self.classes]) + smoothing;
        ratio_or_zero(self.class_weight(slot[order]), weight)
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
    fn the_largest_sums_do_not_overflow() {
        let rows = (1 << COUNT_BITS) - 1;
        let scale = Scale::new(rows, 1e6, 1e6);
        let packed = scale.weight_and_count(1e6) as u64;
        assert!((packed >> COUNT_BITS).checked_mul(rows as u64).unwrap() < 1 << 40);
        assert!(scale.target(-1e6).checked_mul(rows as i64).is_some());
    }

    #[test]
    fn class_sums_are_weights() {
        let classes = ClassTargets::new(4, 3, 2.0, |i| ([0, 2, 2, 1][i], [1.0, 2.0, 0.5, 1.0][i]));
        let mut histogram = vec![0; 2 * 4];
        classes.collect(&[1, 1, 1, 0], &[0, 1, 2], &mut histogram);
        let mut sums = classes.none();
        classes.add(&mut sums, &histogram[4..]);
        let mut leaf = Vec::new();
        classes.push_leaf(&sums, 0.0, 1.0, &mut leaf);
        assert_eq!(leaf, [1.0 / 3.5, 0.0, 2.5 / 3.5]);
        assert_eq!((classes.count(&sums), classes.weight(&sums)), (3, 3.5));
        assert_eq!(classes.orders(&sums), [2, 0]);
    }
}
