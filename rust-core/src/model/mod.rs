//! Model bytes: `layout` (offsets from counts), `write` (ensemble to bytes), `read` (bytes to a checked [`Model`]).
//! The format is specified in `MODEL_FORMAT.md`.

mod check;
mod layout;
mod read;
mod write;

pub use read::{Leaves, Model};
pub use write::write;
