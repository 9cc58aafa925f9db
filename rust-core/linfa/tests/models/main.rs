//! The learners as a user of linfa meets them. One program, as each would be linked with all of linfa.

mod citizen;
mod faults;
mod refusals;
#[cfg(feature = "serde")]
mod storage;
