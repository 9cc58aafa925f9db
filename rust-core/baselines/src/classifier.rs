//! What a classifier is fitted to, and what it can do then.

use ndarray::{Array1, Array2, ArrayView2};

/// Labelled rows.
pub struct Training {
    /// Finite numbers, rows x columns.
    pub rows: Array2<f64>,
    /// The class of each row, below `classes`; every class occurs.
    pub labels: Array1<usize>,
    /// How many classes there are, at least 2.
    pub classes: usize,
}

/// A classifier that has learned.
pub trait Classifier {
    /// Rows x classes: probabilities, or decision values where the model says so.
    fn answers(&self, rows: ArrayView2<f64>) -> Array2<f64>;
}
