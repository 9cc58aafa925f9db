//! Margins to probabilities, one a class. In: the margins of one row and the model's link. Out: numbers that sum to 1, with
//! the bits of hedgerow's TypeScript.

use hedgerow::ensemble::Link;
use hedgerow::error::Code;
use hedgerow::loss::{exp, sigmoid};
use hedgerow::Model;

/// The way from a model's margins to probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Probability {
    /// One margin: log-odds of the second class.
    Logistic,
    /// A margin a class, by softmax.
    Softmax,
    /// One margin: share of the second class.
    Share,
    /// A share a class.
    Shares,
}

impl Probability {
    /// # Errors
    /// The model is no classifier.
    pub fn of(model: &Model) -> Result<Self, hedgerow::Error> {
        let link = |link: Link| model.link == link as u8;
        match model.outputs() {
            1 if link(Link::Logistic) => Ok(Self::Logistic),
            1 if link(Link::Mean) => Ok(Self::Share),
            2.. if link(Link::Softmax) => Ok(Self::Softmax),
            2.. if link(Link::Mean) => Ok(Self::Shares),
            _ => {
                let message = "the model is no classifier".to_string();
                Err(hedgerow::Error { code: Code::BadModel, message, offset: Some(20) })
            }
        }
    }

    /// Classes of a model with that many margins a row.
    pub fn classes(self, outputs: usize) -> usize {
        match self {
            Self::Logistic | Self::Share => 2,
            Self::Softmax | Self::Shares => outputs,
        }
    }

    /// Writes the probabilities of one row.
    pub fn write(self, margins: &[f64], out: &mut [f64]) {
        match self {
            Self::Logistic => {
                let second = sigmoid(margins[0]);
                out.copy_from_slice(&[1.0 - second, second]);
            }
            Self::Share => {
                let second = margins[0].clamp(0.0, 1.0);
                out.copy_from_slice(&[1.0 - second, second]);
            }
            Self::Softmax => {
                let most = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                out.iter_mut().zip(margins).for_each(|(weight, margin)| *weight = exp(margin - most));
                divide(out);
            }
            Self::Shares => {
                out.copy_from_slice(margins);
                divide(out);
            }
        }
    }
}

/// Makes weights sum to 1. Where all are 0, as in a forest that drew no row with a weight, the classes share alike.
fn divide(weights: &mut [f64]) {
    let sum: f64 = weights.iter().sum();
    if sum == 0.0 {
        weights.fill(1.0 / weights.len() as f64);
    } else {
        weights.iter_mut().for_each(|weight| *weight /= sum);
    }
}
