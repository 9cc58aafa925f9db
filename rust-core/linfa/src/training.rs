//! A linfa dataset to what the core trains on. In: records of any float and layout, labels of any type, weights if there are
//! any; maybe a classifier that training goes on from. Out: its labels or the dataset's, sorted; each row's class, weight and
//! whether it is held out; and the columns, binned for them or as the classifier has it.

use crate::classifier::Classifier;
use crate::columns::{fill, Columns};
use crate::error::{Error, Result};
use crate::tree_settings::TreeSettings;
use hedgerow::random::Random;
use hedgerow::target::MAX_CLASSES;
use hedgerow::{BinnedMatrix, Earlier, Target, TreeOptions};
use linfa::dataset::{AsSingleTargets, DatasetBase};
use linfa::{Float, Label};
use ndarray::{ArrayBase, ArrayView1, Data, Ix2};
use std::collections::HashMap;

/// What a learner starts from.
pub(crate) struct Training<'a, L, D: Data> {
    /// The classes' labels.
    pub labels: Vec<L>,
    pub target: Target,
    pub options: TreeOptions,
    /// What training goes on from.
    pub earlier: Option<Earlier>,
    records: &'a ArrayBase<D, Ix2>,
    columns: &'a Columns,
}

impl<F: Float, L, D: Data<Elem = F>> Training<'_, L, D> {
    /// The columns in bins that fit the rows of `target` that are trained on, or in those of the earlier model.
    ///
    /// # Errors
    /// A column that can not be used.
    pub fn matrix(&self, target: &Target) -> Result<BinnedMatrix> {
        match &self.earlier {
            None => fill(BinnedMatrix::for_target(target)?, self.records, |matrix, index, values| {
                self.columns.add(matrix, index, values)
            }),
            Some(earlier) => {
                fill(earlier.matrix(target)?, self.records, |matrix, _, values| earlier.add_column(matrix, values))
            }
        }
    }
}

/// Lays out a dataset, with `held_out(rows)` as the share of each class that is only watched, to go on `from` a classifier.
///
/// # Errors
/// A dataset that can not be trained on.
pub(crate) fn lay_out<'a, F: Float, L: Label, D: Data<Elem = F>, T: AsSingleTargets<Elem = L>>(
    dataset: &'a DatasetBase<ArrayBase<D, Ix2>, T>,
    columns: &'a Columns,
    settings: &TreeSettings<L>,
    held_out: impl Fn(usize) -> f64,
    from: Option<&Classifier<L>>,
) -> Result<Training<'a, L, D>> {
    let records = &dataset.records;
    let weights = weights_of(dataset)?;
    columns.check_width(records.ncols())?;
    let earlier = from.map(|classifier| classifier.earlier(records.ncols())).transpose()?;
    let labels = from.map_or_else(|| sorted_labels(dataset.as_single_targets()), |from| from.labels().to_vec());
    let classes = classes_of(dataset.as_single_targets(), &labels)?;
    one_a_row(records.nrows(), classes.len())?;
    let options = settings.options(records.ncols(), &labels)?;
    let marks = hold_out(&classes, labels.len(), held_out(records.nrows()), options.seed);
    let weights = if settings.balanced { balance(weights, &classes, labels.len(), &marks) } else { weights };
    // The core refuses more classes than fit u16.
    let labels_of_rows = classes.iter().map(|&class| class.min(MAX_CLASSES) as u16).collect();
    let target = Target::new(labels_of_rows, labels.len(), weights, marks)?;
    Ok(Training { labels, target, options, earlier, records, columns })
}

/// The weights of the rows; empty if the dataset has none. Not by `dataset.weights()`, which panics if they do not lie side by
/// side.
///
/// # Errors
/// No rows, or weights that are not one a row.
pub(crate) fn weights_of<D: Data, T>(dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Vec<f32>> {
    let rows = dataset.records.nrows();
    if rows == 0 {
        return Err(linfa::Error::NotEnoughSamples.into());
    }
    let weights = dataset.weights.to_vec();
    if !weights.is_empty() {
        one_a_row(rows, weights.len())?;
    }
    Ok(weights)
}

fn one_a_row(rows: usize, length: usize) -> Result<()> {
    match rows == length {
        true => Ok(()),
        false => Err(linfa::Error::MismatchedShapes(rows, length).into()),
    }
}

/// The distinct labels, ascending.
fn sorted_labels<L: Label>(rows: ArrayView1<L>) -> Vec<L> {
    let mut labels: Vec<&L> = rows.iter().collect();
    labels.sort_unstable();
    labels.dedup();
    labels.into_iter().cloned().collect()
}

/// The index of each row's label.
///
/// # Errors
/// A label that is not among them.
fn classes_of<L: Label>(rows: ArrayView1<L>, labels: &[L]) -> Result<Vec<usize>> {
    let indices: HashMap<&L, usize> = labels.iter().enumerate().map(|(class, label)| (label, class)).collect();
    let class = |label| indices.get(label).copied().ok_or_else(|| Error::UnknownLabel(format!("{label:?}")));
    rows.iter().map(class).collect()
}

/// Marks a share of each class. A class keeps at least one row to train on.
fn hold_out(classes: &[usize], count: usize, share: f64, seed: u64) -> Vec<u8> {
    let mut marks = vec![0; classes.len()];
    if share == 0.0 {
        return marks;
    }
    let mut rows_of = vec![Vec::new(); count];
    classes.iter().enumerate().for_each(|(row, &class)| rows_of[class].push(row));
    let mut random = Random::new(seed, HOLD_OUT_STREAM);
    for rows in &mut rows_of {
        let held = ((rows.len() as f64 * share).round() as usize).min(rows.len().saturating_sub(1));
        random.choose_to_front(rows, held);
        rows[..held].iter().for_each(|&row| marks[row] = 1);
    }
    marks
}

/// Keeps this draw apart from those of the learners, whose streams are small numbers.
const HOLD_OUT_STREAM: u64 = 0x1f3a_52c7_9be4_60d5;

/// The weights multiplied so that all classes weigh the same among the rows trained on: scikit-learn's "balanced".
fn balance(mut weights: Vec<f32>, classes: &[usize], count: usize, marks: &[u8]) -> Vec<f32> {
    if weights.is_empty() {
        weights.resize(classes.len(), 1.0);
    }
    let mut sums = vec![0.0; count];
    for ((&class, &weight), _) in classes.iter().zip(&weights).zip(marks).filter(|(_, &mark)| mark == 0) {
        sums[class] += f64::from(weight);
    }
    let total: f64 = sums.iter().sum();
    for (&class, weight) in classes.iter().zip(&mut weights) {
        if sums[class] > 0.0 {
            *weight = (f64::from(*weight) * total / (count as f64 * sums[class])) as f32;
        }
    }
    weights
}
