//! Gradient boosting as a linfa learner: parameters, and the loop that steps the core and decides when to stop.

use crate::classifier::Classifier;
use crate::columns::Columns;
use crate::error::{parameter, Error, Result};
use crate::parameters::{at_least_one, learner, settings};
use crate::training::{lay_out, Training};
use crate::tree_settings::{tree_settings, TreeSettings};
use hedgerow::{Target, TreeOptions};
use linfa::dataset::{AsSingleTargets, DatasetBase};
use linfa::traits::{Fit, FitWith};
use linfa::{Float, Label};
use ndarray::{ArrayBase, Data, Ix2};

/// Rows below which none are held out unless asked: a tenth of fewer tells more noise than truth.
const LEAST_ROWS_TO_HOLD_OUT: usize = 500;
const DEFAULT_SHARE: f64 = 0.1;
const DEFAULT_ROUNDS: usize = 1000;
const DEFAULT_ROUNDS_UNWATCHED: usize = 200;

/// Gradient-boosted trees for two classes and more.
///
/// ```
/// use hedgerow_linfa::Boosting;
/// use linfa::prelude::*;
/// use ndarray::{array, Array2};
///
/// let nan = f32::NAN;
/// let failed_logins: Array2<f32> = array![[0.], [2.], [41.], [nan], [1.], [37.], [nan], [0.], [52.], [3.]];
/// let grades = array!["noise", "noise", "attack", "attack", "noise", "attack", "attack", "noise", "attack", "noise"];
/// let alerts = Dataset::new(failed_logins, grades);
///
/// let model = Boosting::params().min_rows_per_leaf(1).min_weight_per_leaf(0.1).fit(&alerts)?;
/// assert_eq!(model.predict(&array![[60.0f32], [nan], [1.]]), array!["attack", "attack", "noise"]);
/// # Ok::<(), hedgerow_linfa::Error>(())
/// ```
pub enum Boosting {}

/// Checked parameters of [`Boosting`].
#[derive(Clone, Debug, PartialEq)]
pub struct BoostingValidParams<L> {
    columns: Columns,
    tree: TreeSettings<L>,
    rounds: Option<usize>,
    learning_rate: f64,
    validation: Option<f64>,
    patience: usize,
    retrain: bool,
}

/// Parameters of [`Boosting`] for labels of type `L`, not checked yet. Defaults are those of hedgerow's `train` in TypeScript,
/// which calibrates probabilities besides, and tells by folds when to stop on little data.
#[derive(Clone, Debug, PartialEq)]
pub struct BoostingParams<L>(BoostingValidParams<L>);

learner!(<L> Boosting, BoostingParams, BoostingValidParams);
tree_settings!(BoostingParams, BoostingValidParams);

settings! { <L> BoostingParams, BoostingValidParams:
    /// Shrinkage of each round, above 0 to 1, by default 0.05.
    learning_rate: f64 = learning_rate;
    /// Rounds without a lower validation loss before training stops, by default 30.
    patience: usize = patience;
    /// Whether to train once more on all rows, for as many rounds as were best, where a share was held out to tell how
    /// many. By default true; it takes as long again.
    retrain: bool = retrain;
}

impl<L> BoostingParams<L> {
    /// Most rounds, by default 1000, or 200 without validation rows.
    #[must_use]
    pub fn rounds(mut self, rounds: usize) -> Self {
        self.0.rounds = Some(rounds);
        self
    }

    /// Share of each class, 0 to 0.9, that is held out to tell when to stop; 0 is none. By default a tenth, and none of
    /// fewer than 500 rows.
    #[must_use]
    pub fn validation(mut self, share: f64) -> Self {
        self.0.validation = Some(share);
        self
    }
}

impl<L> BoostingValidParams<L> {
    fn defaults() -> Self {
        Self {
            columns: Columns::default(),
            tree: TreeSettings::new(TreeOptions::boosting()),
            rounds: None,
            learning_rate: 0.05,
            validation: None,
            patience: 30,
            retrain: true,
        }
    }

    /// Most rounds, where given.
    #[must_use]
    pub fn rounds(&self) -> Option<usize> {
        self.rounds
    }

