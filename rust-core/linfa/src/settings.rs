//! Parameters that boosting and forest share: how trees grow, how columns are read, how classes weigh. `settings!` makes a
//! consuming setter on the unchecked parameters and a getter on the checked ones of each field that it is given.

use crate::error::{parameter, Result};
use hedgerow::TreeOptions;

/// What is the same for all learners.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    pub tree: TreeOptions,
    pub bins: usize,
    pub categorical: Vec<usize>,
    pub balanced: bool,
}

impl Settings {
    pub fn new(tree: TreeOptions) -> Self {
        Self { tree, bins: 255, categorical: Vec::new(), balanced: false }
    }

    /// # Errors
    /// Names the first parameter out of its range.
    pub fn check(&self) -> Result<()> {
        self.tree.check().map_err(|error: hedgerow::Error| parameter(error.message))?;
        match self.bins {
            2..=255 => Ok(()),
            bins => Err(parameter(format!("bins must be 2 to 255, not {bins}"))),
        }
    }
}

/// # Errors
/// A count of 0.
pub(crate) fn at_least_one(name: &str, count: usize) -> Result<()> {
    match count {
        0 => Err(parameter(format!("{name} must be at least 1, not 0"))),
        _ => Ok(()),
    }
}

macro_rules! settings {
    ($params:ident, $valid:ident: $($(#[$doc:meta])* $name:ident: $type:ty = $($field:ident).+;)*) => {
        impl $params {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(mut self, $name: $type) -> Self {
                self.0.$($field).+ = $name;
                self
            })*
        }

        impl $valid {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> $type {
                self.$($field).+
            })*
        }
    };
}

macro_rules! shared_settings {
    ($params:ident, $valid:ident) => {
        $crate::settings::settings! { $params, $valid:
            /// Most leaves a tree; 0 is no limit.
            max_leaves: u32 = settings.tree.max_leaves;
            /// Most tests on a path; 0 is no limit.
            max_depth: u32 = settings.tree.max_depth;
            /// Least training rows in a leaf.
            min_rows_per_leaf: u32 = settings.tree.min_rows_per_leaf;
            /// Least sum of hessians (boosting) or weights (forest) in a leaf.
            min_weight_per_leaf: f64 = settings.tree.min_weight_per_leaf;
            /// Least gain of a split.
            min_gain: f64 = settings.tree.min_gain;
            /// L2 regularisation of leaf values.
            l2: f64 = settings.tree.l2;
            /// Weight that draws a rare category's mean to 0 before categories are sorted.
            category_smoothing: f64 = settings.tree.category_smoothing;
            /// Further l2 for splits of more than four categories.
            category_l2: f64 = settings.tree.category_l2;
            /// Share of the rows each tree is grown on; a forest draws with replacement.
            subsample: f64 = settings.tree.subsample;
            /// Share of the columns each tree may use.
            feature_subsample: f64 = settings.tree.feature_subsample;
            /// Share of the tree's columns tried at each node; 0 is their square root.
            node_feature_subsample: f64 = settings.tree.node_feature_subsample;
            /// Seed of everything drawn, 0 if not set. The same data, parameters and seed give the same bytes.
            seed: u64 = settings.tree.seed;
            /// Most bins a number column is cut into, 2 to 255, which is the default. Values as close as f32 can
            /// tell are kept apart while there are bins for them.
            bins: usize = settings.bins;
            /// Whether all classes weigh the same, however many rows they have.
            balanced: bool = settings.balanced;
        }

        impl $params {
            /// Columns (from 0) that hold category codes: whole numbers from 0 to at most 254, NaN = missing.
            #[must_use]
            pub fn categorical_features(mut self, columns: &[usize]) -> Self {
                self.0.settings.categorical = columns.to_vec();
                self
            }
        }

        impl $valid {
            /// Columns that hold category codes.
            #[must_use]
            pub fn categorical_features(&self) -> &[usize] {
                &self.settings.categorical
            }
        }

        impl Default for $params {
            fn default() -> Self {
                Self::new()
            }
        }

        impl linfa::ParamGuard for $params {
            type Checked = $valid;
            type Error = $crate::Error;

            fn check_ref(&self) -> $crate::Result<&$valid> {
                self.0.check()?;
                Ok(&self.0)
            }

            fn check(self) -> $crate::Result<$valid> {
                self.0.check()?;
                Ok(self.0)
            }
        }
    };
}

pub(crate) use {settings, shared_settings};
