//! Statistics of forests of three classes and more. In: each row's class and weight. Out: sums of weights, a number a class.

use crate::statistics::{count_back, finite, ratio_or_zero, Scale, Statistics, COUNT_BITS};

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
        self.scale.class_weight_back(sum)
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

    fn pure(&self, sums: &Vec<i64>) -> bool {
        sums[..self.classes].iter().filter(|&&sum| sum != 0).count() <= 1
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