    /// Share held out, where given.
    #[must_use]
    pub fn validation(&self) -> Option<f64> {
        self.validation
    }

    fn check(&self) -> Result<()> {
        self.columns.check()?;
        self.tree.check(&self.columns)?;
        at_least_one("rounds", self.rounds.unwrap_or(1))?;
        at_least_one("patience", self.patience)?;
        let (rate, share) = (self.learning_rate, self.validation.unwrap_or(0.0));
        if !(rate > 0.0 && rate <= 1.0) {
            return Err(parameter(format!("learning_rate must be above 0 and at most 1, not {rate}")));
        }
        match (0.0..=0.9).contains(&share) {
            true => Ok(()),
            false => Err(parameter(format!("validation must be a share from 0 to 0.9, not {share}"))),
        }
    }

    fn share(&self, rows: usize) -> f64 {
        self.validation.unwrap_or(if rows < LEAST_ROWS_TO_HOLD_OUT { 0.0 } else { DEFAULT_SHARE })
    }

    fn train<F: Float, D: Data<Elem = F>>(&self, training: Training<L, D>) -> Result<Classifier<L>> {
        let start = |target: Target| {
            let (matrix, options, rate) = (training.matrix(&target)?, training.options.clone(), self.learning_rate);
            Ok::<_, Error>(match &training.earlier {
                None => hedgerow::Boosting::new(matrix, target, options, rate)?,
                Some(earlier) => hedgerow::Boosting::resume(earlier.clone(), matrix, target, options, rate)?,
            })
        };
        let watched = training.target.held_out_rows().next().is_some();
        let mut boosting = start(training.target.clone())?;
        let before = boosting.rounds();
        let rounds = self.run(&mut boosting, watched);
        if watched && self.retrain {
            let held_out = vec![0; training.target.labels.len()];
            boosting = start(Target { held_out, ..training.target.clone() })?;
            (0..rounds).for_each(|_| _ = boosting.step());
        }
        Classifier::from_bytes(hedgerow::write(&boosting.ensemble(before + rounds), b"{}")?, training.labels)
    }

    /// Steps until the rounds are done or the held-out loss has not fallen for `patience` rounds; how many rounds to keep.
    fn run(&self, boosting: &mut hedgerow::Boosting, watched: bool) -> usize {
        let most = self.rounds.unwrap_or(if watched { DEFAULT_ROUNDS } else { DEFAULT_ROUNDS_UNWATCHED });
        // Rounds that make a model worse, which training goes on from, are not kept.
        let least = if boosting.rounds() > 0 { boosting.loss().held_out } else { f64::INFINITY };
        let (mut best, mut least) = (0, if least.is_nan() { f64::INFINITY } else { least });
        for round in 1..=most {
            let loss = boosting.step().held_out;
            // Not a number where nothing is held out, or nothing that weighs.
            if loss.is_nan() || loss < least {
                (best, least) = (round, loss.min(least));
            }
            if round - best >= self.patience {
                break;
            }
        }
        best
    }
}

impl<F, L, D, T> Fit<ArrayBase<D, Ix2>, T, Error> for BoostingValidParams<L>
where
    F: Float,
    L: Label,
    D: Data<Elem = F>,
    T: AsSingleTargets<Elem = L>,
{
    type Object = Classifier<L>;

    /// Trains on a dataset of two classes and more.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Classifier<L>> {
        self.train(lay_out(dataset, &self.columns, &self.tree, |rows| self.share(rows), None)?)
    }
}

impl<'a, F, L, D, T> FitWith<'a, ArrayBase<D, Ix2>, T, Error> for BoostingValidParams<L>
where
    F: Float,
    L: Label + 'a,
    D: Data<Elem = F>,
    T: AsSingleTargets<Elem = L>,
{
    type ObjectIn = &'a Classifier<L>;
    type ObjectOut = Classifier<L>;

    /// Trains for so many rounds more, in the model's own bins, on records of the same columns and of classes it knows.
    fn fit_with(
        &self,
        from: &'a Classifier<L>,
        dataset: &'a DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<Classifier<L>> {
        self.train(lay_out(dataset, &self.columns, &self.tree, |rows| self.share(rows), Some(from))?)
    }
}
