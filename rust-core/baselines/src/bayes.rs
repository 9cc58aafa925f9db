//! Gaussian naive Bayes. Posteriors are made of linfa's joint log-likelihoods here: linfa's own take exponentials without the largest
//! taken off, which underflow from a few dozen columns on.

use crate::{Classifier, Training};
use linfa::traits::Fit;
use linfa::DatasetView;
use linfa_bayes::{GaussianNb, NaiveBayes};
use ndarray::{Array2, ArrayView2};

struct Bayes {
    model: GaussianNb<f64, usize>,
    classes: usize,
}

pub fn fit(training: &Training) -> Result<Box<dyn Classifier>, String> {
    let data = DatasetView::new(training.rows.view(), training.labels.view());
    let model = GaussianNb::params().fit(&data).map_err(|error| format!("naive Bayes: {error}"))?;
    Ok(Box::new(Bayes { model, classes: training.classes }))
}

impl Classifier for Bayes {
    fn answers(&self, rows: ArrayView2<f64>) -> Array2<f64> {
        let mut answers = Array2::from_elem((rows.nrows(), self.classes), f64::NEG_INFINITY);
        for (&class, logs) in self.model.joint_log_likelihood(rows) {
            answers.column_mut(class).assign(&logs);
        }
        for mut row in answers.rows_mut() {
            let most = row.fold(f64::NEG_INFINITY, |most, &log| most.max(log));
            row.mapv_inplace(|log| (log - most).exp());
            let sum = row.sum();
            row.mapv_inplace(|share| share / sum);
        }
        answers
    }
}
