//! Support vector machines with C = 1, one a class against all others (one for two classes). Answers are decision values, not
//! probabilities: 0 and that of the second class for two, else those of each class.
//!
//! Without linfa's shrinking: after it a linear machine's weights are summed with the signs of other rows. linfa keeps the whole kernel matrix,
//! 8 bytes for each pair of rows, so callers keep rows few.

use crate::{Classifier, Training};
use linfa::traits::Fit;
use linfa::DatasetView;
use linfa_svm::{Svm, SvmParams};
use ndarray::{Array1, Array2, ArrayView2};

/// Largest violation of the optimality conditions at the end: ten times libsvm's default, which took half as long again here for the
/// same accuracy.
const TOLERANCE: f64 = 1e-2;

struct Machines {
    machines: Vec<Svm<f64, bool>>,
}

pub fn fit_linear(training: &Training) -> Result<Box<dyn Classifier>, String> {
    fit(training, |params| params.linear_kernel())
}

/// exp(-|a - b|^2 / (columns x variance)): scikit-learn's `gamma="scale"`.
pub fn fit_rbf(training: &Training) -> Result<Box<dyn Classifier>, String> {
    let variance = training.rows.var(0.0);
    let width = training.rows.ncols() as f64 * if variance > 0.0 { variance } else { 1.0 };
    fit(training, |params| params.gaussian_kernel(width))
}

fn fit(
    training: &Training,
    kernel: impl Fn(SvmParams<f64, bool>) -> SvmParams<f64, bool>,
) -> Result<Box<dyn Classifier>, String> {
    let first = if training.classes == 2 { 1 } else { 0 };
    let machines = (first..training.classes).map(|class| {
        let targets: Array1<bool> = training.labels.mapv(|label| label == class);
        let data = DatasetView::new(training.rows.view(), targets.view());
        let params = Svm::<f64, bool>::params().pos_neg_weights(1.0, 1.0).eps(TOLERANCE);
        kernel(params).fit(&data).map_err(|error| format!("support vector machine: {error}"))
    });
    Ok(Box::new(Machines { machines: machines.collect::<Result<_, _>>()? }))
}

impl Classifier for Machines {
    fn answers(&self, rows: ArrayView2<f64>) -> Array2<f64> {
        let one = self.machines.len() == 1;
        let classes = if one { 2 } else { self.machines.len() };
        let mut answers = Array2::zeros((rows.nrows(), classes));
        for (class, machine) in self.machines.iter().enumerate() {
            let column = if one { 1 } else { class };
            for (row, answer) in rows.rows().into_iter().zip(answers.column_mut(column)) {
                *answer = machine.weighted_sum(&row) - machine.rho;
            }
        }
        answers
    }
}
