//! The fitted isolation forest: hedgerow's model bytes, whose metadata hold the threshold, as TypeScript writes it. In: records.
//! Out: scores from 0 to 1, 2^(-path / normaliser), and whether they are above the threshold.

use crate::error::Result;
use crate::margins::margins_of;
use hedgerow::ensemble::Link;
use hedgerow::error::Code;
use hedgerow::loss::exp;
use hedgerow::Model;
use linfa::traits::PredictInplace;
use linfa::Float;
use ndarray::{Array1, ArrayBase, Data, Ix2};
use serde_json::{json, Value};
use std::fmt;

/// A trained isolation forest.
///
/// `predict` says of each row whether it is anomalous: its score is above the threshold, not at it. It panics if the number of
/// columns is not that of training, as linfa's models do; the methods below return an error instead.
///
/// A missing value or a category code that training never saw goes where fewer training rows went: it is unusual.
#[derive(Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde_crate::Serialize, serde_crate::Deserialize),
    serde(crate = "serde_crate", into = "Vec<u8>", try_from = "Vec<u8>")
)]
pub struct Detector {
    bytes: Vec<u8>,
    model: Model,
    verdict: Verdict,
}

impl Detector {
    /// The isolation forest of these bytes. Those of hedgerow's `train` with method "isolation" in TypeScript are taken as well.
    ///
    /// # Errors
    /// The bytes are no model, or the model is no isolation forest or does not say its threshold.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        let model = Model::read(&bytes)?;
        let verdict = Verdict::of(&model)?;
        Ok(Self { bytes, model, verdict })
    }

    /// The model in hedgerow's format, with the threshold.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// Scores above it are anomalous.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.verdict.threshold
    }

    /// Columns of the records it was trained on.
    #[must_use]
    pub fn features(&self) -> usize {
        self.model.features
    }

    /// Number of trees.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.model.trees.len()
    }

    /// How unlike the training rows each record is, 0 to 1: 2^(-path / normaliser), where the normaliser is the path length
    /// that is expected of a row like any other, whose score is 0.5.
    ///
    /// ```
    /// use hedgerow_linfa::Isolation;
    /// use linfa::prelude::*;
    /// use ndarray::{array, Array2};
    ///
    /// let lengths = Array2::from_shape_fn((200, 1), |(row, _)| if row == 0 { 90.0 } else { (row % 10) as f32 });
    /// let model = Isolation::params().fit(&DatasetBase::from(lengths))?;
    /// let scores = model.scores(&array![[5.0f32], [80.0]])?;
    /// assert!(scores[0] < 0.5 && scores[1] > 0.5);
    /// # Ok::<(), hedgerow_linfa::Error>(())
    /// ```
    ///
    /// # Errors
    /// The number of columns is not that of training.
    pub fn scores<F: Float, D: Data<Elem = F>>(&self, x: &ArrayBase<D, Ix2>) -> Result<Array1<f64>> {
        Ok(self.path_lengths(x)?.mapv_into(|path| score(path, self.verdict.normaliser)))
    }

    /// Tests on the way of each record, the mean of all trees, with what rows that were left together would have added.
    ///
    /// # Errors
    /// The number of columns is not that of training.
    pub fn path_lengths<F: Float, D: Data<Elem = F>>(&self, x: &ArrayBase<D, Ix2>) -> Result<Array1<f64>> {
        Ok(margins_of(&self.model, x)?.remove_axis(ndarray::Axis(1)))
    }
}

impl<F: Float, D: Data<Elem = F>> PredictInplace<ArrayBase<D, Ix2>, Array1<bool>> for Detector {
    /// # Panics
    /// The number of columns is not that of training, or that of targets not that of rows.
    fn predict_inplace<'a>(&'a self, x: &'a ArrayBase<D, Ix2>, y: &mut Array1<bool>) {
        assert_eq!(x.nrows(), y.len(), "The number of data points must match the number of output targets.");
        match self.scores(x) {
            Ok(scores) => y.zip_mut_with(&scores, |anomalous, &score| *anomalous = score > self.verdict.threshold),
            Err(error) => panic!("{error}"),
        }
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<bool> {
        Array1::default(x.nrows())
    }
}

impl fmt::Debug for Detector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Detector")
            .field("features", &self.features())
            .field("trees", &self.trees())
            .field("threshold", &self.threshold())
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// How path lengths become answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// The path length whose score is 0.5.
    pub normaliser: f64,
    /// Scores above it are anomalous.
    pub threshold: f64,
}

impl Verdict {
    /// # Errors
    /// The model is no isolation forest, or its metadata have no threshold.
    fn of(model: &Model) -> Result<Self> {
        let refused = |message: &str, offset| {
            Err(hedgerow::Error { code: Code::BadModel, message: message.to_string(), offset }.into())
        };
        let normaliser = model.link_parameter;
        if model.link != Link::Exp2 as u8 || model.outputs() != 1 || !(normaliser > 0.0 && normaliser.is_finite()) {
            return refused("the model is no isolation forest", Some(20));
        }
        let metadata: Value = serde_json::from_slice(&model.metadata).unwrap_or_default();
        match metadata["anomaly"]["threshold"].as_f64() {
            Some(threshold) => Ok(Self { normaliser, threshold }),
            None => refused("the model does not say its threshold", None),
        }
    }

    /// As TypeScript describes the anomaly output in a model's metadata.
    pub fn to_json(self, contamination: Option<f64>) -> Vec<u8> {
        let Self { normaliser, threshold } = self;
        let contamination = contamination.map_or(json!("none"), |share| json!(share));
        let anomaly =
            json!({ "output": 0, "normaliser": normaliser, "threshold": threshold, "contamination": contamination });
        json!({ "anomaly": anomaly }).to_string().into_bytes()
    }
}

/// With the bits of hedgerow's TypeScript.
pub(crate) fn score(path: f64, normaliser: f64) -> f64 {
    exp(-path / normaliser * std::f64::consts::LN_2)
}

#[cfg(feature = "serde")]
impl From<Detector> for Vec<u8> {
    fn from(detector: Detector) -> Self {
        detector.bytes
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Vec<u8>> for Detector {
    type Error = crate::Error;

    fn try_from(bytes: Vec<u8>) -> Result<Self> {
        Self::from_bytes(bytes)
    }
}
