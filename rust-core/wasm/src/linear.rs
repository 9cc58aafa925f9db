//! Sparse rows and sides in, linear weights or margins out.

use crate::thrown;
use hedgerow::linear::{Accuracy, Separation};
use wasm_bindgen::prelude::*;

/// Sparse rows, checked.
#[wasm_bindgen]
pub struct SparseRows(hedgerow::SparseRows);

#[wasm_bindgen]
impl SparseRows {
    /// Compressed sparse rows of `width` columns.
    #[wasm_bindgen(constructor)]
    pub fn new(starts: Vec<u32>, columns: Vec<u32>, values: Vec<f32>, width: usize) -> Result<SparseRows, JsError> {
        hedgerow::SparseRows::new(starts, columns, values, width).map(SparseRows).map_err(thrown)
    }

    /// Separates the rows with sign 1 from those with sign -1: the weight of each column, then the bias.
    pub fn separate(&self, signs: &[i8], emphasis: &[f32], cost: f64, seed: f64) -> Result<Vec<f64>, JsError> {
        let mut separation = Separation::new(&self.0, signs, emphasis, seed as u64).map_err(thrown)?;
        separation.solve(cost, Accuracy::default()).map_err(thrown)?;
        let mut weights = separation.weights().to_vec();
        weights.push(separation.bias());
        Ok(weights)
    }

    /// Separates for one cost after another (best ascending): for each the margins of the rows with sign 0, in order.
    pub fn scan(&self, signs: &[i8], emphasis: &[f32], costs: &[f64], seed: f64) -> Result<Vec<f64>, JsError> {
        let mut separation = Separation::new(&self.0, signs, emphasis, seed as u64).map_err(thrown)?;
        let mut margins = Vec::new();
        for &cost in costs {
            separation.solve(cost, Accuracy::default()).map_err(thrown)?;
            let out = signs.iter().enumerate().filter(|(_, &sign)| sign == 0);
            margins.extend(out.map(|(row, _)| separation.margin(row)));
        }
        Ok(margins)
    }
}
