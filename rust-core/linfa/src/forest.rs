//! Random forest as a linfa learner.

use crate::classifier::Classifier;
use crate::columns::Columns;
use crate::error::{Error, Result};
use crate::parameters::{at_least_one, learner, settings};
use crate::training::{lay_out, Training};
use crate::tree_settings::{tree_settings, TreeSettings};
use hedgerow::TreeOptions;
use linfa::dataset::{AsSingleTargets, DatasetBase};
use linfa::traits::{Fit, FitWith};
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

/// Checked parameters of [`Forest`].
#[derive(Clone, Debug, PartialEq)]
pub struct ForestValidParams<L> {
    columns: Columns,
    tree: TreeSettings<L>,
    trees: usize,
    balanced_subsample: bool,
}

/// Parameters of [`Forest`] for labels of type `L`, not checked yet. Defaults are those of hedgerow's `train` in TypeScript,
/// which calibrates probabilities besides.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestParams<L>(ForestValidParams<L>);

learner!(<L> Forest, ForestParams, ForestValidParams);
tree_settings!(ForestParams, ForestValidParams);

settings! { <L> ForestParams, ForestValidParams:
    /// Number of trees, by default 300.
    trees: usize = trees;
    /// Whether all classes weigh the same within each tree's own draw of rows.
    balanced_subsample: bool = balanced_subsample;
}

impl<L> ForestValidParams<L> {
    fn defaults() -> Self {
        let tree = TreeSettings::new(TreeOptions::forest());
        Self { columns: Columns::default(), tree, trees: 300, balanced_subsample: false }
    }

    fn check(&self) -> Result<()> {
        self.columns.check()?;
        self.tree.check(&self.columns)?;
        at_least_one("trees", self.trees)
    }

    fn grow<F: Float, D: Data<Elem = F>>(&self, training: Training<L, D>) -> Result<Classifier<L>> {
        let (matrix, balanced) = (training.matrix(&training.target)?, self.balanced_subsample);
        let Training { labels, target, options, earlier, .. } = training;
        let mut forest = match earlier {
            None => hedgerow::Forest::new(matrix, target, options, balanced, 0)?,
            Some(earlier) => hedgerow::Forest::resume(earlier, matrix, target, options, balanced)?,
        };
        for _ in 0..self.trees {
            forest.step()?;
        }
        Classifier::from_bytes(hedgerow::write(&forest.ensemble(), b"{}")?, labels)
    }
}

impl<F, L, D, T> Fit<ArrayBase<D, Ix2>, T, Error> for ForestValidParams<L>
where
    F: Float,
    L: Label,
    D: Data<Elem = F>,
    T: AsSingleTargets<Elem = L>,
{
    type Object = Classifier<L>;

    /// Trains on a dataset of two classes and more.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Classifier<L>> {
        self.grow(lay_out(dataset, &self.columns, &self.tree, |_| 0.0, None)?)
    }
}

impl<'a, F, L, D, T> FitWith<'a, ArrayBase<D, Ix2>, T, Error> for ForestValidParams<L>
where
    F: Float,
    L: Label + 'a,
    D: Data<Elem = F>,
    T: AsSingleTargets<Elem = L>,
{
    type ObjectIn = &'a Classifier<L>;
    type ObjectOut = Classifier<L>;

    /// Grows so many trees more, in the forest's own bins, on records of the same columns and of classes it knows.
    fn fit_with(
        &self,
        from: &'a Classifier<L>,
        dataset: &'a DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<Classifier<L>> {
        self.grow(lay_out(dataset, &self.columns, &self.tree, |_| 0.0, Some(from))?)
    }
}
