//! Columns in, an isolation forest tree by tree, model bytes at its end: of its own, or beside a classifier.

use crate::thrown;
use crate::training::Matrix;
use hedgerow::binning::ColumnBins;
use hedgerow::{BinnedMatrix, Isolation, Model};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Matrix {
    /// For `rows` rows without labels, of which all choose the bin edges; for an isolation forest.
    pub fn unlabelled(rows: usize) -> Result<Matrix, JsError> {
        BinnedMatrix::new(rows).map(|matrix| Matrix(matrix.with_means())).map_err(thrown)
    }

    /// Adds a column that is binned as column `column` of a model.
    #[wasm_bindgen(js_name = addAs)]
    pub fn add_as(&mut self, bins: &ModelBins, column: usize, values: &[f32]) -> Result<(), JsError> {
        let bins = bins.0.get(column).ok_or_else(|| JsError::new("bad-data::the model has no such column"))?;
        self.0.add(bins.clone(), values).map_err(thrown)
    }
}

/// The bins that a model was grown on.
#[wasm_bindgen]
pub struct ModelBins(Vec<ColumnBins>);

#[wasm_bindgen]
impl ModelBins {
    /// Reads and checks model bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(model: &[u8]) -> Result<ModelBins, JsError> {
        Model::read(model).and_then(|model| hedgerow::beside::bins_of(&model)).map(ModelBins).map_err(thrown)
    }
}

/// An isolation forest in progress. The matrix it is made from is taken over.
#[wasm_bindgen]
pub struct IsolationTrainer(Isolation);

#[wasm_bindgen]
impl IsolationTrainer {
    /// Ready for the tree number `first_tree`. Learns from the rows numbered in `training`; with `watch` it keeps what
    /// `margins` gives.
    #[wasm_bindgen(constructor)]
    pub fn new(
        matrix: Matrix,
        training: Vec<u32>,
        sample_rows: usize,
        seed: f64,
        first_tree: usize,
        watch: bool,
    ) -> Result<IsolationTrainer, JsError> {
        Isolation::new(matrix.0, training, sample_rows, seed as u64, first_tree, watch)
            .map(IsolationTrainer)
            .map_err(thrown)
    }

    /// Grows one tree.
    pub fn step(&mut self) -> Result<(), JsError> {
        self.0.step().map_err(thrown)
    }

    /// The path length whose score is one half.
    pub fn normaliser(&self) -> f64 {
        self.0.normaliser()
    }

    /// The mean path length of each row by the trees grown; empty where they are not watched.
    pub fn margins(&self) -> Vec<f64> {
        self.0.margins()
    }

    /// The bytes of the model of all trees grown.
    pub fn model(&self, metadata: &[u8]) -> Result<Vec<u8>, JsError> {
        hedgerow::write(&self.0.ensemble(), metadata).map_err(thrown)
    }

    /// The bytes of a classifier with these trees as one more output. Its bins must be those of the matrix.
    #[wasm_bindgen(js_name = modelBeside)]
    pub fn model_beside(&self, classifier: &[u8], metadata: &[u8]) -> Result<Vec<u8>, JsError> {
        let isolation = hedgerow::write(&self.0.ensemble(), b"").map_err(thrown)?;
        hedgerow::write_beside(classifier, &isolation, metadata).map_err(thrown)
    }
}
