//! What trees say about rows they did not see. In: leaf shares, tree by tree. Out: their mean, row by row. Sums are whole
//! numbers, so they are exact and the order in which trees are added, here or elsewhere, changes no bit.

use crate::error::{Error, Result};

/// A share of 1 in the sums: a share of a leaf keeps 40 bits after the point, and 2^24 trees fit.
const ONE: f64 = (1u64 << 40) as f64;

/// Sums over the trees that did not see a row.
#[derive(Clone, Debug, PartialEq)]
pub struct OutOfBag {
    outputs: usize,
    sums: Vec<u64>,
    trees: Vec<u32>,
}

impl OutOfBag {
    /// No tree yet, for `rows` rows of `outputs` shares.
    pub fn new(rows: usize, outputs: usize) -> Self {
        Self { outputs, sums: vec![0; rows * outputs], trees: vec![0; rows] }
    }

    /// A tree that did not see these `rows` gives each of them these shares, 0 to 1.
    pub fn add(&mut self, rows: &[u32], shares: &[f32]) {
        let whole = |share: f32| (f64::from(share) * ONE + 0.5) as u64;
        if let [share] = *shares {
            let share = whole(share);
            return rows.iter().for_each(|&row| self.sums[row as usize] += share);
        }
        for (output, &share) in shares.iter().enumerate() {
            let share = whole(share);
            rows.iter().for_each(|&row| self.sums[row as usize * self.outputs + output] += share);
        }
    }

    /// Counts a tree for each row that it did not see.
    pub fn count(&mut self, unseen: impl Iterator<Item = bool>) {
        self.trees.iter_mut().zip(unseen).for_each(|(trees, unseen)| *trees += u32::from(unseen));
    }

    /// Adds the sums and tree counts of other trees.
    ///
    /// # Errors
    /// They are of other rows.
    pub fn merge(&mut self, sums: &[u64], trees: &[u32]) -> Result<()> {
        if sums.len() != self.sums.len() || trees.len() != self.trees.len() {
            return Err(Error::data("out-of-bag sums of other rows"));
        }
        self.sums.iter_mut().zip(sums).for_each(|(sum, other)| *sum = sum.wrapping_add(*other));
        self.trees.iter_mut().zip(trees).for_each(|(count, other)| *count = count.wrapping_add(*other));
        Ok(())
    }

    /// Mean shares, row after row; NaN where every tree saw the row.
    pub fn shares(&self) -> Vec<f64> {
        let shares = |(sums, &trees): (&[u64], &u32)| {
            let whole = f64::from(trees) * ONE;
            sums.iter().map(|&sum| sum as f64 / whole).collect::<Vec<f64>>()
        };
        self.sums.chunks_exact(self.outputs).zip(&self.trees).flat_map(shares).collect()
    }

    /// The sums, row after row.
    pub fn sums(&self) -> &[u64] {
        &self.sums
    }

    /// How many trees did not see each row.
    pub fn trees(&self) -> &[u32] {
        &self.trees
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_grouping_change_nothing() {
        let shares: Vec<[f32; 2]> = (1..200).map(|i| [1.0 / i as f32, 1.0 - 1.0 / i as f32]).collect();
        let mut one = OutOfBag::new(1, 2);
        let add = |to: &mut OutOfBag, share: &[f32]| {
            to.add(&[0], share);
            to.count([true].into_iter());
        };
        shares.iter().for_each(|share| add(&mut one, share));
        let (mut odd, mut even) = (OutOfBag::new(1, 2), OutOfBag::new(1, 2));
        shares
            .iter()
            .rev()
            .enumerate()
            .for_each(|(i, share)| add(if i % 2 == 0 { &mut even } else { &mut odd }, share));
        odd.merge(even.sums(), even.trees()).unwrap();
        assert_eq!(odd, one);
        let exact: f64 = shares.iter().map(|share| f64::from(share[0])).sum::<f64>() / 199.0;
        assert!((one.shares()[0] - exact).abs() < 1e-12);
        assert!(odd.merge(&[0], &[0]).is_err());
        assert!(OutOfBag::new(1, 1).shares()[0].is_nan());
    }
}
