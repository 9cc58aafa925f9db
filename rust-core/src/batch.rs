//! Many rows to margins: eight rows walk a tree side by side, so that their loads overlap and their comparisons are
//! two SIMD instructions. The plain scorer's bits.

use crate::ensemble::{node_flag, NodeEntry};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::score::{add, goes_left, leaf_of, score_row};

/// Rows that walk together.
const LANES: usize = 8;

/// Margins of `count` rows laid one after another: row after row, one number an output.
///
/// # Errors
/// `rows` is not `count` times `model.features` long.
pub fn score_batch(model: &Model, rows: &[f32], count: usize) -> Result<Vec<f64>> {
    let (features, outputs) = (model.features, model.outputs());
    check_length(model, rows, count)?;
    let mut margins = vec![0.0; count * outputs];
    let whole = count - count % LANES;
    let (rows, rest) = rows.split_at(whole * features);
    let (blocks, margins_rest) = margins.split_at_mut(whole * outputs);
    for (block, margins) in blocks.chunks_exact_mut(LANES * outputs).enumerate() {
        score_block(model, &rows[block * LANES * features..][..LANES * features], margins);
    }
    score_each(model, rest, margins_rest);
    Ok(margins)
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

fn score_block(model: &Model, rows: &[f32], margins: &mut [f64]) {
    let outputs = model.outputs();
    for margins in margins.chunks_exact_mut(outputs) {
        let start = |&base: &f64| if model.sum_f32 { f64::from(base as f32) } else { base };
        margins.iter_mut().zip(&model.base).for_each(|(sum, base)| *sum = start(base));
    }
    for tree in &model.trees {
        let leaves = walk(model, tree.root, rows);
        for (leaf, margins) in leaves.into_iter().zip(margins.chunks_exact_mut(outputs)) {
            let sums = &mut margins[tree.output as usize..][..tree.width as usize];
            sums.iter_mut().enumerate().for_each(|(j, sum)| *sum = add(model, *sum, tree.weight, leaf + j));
        }
    }
    for margins in margins.chunks_exact_mut(outputs) {
        margins.iter_mut().zip(&model.divisor).for_each(|(sum, divisor)| *sum /= divisor);
    }
}

/// The leaf of each of the eight rows. They go down together while all are at plain numeric tests with no value
/// missing; from there each goes on alone.
fn walk(model: &Model, root: i32, rows: &[f32]) -> [usize; LANES] {
    let features = model.features;
    let row = |lane: usize| &rows[lane * features..(lane + 1) * features];
    let mut at = [root; LANES];
    while at.iter().all(|&reference| reference >= 0) {
        let nodes = at.map(|reference| model.nodes[reference as usize]);
        let (mut values, mut thresholds) = ([0.0; LANES], [0.0; LANES]);
        let mut special = 0;
        for (lane, node) in nodes.iter().enumerate() {
            special |= node.test & (node_flag::CATEGORY | node_flag::ZERO_MISSING);
            values[lane] = row(lane)[(node.test & node_flag::FEATURE) as usize];
            thresholds[lane] = f32::from_bits(node.value);
        }
        at = if special == 0 {
            descend(&nodes, compare(&values, &thresholds))
        } else {
            let mut next = at;
            for (lane, node) in nodes.iter().enumerate() {
                next[lane] = if goes_left(model, node, row(lane)) { node.left } else { node.right };
            }
            next
        };
    }
    let mut leaves = [0; LANES];
    at.iter().enumerate().for_each(|(lane, &reference)| leaves[lane] = leaf_of(model, reference, row(lane)));
    leaves
}

/// Bit masks of the lanes with value <= threshold, and of those whose value is missing.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
fn compare(values: &[f32; LANES], thresholds: &[f32; LANES]) -> (u8, u8) {
    use core::arch::wasm32::{f32x4, f32x4_le, f32x4_ne, i32x4_bitmask};
    let lanes = |numbers: &[f32; LANES], i: usize| f32x4(numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]);
    let half = |i: usize| {
        let value = lanes(values, i);
        (i32x4_bitmask(f32x4_le(value, lanes(thresholds, i))), i32x4_bitmask(f32x4_ne(value, value)))
    };
    let ((low, low_missing), (high, high_missing)) = (half(0), half(4));
    (low | high << 4, low_missing | high_missing << 4)
}

/// The same without SIMD.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn compare(values: &[f32; LANES], thresholds: &[f32; LANES]) -> (u8, u8) {
    let mut masks = (0, 0);
    for lane in 0..LANES {
        masks.0 |= u8::from(values[lane] <= thresholds[lane]) << lane;
        masks.1 |= u8::from(values[lane].is_nan()) << lane;
    }
    masks
}

fn descend(nodes: &[NodeEntry; LANES], (below, missing): (u8, u8)) -> [i32; LANES] {
    let mut next = [0; LANES];
    for (lane, node) in nodes.iter().enumerate() {
        let missing_left = node.test & node_flag::MISSING_LEFT != 0;
        let left = below >> lane & 1 == 1 || missing >> lane & 1 == 1 && missing_left;
        next[lane] = if left { node.left } else { node.right };
    }
    next
}
