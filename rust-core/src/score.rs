//! Rows to margins, plainly: one row, one tree, one node at a time. The oracle of every faster scorer.

use crate::ensemble::{node_flag, NodeEntry};
use crate::model::{Leaves, Model};

/// Values this close to zero are missing where a node says so (LightGBM's kZeroThreshold as f32).
pub(crate) const ZERO: f32 = 1e-35;

/// Writes the margins of one row of `model.features` numbers. `margins` has `model.outputs()` numbers.
///
/// # Panics
/// When `row` or `margins` is shorter than that.
pub fn score_row(model: &Model, row: &[f32], margins: &mut [f64]) {
    let outputs = model.outputs();
    margins[..outputs].copy_from_slice(&model.base);
    if model.sum_f32 {
        margins.iter_mut().for_each(|sum| *sum = f64::from(*sum as f32));
    }
    for tree in &model.trees {
        let leaf = leaf_of(model, tree.root, row);
        let sums = &mut margins[tree.output as usize..][..tree.width as usize];
        for (j, sum) in sums.iter_mut().enumerate() {
            *sum = add(model, *sum, tree.weight, leaf + j);
        }
    }
    margins.iter_mut().zip(&model.divisor).for_each(|(sum, divisor)| *sum /= divisor);
}

/// `sum + weight * leaf` as the model sums.
#[inline]
pub(crate) fn add(model: &Model, sum: f64, weight: f64, leaf: usize) -> f64 {
    match (&model.leaves, model.sum_f32) {
        (Leaves::F32(leaves), false) => sum + weight * f64::from(leaves[leaf]),
        (Leaves::F64(leaves), false) => sum + weight * leaves[leaf],
        (Leaves::F32(leaves), true) => f64::from(sum as f32 + weight as f32 * leaves[leaf]),
        (Leaves::F64(leaves), true) => f64::from(sum as f32 + weight as f32 * leaves[leaf] as f32),
    }
}

/// Index of the first value of the leaf that `row` reaches from `reference`.
pub(crate) fn leaf_of(model: &Model, mut reference: i32, row: &[f32]) -> usize {
    while reference >= 0 {
        let node = &model.nodes[reference as usize];
        reference = if goes_left(model, node, row) { node.left } else { node.right };
    }
    !reference as usize
}

/// Whether `row` goes left at `node`.
pub(crate) fn goes_left(model: &Model, node: &NodeEntry, row: &[f32]) -> bool {
    let x = row[(node.test & node_flag::FEATURE) as usize];
    let has = |flag: u32| node.test & flag != 0;
    if x.is_nan() || has(node_flag::ZERO_MISSING) && x.abs() <= ZERO {
        has(node_flag::MISSING_LEFT)
    } else if has(node_flag::CATEGORY) {
        listed(&model.categories, node.value as usize, x) != has(node_flag::LISTED_RIGHT)
    } else {
        x <= f32::from_bits(node.value)
    }
}

/// Whether the code x, truncated, is in the list at `index`.
fn listed(categories: &[u32], index: usize, x: f32) -> bool {
    let words = u64::from(categories[index]);
    if !(x >= 0.0 && f64::from(x) < (32 * words) as f64) {
        return false;
    }
    let code = x as u64;
    categories[index + 1 + (code / 32) as usize] >> (code % 32) & 1 == 1
}
