//! How the columns of records are read. In: records of any float and layout. Out: columns of f32, binned, in a matrix of the core.

use crate::error::{parameter, Error, Result};
use hedgerow::BinnedMatrix;
use linfa::Float;
use ndarray::{ArrayBase, Data, Ix2};

/// Most codes of a category column.
const MAX_CATEGORIES: usize = 255;

/// Bins of the number columns, and which columns hold category codes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Columns {
    pub bins: usize,
    pub categorical: Vec<usize>,
}

impl Default for Columns {
    fn default() -> Self {
        Self { bins: 255, categorical: Vec::new() }
    }
}

impl Columns {
    /// # Errors
    /// A number of bins out of range.
    pub fn check(&self) -> Result<()> {
        match self.bins {
            2..=255 => Ok(()),
            bins => Err(parameter(format!("bins must be 2 to 255, not {bins}"))),
        }
    }

    /// # Errors
    /// Names a column of categories that records of this width do not have.
    pub fn check_width(&self, width: usize) -> Result<()> {
        self.categorical.iter().try_for_each(|&column| has_column("categorical_features", column, width))
    }

    /// Appends a column to a matrix, in bins of its own.
    pub fn add(&self, matrix: &mut BinnedMatrix, index: usize, values: &[f32]) -> hedgerow::Result<()> {
        if self.categorical.contains(&index) {
            matrix.add_categories(values, count_codes(values))
        } else {
            matrix.add_numbers(values, self.bins)
        }
    }
}

/// The matrix, still without columns, with all of the records', each of which `add` appends.
///
/// # Errors
/// Says which column can not be used.
pub(crate) fn fill<F: Float, D: Data<Elem = F>>(
    mut matrix: BinnedMatrix,
    records: &ArrayBase<D, Ix2>,
    add: impl Fn(&mut BinnedMatrix, usize, &[f32]) -> hedgerow::Result<()>,
) -> Result<BinnedMatrix> {
    for (index, column) in records.columns().into_iter().enumerate() {
        let values: Vec<f32> = column.iter().map(|&value| to_f32(value)).collect();
        add(&mut matrix, index, &values).map_err(|source| Error::Column { column: index, source })?;
    }
    Ok(matrix)
}

/// # Errors
/// The column that a parameter names is not there.
pub(crate) fn has_column(name: &str, column: usize, width: usize) -> Result<()> {
    match column < width {
        true => Ok(()),
        false => Err(parameter(format!("{name} names column {column} of {width}"))),
    }
}

/// The nearest f32; what is beyond f32 becomes infinite.
pub(crate) fn to_f32<F: Float>(value: F) -> f32 {
    value.to_f32().unwrap_or(f32::NAN)
}

/// One above the highest code; the core says which value is none.
fn count_codes(codes: &[f32]) -> usize {
    let highest = codes.iter().copied().fold(-1.0, f32::max);
    (highest + 1.0).min(MAX_CATEGORIES as f32 + 1.0) as usize
}
