//! What can go wrong, as a stable code, a sentence and a place. Nothing in this crate panics on bad input.

use std::fmt;

/// Stable names, the same as in the TypeScript API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// An option is out of its range.
    BadOption,
    /// Training rows, labels or weights that can not be used.
    BadData,
    /// Bytes that are no model.
    BadModel,
    /// A model of a later format version.
    NewerModel,
}

impl Code {
    /// The code as the TypeScript API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Code::BadOption => "bad-option",
            Code::BadData => "bad-data",
            Code::BadModel => "bad-model",
            Code::NewerModel => "newer-model",
        }
    }
}

/// The error of every fallible function here.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What kind of fault it is.
    pub code: Code,
    /// A sentence to act on, without the place.
    pub message: String,
    /// Byte offset in a model, where there is one.
    pub offset: Option<usize>,
}

/// `Result` with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn option(message: impl Into<String>) -> Self {
        Self { code: Code::BadOption, message: message.into(), offset: None }
    }

    pub(crate) fn data(message: impl Into<String>) -> Self {
        Self { code: Code::BadData, message: message.into(), offset: None }
    }

    pub(crate) fn model(message: impl Into<String>, offset: usize) -> Self {
        Self { code: Code::BadModel, message: message.into(), offset: Some(offset) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        match self.offset {
            Some(offset) => write!(f, " (byte {offset})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
