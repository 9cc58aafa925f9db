//! Settings of the learners, with their defaults and ranges. Names are those of the TypeScript API, which are
//! LightGBM's and scikit-learn's where these exist.

use crate::constraints::Constraints;
use crate::error::{number, Error, Result};
use crate::grower::GrowLimits;
use crate::split::SplitLimits;

/// Settings of one tree, shared by boosting and forest.
#[derive(Clone, Debug, PartialEq)]
pub struct TreeOptions {
    /// Most leaves a tree; 0 is no limit.
    pub max_leaves: u32,
    /// Most tests on a path; 0 is no limit.
    pub max_depth: u32,
    /// Least training rows in a leaf.
    pub min_rows_per_leaf: u32,
    /// Least sum of hessians (boosting) or weights (forest) in a leaf.
    pub min_weight_per_leaf: f64,
    /// Least gain of a split.
    pub min_gain: f64,
    /// L2 regularisation of leaf values.
    pub l2: f64,
    /// Weight that draws a category's mean to 0 before categories are sorted.
    pub category_smoothing: f64,
    /// Further l2 for cuts of more than 4 sorted categories.
    pub category_l2: f64,
    /// Least rows of a category at a node to be sorted where there are more than 4; rarer ones go against the listed side, and cuts do not
    /// pay for what chance may gain them. 0: all are sorted, and cuts pay.
    pub min_rows_per_category: u32,
    /// Share of the rows each tree is grown on.
    pub subsample: f64,
    /// Share of the columns each tree may use.
    pub feature_subsample: f64,
    /// Share of the tree's columns tried at each node; 0 is their square root.
    pub node_feature_subsample: f64,
    /// Seed of everything drawn.
    pub seed: u64,
    /// What trees may not do.
    pub constraints: Constraints,
}

impl TreeOptions {
    /// Defaults of boosting. The least weight and l2 keep leaves of rare classes, whose hessians are next to nothing, from
    /// taking on huge values. Small trees of few columns a node keep it from learning noise by heart. How they were chosen: docs/defaults.md.
    pub fn boosting() -> Self {
        Self {
            max_leaves: 15,
            max_depth: 8,
            min_rows_per_leaf: 5,
            min_weight_per_leaf: 0.3,
            min_gain: 0.0,
            l2: 0.1,
            category_smoothing: 10.0,
            category_l2: 0.0,
            min_rows_per_category: 0,
            subsample: 1.0,
            feature_subsample: 1.0,
            node_feature_subsample: 0.3,
            seed: 0,
            constraints: Constraints::default(),
        }
    }

    /// Defaults of the forest.
    pub fn forest() -> Self {
        Self {
            max_leaves: 0,
            max_depth: 0,
            min_rows_per_leaf: 5,
            min_weight_per_leaf: 0.0,
            l2: 0.0,
            category_smoothing: 0.0,
            node_feature_subsample: 0.0,
            ..Self::boosting()
        }
    }

    /// # Errors
    /// Names the first setting out of its range.
    pub fn check(&self) -> Result<()> {
        let share = |name: &str, value: f64, least: f64| {
            let fits = value > least && value <= 1.0 || value == 0.0 && least < 0.0;
            if fits {
                Ok(())
            } else {
                Err(Error::option(format!("{name} must be above 0 and at most 1, not {}", number(value))))
            }
        };
        let amount = |name: &str, value: f64| {
            let fits = value.is_finite() && (0.0..=1e30).contains(&value);
            if fits {
                Ok(())
            } else {
                Err(Error::option(format!("{name} must be 0 to 1e30, not {}", number(value))))
            }
        };
        if self.max_leaves == 1 {
            return Err(Error::option("maxLeaves must be 0 (no limit) or at least 2, not 1"));
        }
        amount("minWeightPerLeaf", self.min_weight_per_leaf)?;
        amount("minGain", self.min_gain)?;
        amount("l2", self.l2)?;
        amount("categorySmoothing", self.category_smoothing)?;
        amount("categoryL2", self.category_l2)?;
        share("subsample", self.subsample, 0.0)?;
        share("featureSubsample", self.feature_subsample, 0.0)?;
        share("nodeFeatureSubsample", self.node_feature_subsample, -1.0)
    }

    /// Limits of one tree that may use `columns` columns. `noise` is that of [`SplitLimits`].
    pub(crate) fn limits(&self, columns: usize, shrinkage: f64, noise: f64) -> GrowLimits {
        let drawn = match self.node_feature_subsample {
            1.0 => 0,
            0.0 => (columns as f64).sqrt() as usize,
            share => (columns as f64 * share).round() as usize,
        };
        GrowLimits {
            max_leaves: self.max_leaves as usize,
            max_depth: self.max_depth as usize,
            node_columns: if self.node_feature_subsample == 1.0 { 0 } else { drawn.max(1) },
            shrinkage,
            split: SplitLimits {
                min_rows: self.min_rows_per_leaf.max(1),
                min_weight: self.min_weight_per_leaf,
                min_gain: self.min_gain,
                l2: self.l2,
                category_smoothing: self.category_smoothing,
                category_l2: self.category_l2,
                min_category_rows: self.min_rows_per_category,
                noise,
            },
        }
    }
}
