//! Raw columns to bins. In: one f32 column at a time, NaN = missing. Out: one byte a row and the edges that made it.
//!
//! Bin 0 is missing. A present number x has bin `1 + number of edges < x`, so "bin <= b" and "x <= edges[b - 1]" are
//! the same test, which is what lets a tree grown on bins score raw numbers. A category code c has bin `1 + c`.

use crate::error::{Error, Result};
use crate::random::Random;

/// Most bins of present values a column can have (u8 bins, one of them for missing).
pub const MAX_BINS: usize = 255;

/// Rows that the edges are chosen from; more change the edges by less than their own spread.
const EDGE_SAMPLE: usize = 200_000;

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

    /// Edges for a number column: a value of its own for each distinct value where they fit, else shares of about
    /// equal weight, with heavy values alone (the idea of LightGBM's greedy search).
    pub fn for_numbers(values: &[f32], max_bins: usize) -> Self {
        let mut sample = sample_present(values);
        sample.sort_unstable_by(f32::total_cmp);
        let distinct = count_distinct(&sample);
        let edges = if distinct.len() <= max_bins {
            distinct.windows(2).filter_map(|pair| edge_between(pair[0].0, pair[1].0)).collect()
        } else {
            greedy_edges(&distinct, sample.len(), max_bins)
        };
        ColumnBins::Number { edges }
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
                let message = format!("row {}: {} is no category code below {count}", row + 1, values[row]);
                return Err(Error::data(message));
            }
        }
        Ok(values.iter().map(|&value| self.bin(value)).collect())
    }
}

fn sample_present(values: &[f32]) -> Vec<f32> {
    // -0 and 0 are one value to every comparison, so they must be one here.
    let present = |v: &f32| (!v.is_nan()).then_some(*v + 0.0);
    if values.len() <= EDGE_SAMPLE {
        return values.iter().filter_map(present).collect();
    }
    let mut random = Random::new(values.len() as u64, 0);
    let step = values.len() as f64 / EDGE_SAMPLE as f64;
    (0..EDGE_SAMPLE)
        .filter_map(|i| {
            let start = (i as f64 * step) as usize;
            let width = (((i + 1) as f64 * step) as usize).min(values.len()) - start;
            present(&values[start + random.below(width.max(1) as u32) as usize])
        })
        .collect()
}

fn count_distinct(sorted: &[f32]) -> Vec<(f32, usize)> {
    let mut distinct: Vec<(f32, usize)> = Vec::new();
    for &value in sorted {
        match distinct.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => distinct.push((value, 1)),
        }
    }
    distinct
}

/// A finite number e with low <= e < high: the middle where rounding allows it. None between -infinity and the
/// lowest finite number.
fn edge_between(low: f32, high: f32) -> Option<f32> {
    let middle = (f64::from(low.max(f32::MIN)) + f64::from(high.min(f32::MAX))) / 2.0;
    let edge = middle as f32;
    let edge = if edge < high { edge } else { low };
    (edge.is_finite() && low <= edge && edge < high).then_some(edge)
}

fn greedy_edges(distinct: &[(f32, usize)], total: usize, max_bins: usize) -> Vec<f32> {
    let heavy_from = total.div_ceil(max_bins);
    let heavy = |count: usize| count >= heavy_from;
    let heavies = distinct.iter().filter(|(_, count)| heavy(*count));
    let mut light_bins = max_bins - heavies.clone().count();
    let mut light_rows = total - heavies.map(|(_, count)| count).sum::<usize>();
    let mut edges = Vec::with_capacity(max_bins - 1);
    let mut filled = 0usize;
    for pair in distinct.windows(2) {
        let ((value, count), (next, next_count)) = (pair[0], pair[1]);
        filled += if heavy(count) { 0 } else { count };
        // The share is taken anew after each cut, so that bins cut short before a heavy value leave room behind it.
        let full = filled > 0 && filled * light_bins.max(1) >= light_rows;
        if (full || heavy(count) || heavy(next_count)) && edges.len() < max_bins - 1 {
            edges.extend(edge_between(value, next));
            light_bins = light_bins.saturating_sub(usize::from(filled > 0));
            light_rows -= filled;
            filled = 0;
        }
    }
    edges
}

