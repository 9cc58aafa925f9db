//! What all learners' parameters are made of, in linfa's way: unchecked ones with consuming setters, checked ones with getters,
//! the first a wrapping of the second. In: the fields of the checked parameters. Out: their setters and getters by `settings!`,
//! and what makes a learner of them by `learner!`.
//!
//! The checked parameters have `defaults()`, `check(&self)` and a field `columns`, how columns are read.

use crate::error::{parameter, Result};

/// # Errors
/// A count of 0.
pub(crate) fn at_least_one(name: &str, count: usize) -> Result<()> {
    match count {
        0 => Err(parameter(format!("{name} must be at least 1, not 0"))),
        _ => Ok(()),
    }
}

/// A setter and a getter for each field. A generic learner's label type stands before the names: `<L> Params, Valid: ...`.
macro_rules! settings {
    ($(<$label:ident>)? $params:ident, $valid:ident: $($(#[$doc:meta])* $name:ident: $type:ty = $($field:ident).+;)*) => {
        impl$(<$label>)? $params$(<$label>)? {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(mut self, $name: $type) -> Self {
                self.0.$($field).+ = $name;
                self
            })*
        }

        impl$(<$label>)? $valid$(<$label>)? {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> $type {
                self.$($field).+
            })*
        }
    };
}

/// `params()`, the defaults, the check, and how columns are read.
macro_rules! learner {
    ($(<$label:ident>)? $learner:ident, $params:ident, $valid:ident) => {
        impl $learner {
            /// The defaults, to be changed and fitted.
            #[must_use]
            pub fn params$(<$label>)?() -> $params$(<$label>)? {
                $params::default()
            }
        }

        impl$(<$label>)? Default for $params$(<$label>)? {
            fn default() -> Self {
                Self($valid::defaults())
            }
        }

        impl$(<$label>)? linfa::ParamGuard for $params$(<$label>)? {
            type Checked = $valid$(<$label>)?;
            type Error = $crate::Error;

            fn check_ref(&self) -> $crate::Result<&Self::Checked> {
                self.0.check()?;
                Ok(&self.0)
            }

            fn check(self) -> $crate::Result<Self::Checked> {
                self.0.check()?;
                Ok(self.0)
            }
        }

        $crate::parameters::settings! { $(<$label>)? $params, $valid:
            /// Most bins a number column is cut into, 2 to 255, which is the default. Values as close as f32 can
            /// tell are kept apart while there are bins for them.
            bins: usize = columns.bins;
        }

        impl$(<$label>)? $params$(<$label>)? {
            /// Columns (from 0) that hold category codes: whole numbers from 0 to at most 254, NaN = missing.
            #[must_use]
            pub fn categorical_features(mut self, columns: &[usize]) -> Self {
                self.0.columns.categorical = columns.to_vec();
                self
            }
        }

        impl$(<$label>)? $valid$(<$label>)? {
            /// Columns that hold category codes.
            #[must_use]
            pub fn categorical_features(&self) -> &[usize] {
                &self.columns.categorical
            }
        }
    };
}

pub(crate) use {learner, settings};
