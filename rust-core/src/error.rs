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

/// A number as messages tell it: up to 15 digits after the point, as many as it needs; very large and small ones to six digits
/// with an exponent. The standard library's exact texts take 20 KB of WebAssembly.
#[cold]
#[inline(never)]
pub(crate) fn number(value: f64) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let size = value.abs();
    if value.is_nan() {
        return "NaN".into();
    }
    if size.is_infinite() {
        return format!("{sign}inf");
    }
    if size != 0.0 && !(1e-6..1e15).contains(&size) {
        let (mut digits, mut exponent) = (size, 0);
        while digits >= 9.999_995 {
            (digits, exponent) = (digits / 10.0, exponent + 1);
        }
        while digits < 0.999_999_5 {
            (digits, exponent) = (digits * 10.0, exponent - 1);
        }
        return format!("{sign}{}e{exponent}", number((digits * 1e6).round() / 1e6));
    }
    // A number that came as f32 needs only an f32's digits.
    let told = |near: f64| near == size || f64::from(size as f32) == size && near as f32 == size as f32;
    let mut places = 0;
    let mut scale = 1.0;
    while !told((size * scale).round() / scale) && places < 15 && size * scale < 1e15 {
        (places, scale) = (places + 1, scale * 10.0);
    }
    let digits = (size * scale).round() as u64;
    let (whole, rest) = (digits / scale as u64, digits % scale as u64);
    match places {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:0places$}"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_as_people_write_them() {
        for value in
            [0.0, 1.0, 1.5, -2.0, 0.1, 0.05, 1.000_000_1, 1e14, 123.456, 1e-6, f64::NAN, f64::INFINITY, -f64::INFINITY]
        {
            assert_eq!(number(value), value.to_string());
        }
        for value in [0.1f32, 7.3, 16_777_216.0, 1.17e-5, -0.3] {
            assert_eq!(number(f64::from(value)), value.to_string());
        }
        for (value, told) in
            [(1e31, "1e31"), (-2.5e-9, "-2.5e-9"), (f64::MAX, "1.797693e308"), (5e-324, "4.940656e-324")]
        {
            assert_eq!(number(value), told);
        }
    }
}
