//! hedgerow's learners as [linfa] 0.8 models: gradient boosting and random forest for classification, isolation forest for
//! anomalies; f32 and f64 records, any linfa [`Label`](linfa::Label).
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
//! Both classifying learners give a [`Classifier`]. It has a probability for each class, in the order of its sorted labels:
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
//! A rule that a model has to keep is a parameter, named by column and label:
//!
//! ```
//! use hedgerow_linfa::{Boosting, Direction};
//! # use linfa::prelude::*;
//! let wine = linfa_datasets::winequality().map_targets(|&grade| if grade > 6 { "good" } else { "plain" });
//! // More volatile acidity (column 1) never makes a wine better.
//! let model = Boosting::params().rounds(30).monotone(1, "good", Direction::Decreasing).fit(&wine)?;
//! # assert_eq!(model.labels(), ["good", "plain"]);
//! # Ok::<(), hedgerow_linfa::Error>(())
//! ```
//!
//! [`Isolation`] needs no labels. It gives a [`Detector`], which has a score for each row, and `true` for an anomalous one:
//!
//! ```
//! # use hedgerow_linfa::Isolation;
//! # use linfa::prelude::*;
//! let wine = linfa_datasets::winequality();
//! let model = Isolation::params().contamination(Some(0.05)).fit(&wine)?;
//! let unusual = model.predict(&wine).iter().filter(|&&anomalous| anomalous).count();
//! assert!(unusual > 70 && unusual <= 79, "a twentieth of 1599: {unusual}");
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
//! - **Early stopping**: boosting holds out a tenth of 500 rows and more, a share of each class, to tell how many rounds are best, and
//!   then trains that many on all rows; see [`BoostingParams::validation`] and [`BoostingParams::retrain`].
//! - **Training goes on** with linfa's [`FitWith`](linfa::traits::FitWith): `params.fit_with(&model, &dataset)` adds rounds or trees.
//!   On the same dataset, with nothing held out, N and then M more are bit for bit those of one training of N + M.
//! - **Constraints**: [`BoostingParams::monotone`] keeps the probability of a class from falling where a column rises,
//!   [`BoostingParams::interaction_group`] keeps columns apart; a forest has both as well.
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
mod columns;
mod detector;
mod error;
mod forest;
mod isolation;
mod margins;
mod parameters;
mod probability;
mod training;
mod tree_settings;

pub use boosting::{Boosting, BoostingParams, BoostingValidParams};
pub use classifier::Classifier;
pub use detector::Detector;
pub use error::{Error, Result};
pub use forest::{Forest, ForestParams, ForestValidParams};
pub use hedgerow::Direction;
pub use isolation::{Isolation, IsolationParams, IsolationValidParams};