/// All training columns as bins, column after column, each `rows` long.
#[derive(Clone, Debug)]
pub struct BinnedMatrix {
    rows: usize,
    edge_rows: usize,
    columns: Vec<(ColumnBins, Vec<u8>)>,
}

impl BinnedMatrix {
    /// Most rows: histograms count rows in 24 bits.
    pub const MAX_ROWS: usize = (1 << 24) - 1;

    /// A matrix of `rows` rows and no columns yet.
    ///
    /// # Errors
    /// No rows, or more than [`Self::MAX_ROWS`].
    pub fn new(rows: usize) -> Result<Self> {
        Self::with_edge_rows(rows, rows)
    }

    /// A matrix whose bin edges are chosen by its first `edge_rows` rows only: those after them are to be watched, and
    /// nothing of them may be learned.
    ///
    /// # Errors
    /// No rows, or more than [`Self::MAX_ROWS`].
    pub fn with_edge_rows(rows: usize, edge_rows: usize) -> Result<Self> {
        match rows {
            0 => Err(Error::data("there are no rows to train on")),
            1..=Self::MAX_ROWS => Ok(Self { rows, edge_rows: edge_rows.min(rows), columns: Vec::new() }),
            _ => Err(Error::data(format!("{rows} rows are more than the {} that can be trained on", Self::MAX_ROWS))),
        }
    }

    /// Bins a number column and appends it. `max_bins` is 2 to 255.
    ///
    /// # Errors
    /// A wrong length or `max_bins`.
    pub fn add_numbers(&mut self, values: &[f32], max_bins: usize) -> Result<()> {
        if !(2..=MAX_BINS).contains(&max_bins) {
            return Err(Error::option(format!("bins must be 2 to {MAX_BINS}, not {max_bins}")));
        }
        let edge_values = &values[..self.edge_rows.min(values.len())];
        self.add(ColumnBins::for_numbers(edge_values, max_bins), values)
    }

    /// Appends a column of category codes `0..count`, NaN = missing.
    ///
    /// # Errors
    /// A wrong length, more than 255 codes, or a code that is none.
    pub fn add_categories(&mut self, codes: &[f32], count: usize) -> Result<()> {
        if count > MAX_BINS {
            return Err(Error::data(format!("{count} categories are more than {MAX_BINS}: fold the rare ones")));
        }
        self.add(ColumnBins::Category { count }, codes)
    }

    /// Appends a column that is binned as given, as continued training needs it.
    ///
    /// # Errors
    /// A wrong length, or a category code that is none.
    pub fn add(&mut self, bins: ColumnBins, values: &[f32]) -> Result<()> {
        if values.len() != self.rows {
            let column = self.columns.len() + 1;
            return Err(Error::data(format!("column {column} has {} values for {} rows", values.len(), self.rows)));
        }
        let binned = bins.bin_column(values)?;
        self.columns.push((bins, binned));
        Ok(())
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// Whether column `column` has at least two different bins.
    pub fn varies(&self, column: usize) -> bool {
        let bins = self.column(column);
        bins.iter().any(|&bin| bin != bins[0])
    }

    /// How column `column` was binned.
    pub fn bins(&self, column: usize) -> &ColumnBins {
        &self.columns[column].0
    }

    /// The bins of column `column`, one a row.
    pub fn column(&self, column: usize) -> &[u8] {
        &self.columns[column].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn wrong_codes_are_located() {
        let mut matrix = BinnedMatrix::new(3).unwrap();
        let error = matrix.add_categories(&[0.0, f32::NAN, 7.0], 3).unwrap_err();
        assert_eq!(error.message, "row 3: 7 is no category code below 3");
        assert!(matrix.add_categories(&[0.0, 1.0], 3).is_err());
        assert!(BinnedMatrix::new(0).is_err());
        assert_eq!(matrix.columns(), 0);
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
