//! Parameters that boosting and forest share: how trees grow, what they may not do, how classes weigh. In: setters by
//! `tree_settings!`. Out: the core's options, once the columns and labels are known.

use crate::columns::{has_column, Columns};
use crate::error::{parameter, Result};
use hedgerow::{Direction, Monotone, TreeOptions};
use linfa::Label;

/// What is the same for both learners.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TreeSettings<L> {
    /// Without monotone constraints: theirs name classes by label.
    pub options: TreeOptions,
    /// Column, class, and how the class's probability follows the column.
    pub monotone: Vec<(usize, L, Direction)>,
    pub interaction_groups: Vec<Vec<usize>>,
    pub balanced: bool,
}

impl<L> TreeSettings<L> {
    pub fn new(options: TreeOptions) -> Self {
        Self { options, monotone: Vec::new(), interaction_groups: Vec::new(), balanced: false }
    }

    /// # Errors
    /// Names the first parameter out of its range.
    pub fn check(&self, columns: &Columns) -> Result<()> {
        self.options.check().map_err(|error: hedgerow::Error| parameter(error.message))?;
        for (i, (column, ..)) in self.monotone.iter().enumerate() {
            if columns.categorical.contains(column) {
                return Err(parameter(format!("monotone names column {column}, whose categories have no order")));
            }
            if self.monotone[..i].iter().any(|(other, ..)| other == column) {
                return Err(parameter(format!("monotone names column {column} twice")));
            }
        }
        Ok(())
    }

    /// The core's options for records of this width and classes of these labels.
    ///
    /// # Errors
    /// A constraint on a column or class that is not there.
    pub fn options(&self, width: usize, labels: &[L]) -> Result<TreeOptions>
    where
        L: Label,
    {
        let mut options = self.options.clone();
        for (column, label, direction) in &self.monotone {
            has_column("monotone", *column, width)?;
            let Some(class) = labels.iter().position(|class| class == label) else {
                return Err(parameter(format!("monotone names class {label:?}, which no row has")));
            };
            let (column, class) = (*column as u32, class as u16);
            options.constraints.monotone.push(Monotone { column, class, direction: *direction });
        }
        for group in &self.interaction_groups {
            group.iter().try_for_each(|&column| has_column("interaction_group", column, width))?;
            options.constraints.groups.push(group.iter().map(|&column| column as u32).collect());
        }
        Ok(options)
    }
}

/// The setters and getters of a field `tree` of this type.
macro_rules! tree_settings {
    ($params:ident, $valid:ident) => {
        $crate::parameters::settings! { <L> $params, $valid:
            /// Most leaves a tree; 0 is no limit.
            max_leaves: u32 = tree.options.max_leaves;
            /// Most tests on a path; 0 is no limit.
            max_depth: u32 = tree.options.max_depth;
            /// Least training rows in a leaf.
            min_rows_per_leaf: u32 = tree.options.min_rows_per_leaf;
            /// Least sum of hessians (boosting) or weights (forest) in a leaf.
            min_weight_per_leaf: f64 = tree.options.min_weight_per_leaf;
            /// Least gain of a split.
            min_gain: f64 = tree.options.min_gain;
            /// L2 regularisation of leaf values.
            l2: f64 = tree.options.l2;
            /// Weight that draws a rare category's mean to 0 before categories are sorted.
            category_smoothing: f64 = tree.options.category_smoothing;
            /// Further l2 for cuts of more than four sorted categories.
            category_l2: f64 = tree.options.category_l2;
            /// Least rows of a category at a node to be sorted where there are more than four; rarer ones go against the listed side, and
            /// cuts do not pay for what chance may gain them. 0: all are sorted, and cuts pay.
            min_rows_per_category: u32 = tree.options.min_rows_per_category;
            /// Share of the rows each tree is grown on; a forest draws with replacement.
            subsample: f64 = tree.options.subsample;
            /// Share of the columns each tree may use.
            feature_subsample: f64 = tree.options.feature_subsample;
            /// Share of the tree's columns tried at each node; 0 is their square root.
            node_feature_subsample: f64 = tree.options.node_feature_subsample;
            /// Seed of everything drawn, 0 if not set. The same data, parameters and seed give the same bytes.
            seed: u64 = tree.options.seed;
            /// Whether all classes weigh the same, however many rows they have.
            balanced: bool = tree.balanced;
        }

        impl<L> $params<L> {
            /// One more monotone constraint: the probability of the class `label` never falls
            /// ([`Direction::Increasing`](hedgerow::Direction)) or never rises (`Decreasing`) where the value of a number
            /// column (from 0) rises and all else stays. Missing values are outside the order. At most one a column; a
            /// forest takes them for two classes only.
            #[must_use]
            pub fn monotone(mut self, column: usize, label: L, direction: hedgerow::Direction) -> Self {
                self.0.tree.monotone.push((column, label, direction));
                self
            }

            /// One more group of columns (from 0) that may meet: all columns asked on one path of a tree are of one group.
            /// Groups may overlap; columns of no group are together one more. Without groups any columns may meet.
            #[must_use]
            pub fn interaction_group(mut self, columns: &[usize]) -> Self {
                self.0.tree.interaction_groups.push(columns.to_vec());
                self
            }
        }

        impl<L> $valid<L> {
            /// The monotone constraints: column, class and direction of each.
            #[must_use]
            pub fn monotone(&self) -> &[(usize, L, hedgerow::Direction)] {
                &self.tree.monotone
            }

            /// The groups of columns that may meet.
            #[must_use]
            pub fn interaction_groups(&self) -> &[Vec<usize>] {
                &self.tree.interaction_groups
            }
        }
    };
}

pub(crate) use tree_settings;
