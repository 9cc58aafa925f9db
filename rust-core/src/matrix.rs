//! The training columns as bins. In: raw columns, one after another, so that only one is ever there as f32. Out: bytes.

use crate::bin_means::bin_means;
use crate::binning::{ColumnBins, MAX_BINS};
use crate::crew::Hands;
use crate::edges::{edges_of, thin};
use crate::error::{Error, Result};
use crate::target::Target;

/// A column before it is binned.
#[derive(Clone, Copy, Debug)]
pub enum RawColumn<'a> {
    /// Numbers, NaN = missing.
    Numbers {
        /// One a row.
        values: &'a [f32],
        /// 2 to 255.
        max_bins: usize,
    },
    /// Category codes, NaN = missing.
    Categories {
        /// One a row.
        codes: &'a [f32],
        /// The codes are below this.
        count: usize,
    },
}

/// How a column is binned, its bins, and the means of these where they are wanted.
type Binned = (ColumnBins, Vec<u8>, Option<Vec<f64>>);

/// All training columns as bins, column after column, each `rows` long.
#[derive(Clone, Debug)]
pub struct BinnedMatrix {
    rows: usize,
    /// Rows that choose bin edges, and their classes (empty: all rows, no classes).
    edge_rows: Vec<(u32, u16)>,
    /// How many classes these are of.
    classes: usize,
    columns: Vec<(ColumnBins, Vec<u8>)>,
    /// The mean of each bin of each number column, where they are wanted.
    means: Option<Vec<Vec<f64>>>,
}

impl BinnedMatrix {
    /// Most rows: histograms count rows in 24 bits.
    pub const MAX_ROWS: usize = (1 << 24) - 1;

    /// A matrix of `rows` rows without labels, and no columns yet.
    ///
    /// # Errors
    /// No rows, or more than [`Self::MAX_ROWS`].
    pub fn new(rows: usize) -> Result<Self> {
        match rows {
            0 => Err(Error::data("there are no rows to train on")),
            1..=Self::MAX_ROWS => {
                Ok(Self { rows, edge_rows: Vec::new(), classes: 0, columns: Vec::new(), means: None })
            }
            _ => Err(Error::data(format!("{rows} rows are more than the {} that can be trained on", Self::MAX_ROWS))),
        }
    }

    /// A matrix for the rows of `target`. Bin edges are chosen by its training rows and their classes only: of held-out
    /// rows nothing may be learned.
    ///
    /// # Errors
    /// No rows, or more than [`Self::MAX_ROWS`].
    pub fn for_target(target: &Target) -> Result<Self> {
        let mut matrix = Self::new(target.labels.len())?;
        matrix.edge_rows = target.training_rows().map(|row| (row, target.labels[row as usize])).collect();
        thin(&mut matrix.edge_rows);
        matrix.classes = target.classes;
        Ok(matrix)
    }

    /// The matrix, still without columns, that will keep the mean of each bin: an isolation forest needs them.
    #[must_use]
    pub fn with_means(mut self) -> Self {
        self.means = Some(Vec::new());
        self
    }

    /// Bins a number column and appends it. `max_bins` is 2 to 255.
    ///
    /// # Errors
    /// A wrong length or `max_bins`.
    pub fn add_numbers(&mut self, values: &[f32], max_bins: usize) -> Result<()> {
        self.add_raw(&RawColumn::Numbers { values, max_bins })
    }

    /// Appends a column of category codes `0..count`, NaN = missing.
    ///
    /// # Errors
    /// A wrong length, more than 255 codes, or a code that is none.
    pub fn add_categories(&mut self, codes: &[f32], count: usize) -> Result<()> {
        self.add_raw(&RawColumn::Categories { codes, count })
    }

