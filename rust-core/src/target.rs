//! What is learned from: labels, weights, and which rows are held out. Checked once, before any work.

use crate::error::{number, Error, Result};

/// Most classes.
pub const MAX_CLASSES: usize = 1024;

/// Labels of the rows of a matrix.
#[derive(Clone, Debug)]
pub struct Target {
    /// Class of each row, below `classes`.
    pub labels: Vec<u16>,
    /// Number of classes, at least 2.
    pub classes: usize,
    /// Weight of each row, class weights included.
    pub weights: Vec<f32>,
    /// Rows that are only watched: not 0 for a validation row.
    pub held_out: Vec<u8>,
}

impl Target {
    /// Checks the parts against each other. Empty `weights` mean 1, empty `held_out` none.
    ///
    /// # Errors
    /// Says which part does not fit.
    pub fn new(labels: Vec<u16>, classes: usize, mut weights: Vec<f32>, mut held_out: Vec<u8>) -> Result<Self> {
        let rows = labels.len();
        if weights.is_empty() {
            weights = vec![1.0; rows];
        }
        if held_out.is_empty() {
            held_out = vec![0; rows];
        }
        for (name, length) in [("weights", weights.len()), ("held-out marks", held_out.len())] {
            if length != rows {
                return Err(Error::data(format!("{length} {name} for {rows} rows")));
            }
        }
        if !(2..=MAX_CLASSES).contains(&classes) {
            return Err(Error::data(format!("{classes} classes: there must be 2 to {MAX_CLASSES}")));
        }
        if let Some(row) = labels.iter().position(|&label| usize::from(label) >= classes) {
            return Err(Error::data(format!("row {}: class {} of {classes}", row + 1, labels[row])));
        }
        if let Some(row) = weights.iter().position(|&w| !(0.0..=1e30).contains(&w)) {
            return Err(Error::data(format!(
                "row {}: weight {} is not 0 to 1e30",
                row + 1,
                number(weights[row].into())
            )));
        }
        let target = Self { labels, classes, weights, held_out };
        if !target.training_rows().any(|row| target.weights[row as usize] > 0.0) {
            return Err(Error::data("no row to train on has a weight above 0"));
        }
        Ok(target)
    }

    /// # Errors
    /// Another number of rows than the matrix has.
    pub(crate) fn check_rows(&self, rows: usize) -> Result<()> {
        match self.labels.len() == rows {
            true => Ok(()),
            false => Err(Error::data(format!("{} labels for {rows} rows", self.labels.len()))),
        }
    }

    /// The rows that are trained on, ascending.
    pub fn training_rows(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.labels.len() as u32).filter(|&row| self.held_out[row as usize] == 0)
    }

    /// The rows that are only watched, ascending.
    pub fn held_out_rows(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.labels.len() as u32).filter(|&row| self.held_out[row as usize] != 0)
    }

    /// Weight of each class among the training rows.
    pub fn class_weights(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.classes];
        for row in self.training_rows() {
            sums[usize::from(self.labels[row as usize])] += f64::from(self.weights[row as usize]);
        }
        sums
    }

    /// The largest weight.
    pub fn most_weight(&self) -> f64 {
        f64::from(self.weights.iter().copied().fold(0.0, f32::max))
    }
}
