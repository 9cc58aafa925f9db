//! Columns and labels in, synthetic rows of rare classes out, some rows at a time.

use crate::thrown;
use hedgerow::neighbours::Column;
use hedgerow::resample::{Method, Resampling, Training};
use wasm_bindgen::prelude::*;

/// Columns to make rows of.
#[wasm_bindgen]
#[derive(Default)]
pub struct ResamplerColumns(Vec<Column>);

#[wasm_bindgen]
impl ResamplerColumns {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> ResamplerColumns {
        ResamplerColumns::default()
    }

    /// Adds a column: numbers or category codes, NaN = missing.
    pub fn add(&mut self, values: Vec<f32>, categories: bool) {
        self.0.push(if categories { Column::Categories(values) } else { Column::Numbers(values) });
    }
}

/// Makes rows, some at a time.
#[wasm_bindgen]
pub struct Resampler(Resampling);

#[wasm_bindgen]
impl Resampler {
    /// Ready to make rows until class `c` has `wanted[c]` among `rows`. The columns are taken over.
    #[wasm_bindgen(constructor)]
    pub fn new(
        columns: ResamplerColumns,
        adasyn: bool,
        labels: Vec<u16>,
        rows: Vec<u32>,
        wanted: &[u32],
        neighbours: usize,
        seed: f64,
    ) -> Result<Resampler, JsError> {
        let method = if adasyn { Method::Adasyn } else { Method::Smote };
        let training = Training { columns: columns.0, labels, rows };
        Resampling::new(training, wanted, method, neighbours, seed as u64).map(Resampler).map_err(thrown)
    }

    /// Searches the neighbours of at most `count` rows. Whether all is done.
    pub fn step(&mut self, count: usize) -> bool {
        self.0.step(count)
    }

    /// The classes of the rows made.
    pub fn labels(&self) -> Vec<u16> {
        self.0.synthetic().labels.clone()
    }

    /// One column of the rows made.
    pub fn column(&self, column: usize) -> Vec<f32> {
        self.0.synthetic().columns.get(column).cloned().unwrap_or_default()
    }
}
