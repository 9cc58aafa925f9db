//! Columns and labels in, synthetic rows of rare classes out.

use crate::thrown;
use hedgerow::neighbours::Column;
use hedgerow::resample::{resample, Method, Synthetic, Training};
use wasm_bindgen::prelude::*;

/// Columns to make rows of, then the rows made.
#[wasm_bindgen]
#[derive(Default)]
pub struct Resampler {
    columns: Vec<(bool, Vec<f32>)>,
    made: Option<Synthetic>,
}

#[wasm_bindgen]
impl Resampler {
    /// Without columns.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Resampler {
        Resampler::default()
    }

    /// Adds a column: numbers or category codes, NaN = missing.
    pub fn add(&mut self, values: Vec<f32>, categories: bool) {
        self.columns.push((categories, values));
    }

    /// Makes rows until class `c` has `wanted[c]` among `rows`, and says how many were made.
    pub fn make(
        &mut self,
        adasyn: bool,
        labels: &[u16],
        rows: &[u32],
        wanted: &[u32],
        neighbours: usize,
        seed: f64,
    ) -> Result<usize, JsError> {
        let columns = self.columns.iter().map(|(categories, values)| match categories {
            true => Column::Categories(values),
            false => Column::Numbers(values),
        });
        let method = if adasyn { Method::Adasyn } else { Method::Smote };
        let training = Training { columns: columns.collect(), labels, rows };
        let made = resample(&training, wanted, method, neighbours, seed as u64).map_err(thrown)?;
        let count = made.labels.len();
        self.made = Some(made);
        Ok(count)
    }

    /// The classes of the rows made.
    pub fn labels(&self) -> Vec<u16> {
        self.made.as_ref().map(|made| made.labels.clone()).unwrap_or_default()
    }

    /// One column of the rows made.
    pub fn column(&self, column: usize) -> Vec<f32> {
        self.made.as_ref().and_then(|made| made.columns.get(column).cloned()).unwrap_or_default()
    }
}
