//! Raw columns to bins. In: one f32 column at a time, NaN = missing. Out: one byte a row and the edges that made it.
//!
//! Bin 0 is missing. A present number x has bin `1 + number of edges < x`, so "bin <= b" and "x <= edges[b - 1]" are
//! the same test, which is what lets a tree grown on bins score raw numbers. A category code c has bin `1 + c`.

use crate::edge_search::bins_of;
use crate::edges::choose_edges;
use crate::error::{number, Error, Result};

/// Most bins of present values a column can have (u8 bins, one of them for missing).
pub const MAX_BINS: usize = 255;

/// How one column's values become bins.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnBins {
    /// Ascending finite edges between the bins, at most 254.
    Number {
        /// The largest value of each bin but the last.
        edges: Vec<f32>,
    },
    /// Codes `0..count`, at most 255.
    Category {
        /// How many codes there are.
        count: usize,
    },
}

impl ColumnBins {
    /// Bins in use, the missing bin counted: bins are `0..self.len()`.
    pub fn len(&self) -> usize {
        match self {
            ColumnBins::Number { edges } => edges.len() + 2,
            ColumnBins::Category { count } => count + 1,
        }
    }

    /// Never: every column has the missing bin.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Whether bins are codes without an order.
    pub fn is_category(&self) -> bool {
        matches!(self, ColumnBins::Category { .. })
    }

    /// At most `max_bins` bins for a number column, by the edges that [`choose_edges`] gives.
    pub fn for_numbers(values: &[f32], max_bins: usize) -> Self {
        ColumnBins::Number { edges: choose_edges(values, &[], max_bins) }
    }

    /// The bin of one value. A code that is no category of this column is missing.
    pub fn bin(&self, value: f32) -> u8 {
        if value.is_nan() {
            return 0;
        }
        match self {
            ColumnBins::Number { edges } => 1 + edges.partition_point(|&edge| edge < value) as u8,
            ColumnBins::Category { count } if value >= 0.0 && value < *count as f32 => 1 + value as u8,
            ColumnBins::Category { .. } => 0,
        }
    }

    /// The bins of a whole column.
    ///
    /// # Errors
    /// A category column with a code outside `0..count`, naming the row (from 1).
    pub fn bin_column(&self, values: &[f32]) -> Result<Vec<u8>> {
        if let ColumnBins::Category { count } = self {
            let fits = |v: &f32| v.is_nan() || *v >= 0.0 && *v < *count as f32 && v.fract() == 0.0;
            if let Some(row) = values.iter().position(|v| !fits(v)) {
                let code = number(values[row].into());
                let message = format!("row {}: {code} is no category code below {count}", row + 1);
                return Err(Error::data(message));
            }
        }
        Ok(match self {
            ColumnBins::Number { edges } => bins_of(values, edges),
            ColumnBins::Category { .. } => {
                values.iter().map(|&code| if code.is_nan() { 0 } else { 1 + code as u8 }).collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn edges(values: &[f32], max_bins: usize) -> Vec<f32> {
        match ColumnBins::for_numbers(values, max_bins) {
            ColumnBins::Number { edges } => edges,
            ColumnBins::Category { .. } => unreachable!(),
        }
    }

    #[test]
    fn few_values_get_a_bin_each() {
        assert_eq!(edges(&[3.0, 1.0, 2.0, 1.0, f32::NAN], 255), [1.5, 2.5]);
        assert_eq!(edges(&[5.0, 5.0], 255), []);
        assert_eq!(edges(&[f32::NAN], 255), []);
        assert_eq!(edges(&[-0.0, 0.0], 255), []);
    }

    #[test]
    fn bins_and_thresholds_are_the_same_test() {
        let mut random = Random::new(11, 0);
        let values: Vec<f32> = (0..5000).map(|_| (random.below(3000) as f32 - 1500.0) * 0.37).collect();
        for max_bins in [2, 3, 16, 255] {
            let bins = ColumnBins::for_numbers(&values, max_bins);
            let ColumnBins::Number { edges } = &bins else { unreachable!() };
            assert!(edges.len() < max_bins && edges.windows(2).all(|w| w[0] < w[1]));
            for &x in values.iter().chain(edges) {
                for (i, &edge) in edges.iter().enumerate() {
                    assert_eq!(x <= edge, usize::from(bins.bin(x)) <= i + 1);
                }
            }
        }
    }

    #[test]
    fn a_column_is_binned_as_its_values_are() {
        let mut random = Random::new(12, 0);
        let mut values: Vec<f32> = (0..4000).map(|_| (random.below(3000) as f32 - 1500.0) * 0.37).collect();
        values.extend([f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0]);
        for count in [0, 1, 2, 127, 128, 254] {
            let edges: Vec<f32> = (0..count).map(|i| (i as f32 - 100.0) * 3.7).collect();
            values.extend(&edges);
            let bins = ColumnBins::Number { edges };
            let expected: Vec<u8> = values.iter().map(|&value| bins.bin(value)).collect();
            assert_eq!(bins.bin_column(&values).unwrap(), expected);
        }
    }

    #[test]
    fn many_values_share_bins_evenly_and_heavy_ones_stand_alone() {
        let mut values: Vec<f32> = (0..10_000).map(|i| i as f32).collect();
        values.extend(std::iter::repeat_n(5_000.5f32, 5_000));
        let bins = ColumnBins::for_numbers(&values, 64);
        let mut counts = vec![0usize; bins.len()];
        values.iter().for_each(|&v| counts[usize::from(bins.bin(v))] += 1);
        assert_eq!(counts[usize::from(bins.bin(5_000.5))], 5_000);
        let light = counts.iter().filter(|&&c| c > 0 && c != 5_000);
        assert!(light.clone().all(|&c| c <= 400), "{counts:?}");
        assert!(bins.len() > 60);
    }

    #[test]
    fn extreme_values_keep_order() {
        let values = [f32::NEG_INFINITY, f32::MIN, -1e-45, 0.0, 1e-45, f32::MAX, f32::INFINITY];
        let bins = ColumnBins::for_numbers(&values, 255);
        let codes: Vec<u8> = values.iter().map(|&v| bins.bin(v)).collect();
        assert!(codes.windows(2).all(|w| w[0] <= w[1]));
        assert!(codes[6] > codes[5] && codes[5] > codes[4] && codes[4] > codes[3] && codes[3] > codes[2]);
    }

    #[test]
    fn a_sample_of_many_rows_gives_near_quantiles() {
        let values: Vec<f32> = (0..600_000u32).map(|i| ((i.wrapping_mul(2_654_435_761)) >> 8) as f32).collect();
        let bins = ColumnBins::for_numbers(&values, 255);
        let mut counts = vec![0usize; bins.len()];
        values.iter().for_each(|&v| counts[usize::from(bins.bin(v))] += 1);
        assert!(counts[1..].iter().all(|&c| (1_200..4_000).contains(&c)), "{counts:?}");
    }
}
