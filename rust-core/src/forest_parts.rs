//! A forest whose trees are grown elsewhere. In: model bytes with some of the trees, in tree order, and out-of-bag sums in
//! any order. Out: the ensemble and the shares that one [`Forest`](crate::Forest) would have given, bit for bit.

use crate::earlier::Earlier;
use crate::ensemble::{Ensemble, Link};
use crate::error::{Error, Result};
use crate::forest::{check_size, outputs};
use crate::matrix::BinnedMatrix;
use crate::model::{Leaves, Model};
use crate::out_of_bag::OutOfBag;
use crate::target::Target;

/// The trees put together so far.
pub struct ForestParts {
    ensemble: Ensemble,
    unseen: OutOfBag,
}

impl ForestParts {
    /// No trees yet, of `classes` classes, over the columns of `matrix`.
    pub fn new(matrix: &BinnedMatrix, classes: usize) -> Self {
        let outputs = outputs(classes);
        let ensemble = Ensemble::new(matrix, Link::Mean, vec![0.0; outputs]);
        Self { ensemble, unseen: OutOfBag::new(matrix.rows(), outputs) }
    }

    /// The trees of an earlier training, to be followed by those numbered after them, which alone tell of rows unseen.
    ///
    /// # Errors
    /// Other bins or classes than `earlier` has, or no forest.
    pub fn resume(earlier: &Earlier, matrix: &BinnedMatrix, target: &Target) -> Result<Self> {
        earlier.check(&[Link::Mean], matrix, target)?;
        let mut parts = Self::new(matrix, target.classes);
        let width = parts.ensemble.base.len();
        earlier.trees.iter().for_each(|tree| parts.ensemble.push(matrix, tree, 0, width));
        Ok(parts)
    }

    /// Appends the trees of model bytes.
    ///
    /// # Errors
    /// The bytes are no part of this forest, or the forest has become too large.
    pub fn add(&mut self, part: &[u8]) -> Result<()> {
        let part = Model::read(part)?;
        let Leaves::F32(leaves) = &part.leaves else { return Err(foreign()) };
        if part.features != self.ensemble.bins.len() || part.outputs() != self.ensemble.base.len() {
            return Err(foreign());
        }
        check_size(self.ensemble.leaves.len() + leaves.len())?;
        self.ensemble.append(&part, leaves, 0);
        Ok(())
    }

    /// Adds out-of-bag sums of some of the trees.
    ///
    /// # Errors
    /// They are of other rows.
    pub fn add_unseen(&mut self, sums: &[u64], trees: &[u32]) -> Result<()> {
        self.unseen.merge(sums, trees)
    }

    /// As [`Forest::unseen`](crate::Forest::unseen).
    pub fn unseen(&self) -> Vec<f64> {
        self.unseen.shares()
    }

    /// The model of the trees added.
    pub fn ensemble(&mut self) -> &Ensemble {
        self.ensemble.divisor.fill(self.ensemble.trees.len().max(1) as f64);
        &self.ensemble
    }
}

fn foreign() -> Error {
    Error::model("these trees are of another forest", 0)
}
