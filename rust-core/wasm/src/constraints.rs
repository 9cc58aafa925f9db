//! What trees may not do, as columns and classes.

use crate::training::Options;
use hedgerow::{Direction, Monotone};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Options {
    /// The probability of `class` never falls (`increasing`), or never rises, as a number column's present values grow.
    #[wasm_bindgen(js_name = addMonotone)]
    pub fn add_monotone(&mut self, column: u32, class: u16, increasing: bool) {
        let direction = if increasing { Direction::Increasing } else { Direction::Decreasing };
        self.0.constraints.monotone.push(Monotone { column, class, direction });
    }

    /// These columns may be asked on one path; columns of no group are one more group.
    #[wasm_bindgen(js_name = addGroup)]
    pub fn add_group(&mut self, columns: Vec<u32>) {
        self.0.constraints.groups.push(columns);
    }
}
