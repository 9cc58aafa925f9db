//! What can go wrong here: in linfa, in hedgerow's core, or between the two.

/// The error of everything fallible in this crate.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter out of range, no rows, or labels or weights that are not one a row.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
    /// The core's refusal of labels, weights or model bytes.
    #[error(transparent)]
    Hedgerow(#[from] hedgerow::Error),
    /// The core's refusal of a column of the records.
    #[error("column {column}: {source}")]
    Column {
        /// Index of the column, from 0.
        column: usize,
        /// What is wrong with it.
        source: hedgerow::Error,
    },
    /// Records of a different width than those that were trained on.
    #[error("{found} columns for a model that was trained on {expected}")]
    Width {
        /// Columns of the model.
        expected: usize,
        /// Columns of the records.
        found: usize,
    },
    /// A row of a class that the model does not have.
    #[error("the model that training goes on from has no class {0}")]
    UnknownLabel(String),
    /// Labels that do not name the model's classes.
    #[error("{found} labels for a model of {expected} classes")]
    Labels {
        /// Classes of the model.
        expected: usize,
        /// Labels given.
        found: usize,
    },
}

/// `Result` with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

pub(crate) fn parameter(message: String) -> Error {
    linfa::Error::Parameters(message).into()
}
