//! Random forest as a linfa learner.

use crate::classifier::Classifier;
use crate::error::{Error, Result};
use crate::settings::{at_least_one, settings, shared_settings, Settings};
use crate::training::lay_out;
use hedgerow::TreeOptions;
use linfa::dataset::{AsSingleTargets, DatasetBase};
use linfa::traits::Fit;
use linfa::{Float, Label};
use ndarray::{ArrayBase, Data, Ix2};

/// A random forest whose trees vote with the class shares of their leaves, not with one class each.
///
/// ```
/// use hedgerow_linfa::Forest;
/// use linfa::prelude::*;
/// use rand::{rngs::SmallRng, SeedableRng};
///
/// let mut random = SmallRng::seed_from_u64(7);
/// let (train, held) = linfa_datasets::iris().shuffle(&mut random).split_with_ratio(0.7);
/// let model = Forest::params().trees(100).fit(&train)?;
/// assert!(model.predict(&held).confusion_matrix(&held)?.accuracy() > 0.9);
/// # Ok::<(), hedgerow_linfa::Error>(())
/// ```
pub enum Forest {}

impl Forest {
    /// The defaults, to be changed and fitted.
    #[must_use]
    pub fn params() -> ForestParams {
        ForestParams::new()
    }
}

/// Checked parameters of [`Forest`].
#[derive(Clone, Debug, PartialEq)]
pub struct ForestValidParams {
    settings: Settings,
    trees: usize,
    balanced_subsample: bool,
}

/// Parameters of [`Forest`], not checked yet. Defaults are those of hedgerow's `train` in TypeScript.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestParams(ForestValidParams);

shared_settings!(ForestParams, ForestValidParams);

settings! { ForestParams, ForestValidParams:
    /// Number of trees, by default 300.
    trees: usize = trees;
    /// Whether all classes weigh the same within each tree's own draw of rows.
    balanced_subsample: bool = balanced_subsample;
}

impl ForestParams {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        let settings = Settings::new(TreeOptions::forest());
        Self(ForestValidParams { settings, trees: 300, balanced_subsample: false })
    }
}

impl ForestValidParams {
    fn check(&self) -> Result<()> {
        self.settings.check()?;
        at_least_one("trees", self.trees)
    }
}

impl<F, L, D, T> Fit<ArrayBase<D, Ix2>, T, Error> for ForestValidParams
where
    F: Float,
    L: Label,
    D: Data<Elem = F>,
    T: AsSingleTargets<Elem = L>,
{
    type Object = Classifier<L>;

    /// Trains on a dataset of two classes and more.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Classifier<L>> {
        let training = lay_out(dataset, &self.settings, |_| 0.0)?;
        let tree = self.settings.tree.clone();
        let mut forest = hedgerow::Forest::new(training.matrix, training.target, tree, self.balanced_subsample, 0)?;
        for _ in 0..self.trees {
            forest.step()?;
        }
        Classifier::from_bytes(hedgerow::write(&forest.ensemble(), b"{}")?, training.labels)
    }
}
