//! Columns and labels in, a stepper out, model bytes at its end.

use crate::thrown;
use hedgerow::{BinnedMatrix, Boosting, Forest, Target, TreeOptions};
use wasm_bindgen::prelude::*;

/// Labels (class numbers), weights and held-out marks of the rows, checked.
#[wasm_bindgen]
pub struct Labels(pub(crate) Target);

#[wasm_bindgen]
impl Labels {
    /// Weights and held-out marks may be empty: 1 and none.
    #[wasm_bindgen(constructor)]
    pub fn new(labels: Vec<u16>, classes: usize, weights: Vec<f32>, held_out: Vec<u8>) -> Result<Labels, JsError> {
        Target::new(labels, classes, weights, held_out).map(Labels).map_err(thrown)
    }
}

/// Training columns, binned as they are added.
#[wasm_bindgen]
pub struct Matrix(pub(crate) BinnedMatrix);

#[wasm_bindgen]
impl Matrix {
    /// For these rows, of which those not held out choose the bin edges.
    #[wasm_bindgen(constructor)]
    pub fn new(labels: &Labels) -> Result<Matrix, JsError> {
        BinnedMatrix::for_target(&labels.0).map(Matrix).map_err(thrown)
    }

    /// A number column, NaN = missing; at most `bins` bins.
    #[wasm_bindgen(js_name = addNumbers)]
    pub fn add_numbers(&mut self, values: &[f32], bins: usize) -> Result<(), JsError> {
        self.0.add_numbers(values, bins).map_err(thrown)
    }

    /// A column of category codes below `count`, NaN = missing.
    #[wasm_bindgen(js_name = addCategories)]
    pub fn add_categories(&mut self, codes: &[f32], count: usize) -> Result<(), JsError> {
        self.0.add_categories(codes, count).map_err(thrown)
    }
}

/// Settings of a tree; a field that is not set keeps the learner's default.
#[wasm_bindgen]
pub struct Options(pub(crate) TreeOptions);

/// Makes a setter for each named option.
macro_rules! setters {
    ($($field:ident, $name:literal, $type:ty);* $(;)?) => {
        #[wasm_bindgen]
        impl Options {
            $(
                #[doc = concat!("Sets ", $name, ".")]
                #[wasm_bindgen(setter, js_name = $name)]
                pub fn $field(&mut self, value: $type) {
                    self.0.$field = value;
                }
            )*
        }
    };
}

setters! {
    max_leaves, "maxLeaves", u32;
    max_depth, "maxDepth", u32;
    min_rows_per_leaf, "minRowsPerLeaf", u32;
    min_weight_per_leaf, "minWeightPerLeaf", f64;
    min_gain, "minGain", f64;
    l2, "l2", f64;
    category_smoothing, "categorySmoothing", f64;
    category_l2, "categoryL2", f64;
    min_rows_per_category, "minRowsPerCategory", u32;
    subsample, "subsample", f64;
    feature_subsample, "featureSubsample", f64;
    node_feature_subsample, "nodeFeatureSubsample", f64;
}

#[wasm_bindgen]
impl Options {
    /// The defaults of boosting.
    pub fn boosting() -> Options {
        Options(TreeOptions::boosting())
    }

    /// The defaults of the forest.
    pub fn forest() -> Options {
        Options(TreeOptions::forest())
    }

    /// Sets the seed, a whole number.
    #[wasm_bindgen(setter)]
    pub fn set_seed(&mut self, value: f64) {
        self.0.seed = value as u64;
    }
}

/// Boosting in progress. The matrix and labels it is made from are taken over.
#[wasm_bindgen]
pub struct BoostingTrainer(pub(crate) Boosting);

#[wasm_bindgen]
impl BoostingTrainer {
    /// Ready for the first round.
    #[wasm_bindgen(constructor)]
    pub fn new(
        matrix: Matrix,
        labels: Labels,
        options: Options,
        learning_rate: f64,
    ) -> Result<BoostingTrainer, JsError> {
        Boosting::new(matrix.0, labels.0, options.0, learning_rate).map(BoostingTrainer).map_err(thrown)
    }

    /// Mean log-loss of the training rows and of the held-out rows (NaN without any) as they are.
    pub fn loss(&self) -> Vec<f64> {
        let loss = self.0.loss();
        vec![loss.training, loss.held_out]
    }

    /// One round. Mean log-loss of the training rows and of the held-out rows (NaN without any).
    pub fn step(&mut self) -> Vec<f64> {
        let loss = self.0.step();
        vec![loss.training, loss.held_out]
    }

    /// The bytes of the model of the first `rounds` rounds.
    pub fn model(&self, rounds: usize, metadata: &[u8]) -> Result<Vec<u8>, JsError> {
        hedgerow::write(&self.0.ensemble(rounds), metadata).map_err(thrown)
    }
}

/// A forest in progress. The matrix and labels it is made from are taken over.
#[wasm_bindgen]
pub struct ForestTrainer(pub(crate) Forest);

#[wasm_bindgen]
impl ForestTrainer {
    /// Ready for the tree number `first_tree`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        matrix: Matrix,
        labels: Labels,
        options: Options,
        bootstrap_weights: bool,
        first_tree: usize,
    ) -> Result<ForestTrainer, JsError> {
        Forest::new(matrix.0, labels.0, options.0, bootstrap_weights, first_tree).map(ForestTrainer).map_err(thrown)
    }

    /// Grows one tree.
    pub fn step(&mut self) -> Result<(), JsError> {
        self.0.step().map_err(thrown)
    }

    /// Class shares of each row by the trees that did not see it: row after row, one number (the second class's) for two
    /// classes, else one a class; NaN where every tree saw the row.
    pub fn unseen(&self) -> Vec<f64> {
        self.0.unseen()
    }

    /// The bytes of the model of all trees grown.
    pub fn model(&self, metadata: &[u8]) -> Result<Vec<u8>, JsError> {
        hedgerow::write(&self.0.ensemble(), metadata).map_err(thrown)
    }
}
