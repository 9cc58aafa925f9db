//! The door between JavaScript and the core: whole columns in, bytes out, no logic. Every fault is thrown as an `Error`
//! whose message begins with its stable code and a colon; the TypeScript side makes a `HedgerowError` of it.

mod constraints;
#[cfg(target_feature = "atomics")]
mod crew;
mod isolation;
mod linear;
mod parallel;
mod resampling;
mod resuming;
mod scoring;
mod training;

use wasm_bindgen::JsError;

fn thrown(error: hedgerow::Error) -> JsError {
    JsError::new(&format!(
        "{}:{}:{}",
        error.code.name(),
        error.offset.map_or(String::new(), |o| o.to_string()),
        error.message
    ))
}
