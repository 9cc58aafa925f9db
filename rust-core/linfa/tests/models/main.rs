//! The learners as a user of linfa meets them. One program, as each would be linked with all of linfa.

mod citizen;
mod constraints;
mod faults;
mod going_on;
mod isolation;
mod refusals;
mod retraining;
#[cfg(feature = "serde")]
mod storage;
