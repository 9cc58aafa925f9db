//! Model bytes and many rows in, margins out.

use crate::thrown;
use hedgerow::{Batch, Explainer, Model};
use std::cell::OnceCell;
use wasm_bindgen::prelude::*;

/// A checked model; and what scoring many rows at once and explaining it need, made when first asked for.
#[wasm_bindgen]
pub struct BatchScorer(Model, OnceCell<Batch>, OnceCell<Explainer>);

#[wasm_bindgen]
impl BatchScorer {
    /// Reads and checks model bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<BatchScorer, JsError> {
        Model::read(bytes).map(|model| BatchScorer(model, OnceCell::new(), OnceCell::new())).map_err(thrown)
    }

    /// Margins of `count` rows laid one after another: row after row, one number an output.
    pub fn score(&self, rows: &[f32], count: usize) -> Result<Vec<f64>, JsError> {
        self.1.get_or_init(|| Batch::new(&self.0)).score(&self.0, rows, count).map_err(thrown)
    }

    /// The same by the plain scorer, the oracle of the fast one.
    #[wasm_bindgen(js_name = scorePlainly)]
    pub fn score_plainly(&self, rows: &[f32], count: usize) -> Result<Vec<f64>, JsError> {
        hedgerow::score_batch_plainly(&self.0, rows, count).map_err(thrown)
    }

    /// TreeSHAP of `count` rows: row after row, output after output, a number a feature and then the base.
    pub fn explain(&self, rows: &[f32], count: usize) -> Result<Vec<f64>, JsError> {
        let explainer = match self.2.get() {
            Some(explainer) => explainer,
            None => {
                let explainer = Explainer::new(&self.0).map_err(thrown)?;
                self.2.get_or_init(|| explainer)
            }
        };
        explainer.explain(&self.0, rows, count).map_err(thrown)
    }
}
