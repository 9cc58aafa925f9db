//! Several threads over one memory, in the build with atomics only: one instance of the module leads, the others serve it.

use crate::thrown;
use crate::training::{BoostingTrainer, Matrix};
use hedgerow::{Hands, RawColumn};
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// Threads that work on one training.
#[wasm_bindgen]
pub struct Crew(Arc<hedgerow::Crew>);

#[wasm_bindgen]
impl Crew {
    /// Of `hands` threads, the leader among them.
    #[wasm_bindgen(constructor)]
    pub fn new(hands: usize) -> Crew {
        Crew(Arc::new(hedgerow::Crew::new(hands)))
    }

    /// What another thread's `serve` is to be given, once a thread.
    pub fn place(&self) -> usize {
        Arc::into_raw(Arc::clone(&self.0)) as usize
    }
}

/// Works along with the crew at `place`, for ever: whoever started this thread ends it.
///
/// `place` must be a `Crew.place()` of an instance over the same memory that no other thread was given.
#[wasm_bindgen]
pub fn serve(place: usize) {
    // SAFETY: as above, this is a reference that nobody else gives up.
    unsafe { Arc::from_raw(place as *const hedgerow::Crew) }.serve();
}

/// Columns on their way into a matrix.
#[wasm_bindgen]
#[derive(Default)]
pub struct Columns(Vec<(Vec<f32>, Kind)>);

enum Kind {
    Numbers(usize),
    Categories(usize),
}

#[wasm_bindgen]
impl Columns {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Columns {
        Columns::default()
    }

    /// A number column, as `Matrix.addNumbers` takes it.
    #[wasm_bindgen(js_name = addNumbers)]
    pub fn add_numbers(&mut self, values: Vec<f32>, bins: usize) {
        self.0.push((values, Kind::Numbers(bins)));
    }

    /// A category column, as `Matrix.addCategories` takes it.
    #[wasm_bindgen(js_name = addCategories)]
    pub fn add_categories(&mut self, codes: Vec<f32>, count: usize) {
        self.0.push((codes, Kind::Categories(count)));
    }
}

#[wasm_bindgen]
impl Matrix {
    /// Bins the columns, each by one thread, and appends them.
    #[wasm_bindgen(js_name = addTogether)]
    pub fn add_together(&mut self, columns: Columns, crew: &Crew) -> Result<(), JsError> {
        let columns: Vec<RawColumn> = columns
            .0
            .iter()
            .map(|(values, kind)| match *kind {
                Kind::Numbers(max_bins) => RawColumn::Numbers { values, max_bins },
                Kind::Categories(count) => RawColumn::Categories { codes: values, count },
            })
            .collect();
        self.0.add_together(Hands::of(&crew.0), &columns).map_err(thrown)
    }
}

#[wasm_bindgen]
impl BoostingTrainer {
    /// The same trees by all of the crew.
    #[wasm_bindgen(js_name = withCrew)]
    pub fn with_crew(self, crew: &Crew) -> BoostingTrainer {
        BoostingTrainer(self.0.with_crew(Arc::clone(&crew.0)))
    }
}
