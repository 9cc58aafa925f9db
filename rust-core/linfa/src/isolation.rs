//! Isolation forest as a linfa learner.

use crate::columns::{fill, Columns};
use crate::detector::{score, Detector, Verdict};
use crate::error::{parameter, Error, Result};
use crate::parameters::{at_least_one, learner, settings};
use crate::training::weights_of;
use hedgerow::BinnedMatrix;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use linfa::Float;
use ndarray::{ArrayBase, Data, Ix2};

/// An isolation forest (Liu, Ting, Zhou 2008): learns without labels which rows soon stand alone under random splits.
///
/// It takes any dataset and does not look at its targets. No tree sees rows of weight 0; how much a weight is does not matter.
///
/// ```
/// use hedgerow_linfa::Isolation;
/// use linfa::prelude::*;
/// use ndarray::{array, Array2};
///
/// // Failed logins and kilobytes sent of 300 sessions, one of them unlike the others.
/// let mut sessions = Array2::from_shape_fn((300, 2), |(row, column)| ((row * (7 + column)) % 20) as f64);
/// sessions[(42, 1)] = 4000.0;
/// let model = Isolation::params().contamination(Some(0.01)).fit(&DatasetBase::from(sessions))?;
///
/// assert_eq!(model.predict(&array![[9.0, 10.0], [9.0, 3000.0]]), array![false, true]);
/// # Ok::<(), hedgerow_linfa::Error>(())
/// ```
pub enum Isolation {}

/// Checked parameters of [`Isolation`].
#[derive(Clone, Debug, PartialEq)]
pub struct IsolationValidParams {
    columns: Columns,
    trees: usize,
    sample_rows: usize,
    contamination: Option<f64>,
    seed: u64,
}

/// Parameters of [`Isolation`], not checked yet. Defaults are those of hedgerow's `train` in TypeScript.
#[derive(Clone, Debug, PartialEq)]
pub struct IsolationParams(IsolationValidParams);

learner!(Isolation, IsolationParams, IsolationValidParams);

settings! { IsolationParams, IsolationValidParams:
    /// Number of trees, by default 100.
    trees: usize = trees;
    /// Rows that each tree sees, at least 2, by default 256; all of them where there are fewer.
    sample_rows: usize = sample_rows;
    /// Share of the training rows, above 0 to 0.5, that is to be anomalous; by default `None`, where scores above 0.5 are.
    /// Rows of one score are on one side, so it may be fewer.
    contamination: Option<f64> = contamination;
    /// Seed of everything drawn, 0 if not set. The same data, parameters and seed give the same bytes.
    seed: u64 = seed;
}

impl IsolationValidParams {
    fn defaults() -> Self {
        Self { columns: Columns::default(), trees: 100, sample_rows: 256, contamination: None, seed: 0 }
    }

    fn check(&self) -> Result<()> {
        self.columns.check()?;
        at_least_one("trees", self.trees)?;
        if self.sample_rows < 2 {
            return Err(parameter(format!("sample_rows must be at least 2, not {}", self.sample_rows)));
        }
        match self.contamination {
            Some(share) if !(share > 0.0 && share <= 0.5) => {
                Err(parameter(format!("contamination must be above 0 and at most 0.5, not {share}")))
            }
            _ => Ok(()),
        }
    }

    /// The least threshold with at most the share `contamination` of these path lengths' scores above it.
    fn threshold(&self, paths: &[f64], normaliser: f64) -> f64 {
        let Some(contamination) = self.contamination else { return 0.5 };
        let mut scores: Vec<f64> = paths.iter().map(|&path| score(path, normaliser)).collect();
        scores.sort_unstable_by(f64::total_cmp);
        let above = (contamination * scores.len() as f64) as usize;
        scores[scores.len() - 1 - above]
    }
}

impl<F: Float, D: Data<Elem = F>, T> Fit<ArrayBase<D, Ix2>, T, Error> for IsolationValidParams {
    type Object = Detector;

    /// Trains on a dataset of two rows and more.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Detector> {
        let counted = counted_rows(dataset)?;
        let records = &dataset.records;
        self.columns.check_width(records.ncols())?;
        let matrix = BinnedMatrix::new(records.nrows())?.with_means();
        let matrix = fill(matrix, records, |matrix, index, values| self.columns.add(matrix, index, values))?;
        let watch = self.contamination.is_some();
        let mut isolation = hedgerow::Isolation::new(matrix, counted.clone(), self.sample_rows, self.seed, 0, watch)?;
        for _ in 0..self.trees {
            isolation.step()?;
        }
        let (all, normaliser) = (isolation.margins(), isolation.normaliser());
        let paths: Vec<f64> = counted.iter().filter_map(|&row| all.get(row as usize)).copied().collect();
        let verdict = Verdict { normaliser, threshold: self.threshold(&paths, normaliser) };
        Detector::from_bytes(hedgerow::write(&isolation.ensemble(), &verdict.to_json(self.contamination))?)
    }
}

/// The rows that have a weight above 0.
fn counted_rows<D: Data, T>(dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Vec<u32>> {
    let weights = weights_of(dataset)?;
    if let Some(row) = weights.iter().position(|&weight| !(0.0..=1e30).contains(&weight)) {
        let message = format!("row {}: weight {} is not 0 to 1e30", row + 1, weights[row]);
        return Err(hedgerow::Error { code: hedgerow::error::Code::BadData, message, offset: None }.into());
    }
    let counts = |&row: &u32| weights.get(row as usize).is_none_or(|&weight| weight > 0.0);
    Ok((0..dataset.records.nrows().min(u32::MAX as usize) as u32).filter(counts).collect())
}
