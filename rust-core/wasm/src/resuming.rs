//! Model bytes and new rows in: a stepper that goes on from the model, or the bytes of the model with new leaf values.

use crate::parallel::TreeCollector;
use crate::thrown;
use crate::training::{BoostingTrainer, ForestTrainer, Labels, Matrix, Options};
use hedgerow::{Boosting, Earlier, Forest, ForestParts, Model, Stage};
use wasm_bindgen::prelude::*;

/// A model to go on from. A method that makes a trainer or a model takes it over.
#[wasm_bindgen]
pub struct EarlierModel {
    earlier: Earlier,
    /// What stands beside the classifier.
    beside: Option<Model>,
    stages: Vec<Stage>,
}

#[wasm_bindgen]
impl EarlierModel {
    /// Reads and checks model bytes. The first `outputs` outputs are the classifier's; only it is trained on, and only a refit
    /// keeps what is beside it.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8], outputs: usize) -> Result<EarlierModel, JsError> {
        let read = || {
            let (classifier, beside) = hedgerow::apart(&Model::read(bytes)?, outputs)?;
            Ok(EarlierModel { earlier: Earlier::new(&classifier)?, beside, stages: Vec::new() })
        };
        read().map_err(thrown)
    }

    /// Rounds or trees it has.
    #[wasm_bindgen(getter)]
    pub fn steps(&self) -> usize {
        self.earlier.steps()
    }

    /// A matrix for these rows, to be filled by `addColumn`.
    pub fn matrix(&self, labels: &Labels) -> Result<Matrix, JsError> {
        self.earlier.matrix(&labels.0).map(Matrix).map_err(thrown)
    }

    /// The matrix's next column, in the model's bins.
    #[wasm_bindgen(js_name = addColumn)]
    pub fn add_column(&self, matrix: &mut Matrix, values: &[f32]) -> Result<(), JsError> {
        self.earlier.add_column(&mut matrix.0, values).map_err(thrown)
    }

    /// Ready for the round after the model's.
    pub fn boosting(
        self,
        matrix: Matrix,
        labels: Labels,
        options: Options,
        learning_rate: f64,
    ) -> Result<BoostingTrainer, JsError> {
        let boosting = Boosting::resume(self.earlier, matrix.0, labels.0, options.0, learning_rate);
        boosting.map(BoostingTrainer).map_err(thrown)
    }

    /// Ready for the tree after the model's.
    pub fn forest(
        self,
        matrix: Matrix,
        labels: Labels,
        options: Options,
        bootstrap_weights: bool,
    ) -> Result<ForestTrainer, JsError> {
        let forest = Forest::resume(self.earlier, matrix.0, labels.0, options.0, bootstrap_weights);
        forest.map(ForestTrainer).map_err(thrown)
    }

    /// Its trees, to be followed by trees that are grown elsewhere.
    pub fn collector(&self, matrix: &Matrix, labels: &Labels) -> Result<TreeCollector, JsError> {
        ForestParts::resume(&self.earlier, &matrix.0, &labels.0).map(TreeCollector).map_err(thrown)
    }

    /// Tells, for a refit, how the next of the model's rounds or trees were trained. The learning rate of a forest is 1.
    #[wasm_bindgen(js_name = addStage)]
    pub fn add_stage(&mut self, steps: usize, options: Options, learning_rate: f64) {
        self.stages.push(Stage { steps, options: options.0, learning_rate });
    }

    /// The bytes of the model with leaf values that are `decay` parts the old and the rest what these rows give.
    pub fn refit(self, matrix: Matrix, labels: Labels, decay: f64, metadata: &[u8]) -> Result<Vec<u8>, JsError> {
        let refit = || {
            let mut refitted = hedgerow::refit(self.earlier, matrix.0, labels.0, &self.stages, decay)?;
            if let Some(beside) = &self.beside {
                hedgerow::attach(&mut refitted, beside)?;
            }
            hedgerow::write(&refitted, metadata)
        };
        refit().map_err(thrown)
    }
}
