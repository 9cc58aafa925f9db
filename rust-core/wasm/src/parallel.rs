//! A forest grown in several workers, each with its own instance of this module: binned columns and trees travel as bytes.

use crate::thrown;
use crate::training::{Labels, Matrix, Options};
use hedgerow::{BinnedMatrix, Forest, ForestParts};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Matrix {
    /// The binned columns as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// The matrix of `bytes`.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Matrix, JsError> {
        BinnedMatrix::from_bytes(bytes).map(Matrix).map_err(thrown)
    }
}

/// Grows any trees of a forest. The matrix and labels it is made from are taken over.
#[wasm_bindgen]
pub struct TreeGrower(Forest);

#[wasm_bindgen]
impl TreeGrower {
    /// Ready for any tree.
    #[wasm_bindgen(constructor)]
    pub fn new(
        matrix: Matrix,
        labels: Labels,
        options: Options,
        bootstrap_weights: bool,
    ) -> Result<TreeGrower, JsError> {
        Forest::new(matrix.0, labels.0, options.0, bootstrap_weights, 0).map(TreeGrower).map_err(thrown)
    }

    /// The model bytes of `count` trees from the tree number `first` on.
    pub fn grow(&mut self, first: usize, count: usize) -> Result<Vec<u8>, JsError> {
        let part = self.0.part(first..first + count).map_err(thrown)?;
        hedgerow::write(&part, &[]).map_err(thrown)
    }

    /// Out-of-bag sums of all trees grown here.
    #[wasm_bindgen(js_name = unseenSums)]
    pub fn unseen_sums(&self) -> Vec<u64> {
        self.0.out_of_bag().sums().to_vec()
    }

    /// How many of the trees grown here did not see each row.
    #[wasm_bindgen(js_name = unseenTrees)]
    pub fn unseen_trees(&self) -> Vec<u32> {
        self.0.out_of_bag().trees().to_vec()
    }
}

/// Puts trees grown elsewhere together.
#[wasm_bindgen]
pub struct TreeCollector(pub(crate) ForestParts);

#[wasm_bindgen]
impl TreeCollector {
    /// No trees yet, over the columns of the matrix.
    #[wasm_bindgen(constructor)]
    pub fn new(matrix: &Matrix, classes: usize) -> TreeCollector {
        TreeCollector(ForestParts::new(&matrix.0, classes))
    }

    /// Appends the trees of model bytes; to be called in the order of the trees.
    pub fn add(&mut self, part: &[u8]) -> Result<(), JsError> {
        self.0.add(part).map_err(thrown)
    }

    /// Adds out-of-bag sums, in any order.
    #[wasm_bindgen(js_name = addUnseen)]
    pub fn add_unseen(&mut self, sums: &[u64], trees: &[u32]) -> Result<(), JsError> {
        self.0.add_unseen(sums, trees).map_err(thrown)
    }

    /// As `ForestTrainer.unseen`.
    pub fn unseen(&self) -> Vec<f64> {
        self.0.unseen()
    }

    /// The bytes of the model of all trees added.
    pub fn model(&mut self, metadata: &[u8]) -> Result<Vec<u8>, JsError> {
        hedgerow::write(self.0.ensemble(), metadata).map_err(thrown)
    }
}
