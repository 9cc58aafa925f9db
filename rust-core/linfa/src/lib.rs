//! hedgerow's learners as [linfa] 0.8 models: gradient boosting and random forest for classification, f32 and f64
//! records, any linfa [`Label`](linfa::Label).
//!
//! # A tour
//!
//! A learner's parameters are built up, checked and fitted as linfa has it. Wines by the quality they were given, in six
//! grades of very different size:
//!
//! ```
//! use hedgerow_linfa::{Boosting, Forest};
//! use linfa::prelude::*;
//!
//! let (train, held) = linfa_datasets::winequality().split_with_ratio(0.8);
//! let model = Boosting::params().rounds(40).seed(7).fit(&train)?;
//! let accuracy = model.predict(&held).confusion_matrix(&held)?.accuracy();
//! assert!(accuracy > 0.5);
//! # Ok::<(), hedgerow_linfa::Error>(())
//! ```
//!
//! Both learners give a [`Classifier`]. It has a probability for each class, in the order of its sorted labels:
//!
//! ```
//! # use hedgerow_linfa::{Classifier, Forest};
//! # use linfa::prelude::*;
//! let (train, held) = linfa_datasets::iris().split_with_ratio(0.8);
//! let model = Forest::params().trees(50).fit(&train)?;
//!
//! assert_eq!(model.labels(), [0, 1, 2]);
//! let probabilities = model.predict_probabilities(held.records())?;
//! assert_eq!(probabilities.dim(), (held.nsamples(), 3));
//!
//! let importance = model.feature_importance();
//! assert!(importance[2] + importance[3] > 0.5, "petals tell irises apart");
//! # Ok::<(), hedgerow_linfa::Error>(())
//! ```
//!
//! The model *is* its bytes. They are hedgerow's model format, which its scorers in WebAssembly take as well. Labels are any
//! type, so they stand beside the bytes; feature `serde` puts both in one value.
//!
//! ```
//! # use hedgerow_linfa::{Classifier, Forest};
//! # use linfa::prelude::*;
//! # let (train, held) = linfa_datasets::iris().split_with_ratio(0.8);
//! # let model = Forest::params().trees(10).fit(&train)?;
//! let same = Classifier::from_bytes(model.to_bytes(), vec![0, 1, 2])?;
//! assert_eq!(same.predict(&held), model.predict(&held));
//! # Ok::<(), hedgerow_linfa::Error>(())
//! ```
//!
//! # What holds
//!
//! - **NaN is a missing value**, in training and prediction. It goes to the side that training found better. Infinities are
//!   numbers. Records are f32 inside: f64 is rounded to the nearest f32, the same in training and prediction.
//! - **Columns of categories** are named with `categorical_features(&[3, 7])`. They hold codes 0, 1, 2 and so on (at most 255),
//!   and are split as sets of codes, not as numbers.
//! - **Weights** of the dataset count, in training and in early stopping. `balanced(true)` makes all classes weigh the same.
//! - **Early stopping**: boosting holds out a tenth of 500 rows and more, a share of each class, and keeps the rounds that were best on
//!   it; see [`BoostingParams::validation`].
//! - **The same data, parameters and seed give the same bytes**, on every platform and with every version of `rand`. That is why
//!   the seed is a number and not an `Rng`: a generator's stream may change with its version, and two of the same type may be in
//!   different states.
//! - **Ties** go to the class that comes first in the order of the labels. Predicting twice gives the same answers.
//! - **Errors instead of panics** in `fit` and in every method that returns a `Result`. `predict` can not return one: as linfa's own
//!   models it panics if the number of columns or targets is wrong.
//!
//! For `wasm32-unknown-unknown` linfa's `rand` needs an entropy source, though nothing here draws from it: add
//! `getrandom = { version = "0.2", features = ["js"] }` to your own dependencies.

#![warn(missing_docs)]

mod boosting;
mod classifier;
mod error;
mod forest;
mod probability;
mod settings;
mod training;

pub use boosting::{Boosting, BoostingParams, BoostingValidParams};
pub use classifier::Classifier;
pub use error::{Error, Result};
pub use forest::{Forest, ForestParams, ForestValidParams};
