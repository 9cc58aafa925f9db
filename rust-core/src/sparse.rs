//! Rows that are mostly zeros, as texts give: for each row the columns that are not zero and their values. In: the arrays
//! of compressed sparse rows. Out: rows that are known to be well formed, so that nothing below checks again.

use crate::error::{Error, Result};

/// Compressed sparse rows, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct SparseRows {
    starts: Vec<u32>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

impl SparseRows {
    /// Row `i` has the entries `starts[i]..starts[i + 1]` of `columns` (below `width`, each once a row) and of `values`
    /// (finite).
    pub fn new(starts: Vec<u32>, columns: Vec<u32>, values: Vec<f32>, width: usize) -> Result<Self> {
        if columns.len() != values.len() {
            return Err(Error::data("sparse rows need as many columns as values"));
        }
        let ends_fit = starts.first() == Some(&0) && starts.last().map(|&end| end as usize) == Some(columns.len());
        if !ends_fit || starts.windows(2).any(|pair| pair[0] > pair[1]) {
            return Err(Error::data("the starts of sparse rows must ascend from 0 to the number of entries"));
        }
        if columns.iter().any(|&column| column as usize >= width) {
            return Err(Error::data("a sparse row has a column beyond the last"));
        }
        if values.iter().any(|value| !value.is_finite()) {
            return Err(Error::data("a sparse row has a value that is not finite"));
        }
        Ok(Self { starts, columns, values, width })
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The columns and values of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let entries = self.starts[row] as usize..self.starts[row + 1] as usize;
        let columns = self.columns[entries.clone()].iter();
        columns.zip(&self.values[entries]).map(|(&column, &value)| (column as usize, f64::from(value)))
    }

    /// The product of a row with a weight a column.
    pub fn dot(&self, row: usize, weights: &[f64]) -> f64 {
        self.row(row).map(|(column, value)| value * weights[column]).sum()
    }
}
