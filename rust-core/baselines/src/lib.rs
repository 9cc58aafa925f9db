//! The door between JavaScript and linfa's classifiers, for comparison with ours: rows and labels in, one number a class and row out.
//! No preprocessing: the TypeScript side hands over finite numbers, and classes that each have a row. Errors read `code::sentence`, as
//! those of the core's door.

mod bayes;
mod classifier;
mod logistic;
mod neighbours;
mod svm;
mod tree;

pub use classifier::{Classifier, Training};

use ndarray::Array2;
use wasm_bindgen::prelude::*;

/// Fits a classifier by name: logistic, tree, knn, svm-linear, svm-rbf or bayes.
pub fn fit(model: &str, training: Training) -> Result<Box<dyn Classifier>, String> {
    match model {
        "logistic" => logistic::fit(&training),
        "tree" => tree::fit(&training),
        "knn" => Ok(neighbours::fit(training)),
        "svm-linear" => svm::fit_linear(&training),
        "svm-rbf" => svm::fit_rbf(&training),
        "bayes" => bayes::fit(&training),
        _ => Err(format!("there is no baseline {model}")),
    }
}

/// A classifier that has learned.
#[wasm_bindgen]
pub struct Baseline {
    fitted: Box<dyn Classifier>,
    columns: usize,
}

#[wasm_bindgen]
impl Baseline {
    /// `rows` is row after row; `labels` are below `classes`, and each of these occurs.
    #[wasm_bindgen(constructor)]
    pub fn new(
        model: &str,
        rows: Vec<f64>,
        columns: usize,
        labels: &[u32],
        classes: usize,
    ) -> Result<Baseline, JsError> {
        let labels: Vec<usize> = labels.iter().map(|&label| label as usize).collect();
        let training = Training { rows: matrix(rows, columns)?, labels: labels.into(), classes };
        if training.rows.nrows() != training.labels.len() {
            return Err(thrown("as many labels as rows are needed"));
        }
        let fitted = fit(model, training).map_err(|sentence| thrown(&sentence))?;
        Ok(Baseline { fitted, columns })
    }

    /// Row after row, one number a class: probabilities, or decision values of a support vector machine.
    pub fn answers(&self, rows: Vec<f64>) -> Result<Vec<f64>, JsError> {
        let answers = self.fitted.answers(matrix(rows, self.columns)?.view());
        Ok(answers.into_iter().collect())
    }
}

fn matrix(rows: Vec<f64>, columns: usize) -> Result<Array2<f64>, JsError> {
    if rows.iter().any(|value| !value.is_finite()) {
        return Err(thrown("a number is not finite"));
    }
    let count = rows.len().checked_div(columns).unwrap_or(0);
    Array2::from_shape_vec((count, columns), rows).map_err(|error| thrown(&error.to_string()))
}

fn thrown(sentence: &str) -> JsError {
    JsError::new(&format!("bad-data::{sentence}"))
}
