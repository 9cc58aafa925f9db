//! Many rows to margins, with the plain scorer's bits. The model is laid out anew once: [`plan`] (a row as whole numbers, [`cell`]s),
//! [`trees`] (tests for 16 rows at once), [`walk`]. Rows go in tiles whose cells stay in the first cache while all trees pass.

mod cell;
mod choices;
mod lanes;
mod plan;
mod sums;
mod trees;
mod walk;

use crate::error::{Error, Result};
use crate::model::Model;
use crate::score::score_row;
use choices::{Results, PAIR};
use lanes::LANES;
use plan::Plan;
use sums::Sums;
use trees::Trees;
use walk::Walk;

/// Rows whose cells are made at once.
const TILE: usize = 8 * LANES;
/// Below it the plain scorer is through before a model would be laid out.
const FEW: usize = 8;

/// A model laid out for many rows, or not where that is not possible.
pub struct Batch(Option<Engine>);

struct Engine {
    plan: Plan,
    trees: Trees,
    bytes: bool,
}

impl Batch {
    /// Lays out the model: time and memory in proportion to its size.
    pub fn new(model: &Model) -> Self {
        let engine = || {
            let plan = Plan::new(model)?;
            let bytes = plan.fits_bytes();
            let trees = Trees::new(model, &plan, bytes);
            Some(Engine { plan, trees: trees?, bytes })
        };
        Self(engine())
    }

    /// Margins of `count` rows laid one after another: row after row, one number an output. `model` is the one laid out.
    ///
    /// # Errors
    /// `rows` is not `count` times `model.features` long.
    pub fn score(&self, model: &Model, rows: &[f32], count: usize) -> Result<Vec<f64>> {
        check_length(model, rows, count)?;
        let mut margins = vec![0.0; count * model.outputs()];
        match &self.0 {
            Some(engine) if engine.bytes => engine.score::<i8>(model, rows, &mut margins),
            Some(engine) => engine.score::<i32>(model, rows, &mut margins),
            None => score_each(model, rows, &mut margins),
        }
        Ok(margins)
    }
}

/// Margins of `count` rows laid one after another: row after row, one number an output.
///
/// # Errors
/// `rows` is not `count` times `model.features` long.
pub fn score_batch(model: &Model, rows: &[f32], count: usize) -> Result<Vec<f64>> {
    if count < FEW {
        return score_batch_plainly(model, rows, count);
    }
    Batch::new(model).score(model, rows, count)
}

pub(crate) fn check_length(model: &Model, rows: &[f32], count: usize) -> Result<()> {
    match count.checked_mul(model.features) == Some(rows.len()) {
        true => Ok(()),
        false => {
            let message = format!("{count} rows of {} features are not {} numbers", model.features, rows.len());
            Err(Error::data(message))
        }
    }
}

/// The same, row by row by the plain scorer.
///
/// # Errors
/// As [`score_batch`].
pub fn score_batch_plainly(model: &Model, rows: &[f32], count: usize) -> Result<Vec<f64>> {
    check_length(model, rows, count)?;
    let mut margins = vec![0.0; count * model.outputs()];
    score_each(model, rows, &mut margins);
    Ok(margins)
}

fn score_each(model: &Model, rows: &[f32], margins: &mut [f64]) {
    for (row, margins) in margins.chunks_exact_mut(model.outputs()).enumerate() {
        score_row(model, &rows[row * model.features..][..model.features], margins);
    }
}

impl Engine {
    fn score<C: Walk>(&self, model: &Model, rows: &[f32], margins: &mut [f64]) {
        let (features, outputs, slots) = (model.features, model.outputs(), self.trees.slots);
        let mut cells = vec![[C::default(); LANES]; slots * (TILE / LANES)];
        // Lanes without a row walk too, and must stay at their leaves as rows do.
        cells.iter_mut().step_by(slots).for_each(|first| *first = [C::LEAST; LANES]);
        let mut sums = Sums::new(model, self.trees.inlined);
        let mut results = Results::new();
        for (tile, margins) in margins.chunks_mut(TILE * outputs).enumerate() {
            let count = margins.len() / outputs;
            let rows = &rows[tile * TILE * features..][..count * features];
            sums.start();
            // Rows without a number have nothing to look at.
            if features > 0 {
                for (rows, cells) in rows.chunks(LANES * features).zip(cells.chunks_exact_mut(slots)) {
                    self.plan.fill(rows, features, cells);
                }
            }
            for (tree, plan) in model.trees.iter().zip(&self.trees.trees) {
                for (pair, cells) in cells.chunks_exact_mut(PAIR * slots).take(count.div_ceil(PAIR * LANES)).enumerate()
                {
                    let (first, second) = cells.split_at_mut(slots);
                    let leaves = walk::leaves(&self.trees, plan, &mut results, [first, second]);
                    for (i, leaves) in leaves.iter().enumerate() {
                        sums.add(tree, pair * PAIR + i, leaves);
                    }
                }
            }
            sums.finish(margins);
        }
    }
}
