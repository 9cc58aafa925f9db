//! The fitted model of all learners: hedgerow's model bytes, and the label of each class.

use crate::error::{Error, Result};
use crate::margins::margins_of;
use crate::probability::Probability;
use hedgerow::ensemble::node_flag;
use hedgerow::{Earlier, Model};
use linfa::traits::PredictInplace;
use linfa::{Float, Label};
use ndarray::{Array1, Array2, ArrayBase, Data, Ix2};
use std::fmt;

/// A trained classifier.
///
/// `predict` gives each row the label of the highest probability; of equal ones the label that comes first. It panics if the
/// number of columns is not that of training, as linfa's models do; the methods below return an error instead.
#[derive(Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde_crate::Serialize, serde_crate::Deserialize),
    serde(crate = "serde_crate", into = "Stored<L>", try_from = "Stored<L>"),
    serde(bound(serialize = "L: Clone + serde_crate::Serialize", deserialize = "L: serde_crate::Deserialize<'de>"))
)]
pub struct Classifier<L> {
    labels: Vec<L>,
    bytes: Vec<u8>,
    model: Model,
    probability: Probability,
}

impl<L> Classifier<L> {
    /// The model of these bytes, whose classes have these labels. Bytes of hedgerow's other trainers are taken as well.
    ///
    /// # Errors
    /// The bytes are no model or no classifier, or there is not one label a class.
    pub fn from_bytes(bytes: Vec<u8>, labels: Vec<L>) -> Result<Self> {
        let model = Model::read(&bytes)?;
        let probability = Probability::of(&model)?;
        let expected = probability.classes(model.outputs());
        if labels.len() != expected {
            return Err(Error::Labels { expected, found: labels.len() });
        }
        Ok(Self { labels, bytes, model, probability })
    }

    /// The model in hedgerow's format. The labels are not in it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// The label of each class, in the order of the probabilities.
    #[must_use]
    pub fn labels(&self) -> &[L] {
        &self.labels
    }

    /// Columns of the records it was trained on.
    #[must_use]
    pub fn features(&self) -> usize {
        self.model.features
    }

    /// Number of trees: boosting has one a round for two classes, else one a class and round.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.model.trees.len()
    }

    /// What training goes on from, on records of this width.
    ///
    /// # Errors
    /// Another number of columns, or a model that no learner of hedgerow wrote.
    pub(crate) fn earlier(&self, width: usize) -> Result<Earlier> {
        let expected = self.model.features;
        match expected == width {
            true => Ok(Earlier::new(&self.model)?),
            false => Err(Error::Width { expected, found: width }),
        }
    }

    /// Probabilities of the classes: a row a record, a column a label.
    ///
    /// # Errors
    /// The number of columns is not that of training.
    pub fn predict_probabilities<F: Float, D: Data<Elem = F>>(&self, x: &ArrayBase<D, Ix2>) -> Result<Array2<f64>> {
        let margins = self.margins(x)?;
        let mut probabilities = Array2::zeros((x.nrows(), self.labels.len()));
        for (margins, mut out) in margins.rows().into_iter().zip(probabilities.rows_mut()) {
            if let (Some(margins), Some(out)) = (margins.as_slice(), out.as_slice_mut()) {
                self.probability.write(margins, out);
            }
        }
        Ok(probabilities)
    }

    /// What the trees add up to, before it becomes probabilities: a row a record. Boosting has log-odds (one column for two
    /// classes, the second's), a forest has shares.
    ///
    /// # Errors
    /// The number of columns is not that of training.
    pub fn margins<F: Float, D: Data<Elem = F>>(&self, x: &ArrayBase<D, Ix2>) -> Result<Array2<f64>> {
        margins_of(&self.model, x)
    }

    /// How much of the loss reduction of all splits is due to each feature; all 0 where there is no split, else the sum is 1
    /// (Breiman et al. 1984; for boosting Friedman 2001).
    #[must_use]
    pub fn feature_importance(&self) -> Array1<f64> {
        let mut gains = Array1::zeros(self.model.features);
        for (node, &gain) in self.model.nodes.iter().zip(&self.model.gain) {
            gains[(node.test & node_flag::FEATURE) as usize] += f64::from(gain);
        }
        let total = gains.sum();
        if total > 0.0 {
            gains /= total;
        }
        gains
    }
}

impl<F: Float, L: Label, D: Data<Elem = F>> PredictInplace<ArrayBase<D, Ix2>, Array1<L>> for Classifier<L> {
    /// # Panics
    /// The number of columns is not that of training, or that of targets not that of rows.
    fn predict_inplace<'a>(&'a self, x: &'a ArrayBase<D, Ix2>, y: &mut Array1<L>) {
        assert_eq!(x.nrows(), y.len(), "The number of data points must match the number of output targets.");
        let probabilities = match self.predict_probabilities(x) {
            Ok(probabilities) => probabilities,
            Err(error) => panic!("{error}"),
        };
        for (row, target) in probabilities.rows().into_iter().zip(y) {
            let mut best = 0;
            for (class, probability) in row.iter().enumerate() {
                if *probability > row[best] {
                    best = class;
                }
            }
            target.clone_from(&self.labels[best]);
        }
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<L> {
        Array1::default(x.nrows())
    }
}

impl<L: fmt::Debug> fmt::Debug for Classifier<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Classifier")
            .field("labels", &self.labels)
            .field("features", &self.features())
            .field("trees", &self.trees())
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// What is serialised: all that a classifier is.
#[cfg(feature = "serde")]
#[derive(serde_crate::Serialize, serde_crate::Deserialize)]
#[serde(crate = "serde_crate")]
struct Stored<L> {
    labels: Vec<L>,
    bytes: Vec<u8>,
}

#[cfg(feature = "serde")]
impl<L> From<Classifier<L>> for Stored<L> {
    fn from(classifier: Classifier<L>) -> Self {
        Self { labels: classifier.labels, bytes: classifier.bytes }
    }
}

#[cfg(feature = "serde")]
impl<L> TryFrom<Stored<L>> for Classifier<L> {
    type Error = Error;

    fn try_from(stored: Stored<L>) -> Result<Self> {
        Self::from_bytes(stored.bytes, stored.labels)
    }
}