    /// Bins columns, shared among hands, and appends them. On an error none is appended.
    ///
    /// # Errors
    /// Those of [`add_numbers`](Self::add_numbers) and [`add_categories`](Self::add_categories), of the first column that has one.
    pub fn add_together(&mut self, hands: Hands, columns: &[RawColumn]) -> Result<()> {
        let binned: Result<Vec<Binned>> =
            hands.map(columns.iter().enumerate(), |(i, column)| self.bin(i, column)).into_iter().collect();
        binned?.into_iter().for_each(|column| self.append(column));
        Ok(())
    }

    fn add_raw(&mut self, column: &RawColumn) -> Result<()> {
        let binned = self.bin(0, column)?;
        self.append(binned);
        Ok(())
    }

    /// Column `i` after those that are there.
    fn bin(&self, i: usize, column: &RawColumn) -> Result<Binned> {
        match *column {
            RawColumn::Numbers { max_bins, .. } if !(2..=MAX_BINS).contains(&max_bins) => {
                Err(Error::option(format!("bins must be 2 to {MAX_BINS}, not {max_bins}")))
            }
            RawColumn::Numbers { values, max_bins } => {
                self.check_length(i, values)?;
                let bins = if self.edge_rows.is_empty() {
                    ColumnBins::for_numbers(values, max_bins)
                } else {
                    ColumnBins::Number { edges: edges_of(values, &self.edge_rows, self.classes, max_bins) }
                };
                self.bin_by(i, bins, values)
            }
            RawColumn::Categories { count, .. } if count > MAX_BINS => {
                Err(Error::data(format!("{count} categories are more than {MAX_BINS}: fold the rare ones")))
            }
            RawColumn::Categories { codes, count } => self.bin_by(i, ColumnBins::Category { count }, codes),
        }
    }

    fn bin_by(&self, i: usize, bins: ColumnBins, values: &[f32]) -> Result<Binned> {
        self.check_length(i, values)?;
        let binned = bins.bin_column(values)?;
        let means = self.means.as_ref().map(|_| match &bins {
            ColumnBins::Number { edges } => bin_means(edges, values, &binned),
            ColumnBins::Category { .. } => Vec::new(),
        });
        Ok((bins, binned, means))
    }

    fn append(&mut self, (bins, binned, means): Binned) {
        if let Some(all) = &mut self.means {
            all.extend(means);
        }
        self.columns.push((bins, binned));
    }

    /// Appends a column that is binned as given, as continued training needs it.
    ///
    /// # Errors
    /// A wrong length, or a category code that is none.
    pub fn add(&mut self, bins: ColumnBins, values: &[f32]) -> Result<()> {
        let column = self.bin_by(0, bins, values)?;
        self.append(column);
        Ok(())
    }

    /// Appends a column whose bins are known to fit.
    pub(crate) fn push_binned(&mut self, bins: ColumnBins, binned: Vec<u8>) {
        self.columns.push((bins, binned));
    }

    fn check_length(&self, i: usize, values: &[f32]) -> Result<()> {
        if values.len() == self.rows {
            return Ok(());
        }
        let column = self.columns.len() + i + 1;
        Err(Error::data(format!("column {column} has {} values for {} rows", values.len(), self.rows)))
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

    /// The mean value of each bin of column `column` from bin 1 on (empty for a category column), where the matrix was made
    /// [`with_means`](Self::with_means).
    pub fn means(&self, column: usize) -> Option<&[f64]> {
        self.means.as_ref().and_then(|means| means.get(column)).map(Vec::as_slice)
    }

    /// The bins of column `column`, one a row.
    pub fn column(&self, column: usize) -> &[u8] {
        &self.columns[column].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_codes_are_located() {
        let mut matrix = BinnedMatrix::new(3).unwrap();
        let error = matrix.add_categories(&[0.0, f32::NAN, 7.0], 3).unwrap_err();
        assert_eq!(error.message, "row 3: 7 is no category code below 3");
        assert!(matrix.add_categories(&[0.0, 1.0], 3).is_err());
        assert!(BinnedMatrix::new(0).is_err());
        assert_eq!(matrix.columns(), 0);
    }
}
