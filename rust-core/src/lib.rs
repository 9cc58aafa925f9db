//! Tree ensembles for classification: from columns of numbers to model bytes, and from model bytes and rows to margins.
//!
//! The way of the data, file by file: [`edges`], [`binning`], [`matrix`] (columns to bins) → [`statistics`] (what a histogram sums) → [`histogram`] → [`split`]
//! (the best test of a node, within the [`constraints`]) → [`grower`] (one tree) → [`boosting`], [`forest`] and [`isolation`] (trees, one step at a time) →
//! [`ensemble`] (trees over raw numbers) → [`model`] (bytes) → [`score`] and [`batch`] (margins), [`shap`] (what each column gave).
//!
//! Beside them, for texts: [`sparse`] rows and their [`linear`] separation.
//!
//! No I/O, no clock, no global state; threads only where the caller brings some (a [`crew`]). The same input and seed give the same bytes everywhere.
//!
//! ```
//! use hedgerow::{BinnedMatrix, Boosting, Model, Target, TreeOptions};
//!
//! let failed_logins: Vec<f32> = (0..100).map(|i| i as f32).collect();
//! let labels = (0..100).map(|i| u16::from(i >= 60)).collect();
//! let target = Target::new(labels, 2, vec![], vec![])?;
//! let mut matrix = BinnedMatrix::for_target(&target)?;
//! matrix.add_numbers(&failed_logins, 255)?;
//! let mut boosting = Boosting::new(matrix, target, TreeOptions::boosting(), 0.1)?;
//! for _ in 0..20 {
//!     boosting.step();
//! }
//! let bytes = hedgerow::write(&boosting.ensemble(20), b"{}")?;
//!
//! let model = Model::read(&bytes)?;
//! let mut margin = [0.0];
//! hedgerow::score_row(&model, &[75.0], &mut margin);
//! assert!(margin[0] > 1.0);
//! # Ok::<(), hedgerow::Error>(())
//! ```

#![warn(missing_docs)]

pub mod apart;
pub mod batch;
pub mod beside;
pub mod bin_means;
pub mod binning;
pub mod blocks;
pub mod boosting;
mod by_value;
mod class_cuts;
mod class_targets;
pub mod constraints;
pub mod crew;
pub mod cuts;
pub mod drawn;
pub mod earlier;
mod edge_search;
pub mod edges;
pub mod ensemble;
pub mod error;
pub mod forest;
pub mod forest_parts;
mod gradients;
pub mod grower;
pub mod histogram;
pub mod isolation;
mod isolation_tree;
mod leaf_order;
pub mod linear;
pub mod loss;
mod loss_sums;
pub mod matrix;
pub mod matrix_bytes;
pub mod model;
pub mod neighbours;
pub mod options;
pub mod out_of_bag;
mod pairs;
mod parting;
mod partition;
mod patterns;
mod pool;
pub mod random;
pub mod refit;
pub mod resample;
pub mod score;
pub mod shap;
pub mod sparse;
pub mod split;
pub mod statistics;
pub mod target;
pub mod tree;

pub use apart::apart;
pub use batch::{score_batch, score_batch_plainly, Batch};
pub use beside::{attach, write_beside};
pub use boosting::Boosting;
pub use constraints::{Constraints, Direction, Monotone};
pub use crew::{Crew, Hands};
pub use earlier::Earlier;
pub use ensemble::Ensemble;
pub use error::{Error, Result};
pub use forest::Forest;
pub use forest_parts::ForestParts;
pub use isolation::Isolation;
pub use matrix::{BinnedMatrix, RawColumn};
pub use model::{write, Model};
pub use options::TreeOptions;
pub use refit::{refit, Stage};
pub use score::score_row;
pub use shap::Explainer;
pub use sparse::SparseRows;
pub use target::Target;
