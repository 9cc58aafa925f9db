//! A linfa dataset to what the core trains on. In: records of any float and layout, labels of any type, weights if there are
//! any. Out: the sorted labels, binned columns, and each row's class, weight and whether it is held out.

use crate::error::{parameter, Error, Result};
use crate::settings::Settings;
use hedgerow::random::Random;
use hedgerow::target::MAX_CLASSES;
use hedgerow::{BinnedMatrix, Target};
use linfa::dataset::{AsSingleTargets, DatasetBase};
use linfa::{Float, Label};
use ndarray::{ArrayBase, ArrayView1, Data, Ix2};

/// Most codes of a category column.
const MAX_CATEGORIES: usize = 255;

/// What a learner starts from.
pub(crate) struct Training<L> {
    /// The classes' labels, ascending.
    pub labels: Vec<L>,
    pub matrix: BinnedMatrix,
    pub target: Target,
}

/// Lays out a dataset, with `held_out(rows)` as the share of each class that is only watched.
///
/// # Errors
/// A dataset that can not be trained on.
pub(crate) fn lay_out<F: Float, L: Label, D: Data<Elem = F>, T: AsSingleTargets<Elem = L>>(
    dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
    settings: &Settings,
    held_out: impl Fn(usize) -> f64,
) -> Result<Training<L>> {
    let records = &dataset.records;
    let rows = records.nrows();
    if rows == 0 {
        return Err(linfa::Error::NotEnoughSamples.into());
    }
    if let Some(column) = settings.categorical.iter().find(|&&column| column >= records.ncols()) {
        let message = format!("categorical_features names column {column} of {}", records.ncols());
        return Err(parameter(message));
    }
    let (labels, classes) = index_labels(dataset.as_single_targets());
    // Not `dataset.weights()`, which panics if the weights do not lie side by side.
    let mut weights = dataset.weights.to_vec();
    one_a_row(rows, classes.len())?;
    if !weights.is_empty() {
        one_a_row(rows, weights.len())?;
    }
    let marks = hold_out(&classes, labels.len(), held_out(rows), settings.tree.seed);
    if settings.balanced {
        balance(&mut weights, &classes, labels.len(), &marks);
    }
    // The core refuses more classes than fit u16.
    let labels_of_rows = classes.iter().map(|&class| class.min(MAX_CLASSES) as u16).collect();
    let target = Target::new(labels_of_rows, labels.len(), weights, marks)?;
    let mut matrix = BinnedMatrix::for_target(&target)?;
    for (index, column) in records.columns().into_iter().enumerate() {
        let values: Vec<f32> = column.iter().map(|&value| to_f32(value)).collect();
        let added = if settings.categorical.contains(&index) {
            matrix.add_categories(&values, count_codes(&values))
        } else {
            matrix.add_numbers(&values, settings.bins)
        };
        added.map_err(|source| Error::Column { column: index, source })?;
    }
    Ok(Training { labels, matrix, target })
}

fn one_a_row(rows: usize, length: usize) -> Result<()> {
    match rows == length {
        true => Ok(()),
        false => Err(linfa::Error::MismatchedShapes(rows, length).into()),
    }
}

/// The nearest f32; what is beyond f32 becomes infinite.
pub(crate) fn to_f32<F: Float>(value: F) -> f32 {
    value.to_f32().unwrap_or(f32::NAN)
}

/// The distinct labels, ascending, and the index of each row's.
fn index_labels<L: Label>(rows: ArrayView1<L>) -> (Vec<L>, Vec<usize>) {
    let mut labels: Vec<&L> = rows.iter().collect();
    labels.sort_unstable();
    labels.dedup();
    let index = |label| labels.binary_search(&label).unwrap_or(usize::MAX);
    let classes = rows.iter().map(index).collect();
    (labels.into_iter().cloned().collect(), classes)
}

/// One above the highest code; the core says which value is none.
fn count_codes(codes: &[f32]) -> usize {
    let highest = codes.iter().copied().fold(-1.0, f32::max);
    (highest + 1.0).min(MAX_CATEGORIES as f32 + 1.0) as usize
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
        let held = ((rows.len() as f64 * share).round() as usize).min(rows.len() - 1);
        random.choose_to_front(rows, held);
        rows[..held].iter().for_each(|&row| marks[row] = 1);
    }
    marks
}

/// Keeps this draw apart from those of the learners, whose streams are small numbers.
const HOLD_OUT_STREAM: u64 = 0x1f3a_52c7_9be4_60d5;

/// Multiplies weights so that all classes weigh the same among the rows trained on: scikit-learn's "balanced".
fn balance(weights: &mut Vec<f32>, classes: &[usize], count: usize, marks: &[u8]) {
    if weights.is_empty() {
        weights.resize(classes.len(), 1.0);
    }
    let mut sums = vec![0.0; count];
    for ((&class, &weight), _) in classes.iter().zip(&*weights).zip(marks).filter(|(_, &mark)| mark == 0) {
        sums[class] += f64::from(weight);
    }
    let total: f64 = sums.iter().sum();
    for (&class, weight) in classes.iter().zip(weights) {
        if sums[class] > 0.0 {
            *weight = (f64::from(*weight) * total / (count as f64 * sums[class])) as f32;
        }
    }
}
