//! Checks 6 to 12 of the format: what a damaged file can not reach (the checksum stands before it) but a faulty or hostile
//! writer can. After them every index in the model is good and every walk ends.

use super::layout::Layout;
use super::read::{Leaves, Model};
use crate::ensemble::{max_depth, node_flag, NodeEntry, TreeEntry};
use crate::error::{Error, Result};

pub(super) fn check(model: &Model, layout: &Layout) -> Result<()> {
    numbers(&model.base, layout.base, "a base margin is not finite", |v| v.is_finite())?;
    numbers(&model.divisor, layout.divisor, "a divisor is not above 0", |v| v.is_finite() && *v > 0.0)?;
    check_trees(model, layout)?;
    check_nodes(model, layout)?;
    match &model.leaves {
        Leaves::F32(leaves) => numbers(leaves, layout.leaves, "a leaf is not finite", |v| v.is_finite())?,
        Leaves::F64(leaves) => numbers(leaves, layout.leaves, "a leaf is not finite", |v| v.is_finite())?,
    }
    check_bins(model, layout)?;
    let cover_ok = |cover: &[f32; 2]| cover.iter().all(|v| v.is_finite() && *v >= 0.0);
    numbers(&model.cover, layout.cover, "a cover is not finite or negative", cover_ok)?;
    numbers(&model.gain, layout.gain, "a gain is not finite", |v| v.is_finite())?;
    if max_depth(&model.trees, &model.nodes) != model.max_depth {
        return Err(Error::model("the longest path is not as the header says", 52));
    }
    Ok(())
}

fn numbers<T>(items: &[T], start: usize, message: &str, fits: impl Fn(&T) -> bool) -> Result<()> {
    match items.iter().position(|item| !fits(item)) {
        Some(i) => Err(Error::model(message, start + i * size_of::<T>())),
        None => Ok(()),
    }
}

fn leaf_values(model: &Model) -> usize {
    match &model.leaves {
        Leaves::F32(leaves) => leaves.len(),
        Leaves::F64(leaves) => leaves.len(),
    }
}

/// Whether `reference` is a node in `from..end` or a leaf that is whole.
fn reference_fits(model: &Model, tree: &TreeEntry, from: usize, end: usize, reference: i32) -> bool {
    if reference >= 0 {
        (from..end).contains(&(reference as usize))
    } else {
        !reference as usize + tree.width as usize <= leaf_values(model)
    }
}

fn end_of(model: &Model, tree: usize) -> usize {
    model.trees.get(tree + 1).map_or(model.nodes.len(), |next| next.first_node as usize)
}

fn check_trees(model: &Model, layout: &Layout) -> Result<()> {
    let mut first_least = 0;
    for (i, tree) in model.trees.iter().enumerate() {
        let at = layout.trees + 24 * i;
        if !tree.weight.is_finite() {
            return Err(Error::model("a tree's weight is not finite", at));
        }
        if tree.width == 0 || tree.output as u64 + tree.width as u64 > model.outputs() as u64 {
            return Err(Error::model("a tree's outputs are out of range", at + 12));
        }
        let first = tree.first_node as usize;
        if i == 0 && first != 0 || first < first_least || first > model.nodes.len() {
            return Err(Error::model("a tree's first node is out of order", at + 20));
        }
        first_least = first;
        // The next tree's first node is checked in its own turn: until then it may be anything.
        let end = end_of(model, i).min(model.nodes.len());
        if !reference_fits(model, tree, first, end, tree.root) {
            return Err(Error::model("a tree's root is out of range", at + 8));
        }
    }
    match model.trees.is_empty() && !model.nodes.is_empty() {
        true => Err(Error::model("there are nodes without a tree", layout.nodes)),
        false => Ok(()),
    }
}

fn check_nodes(model: &Model, layout: &Layout) -> Result<()> {
    for (t, tree) in model.trees.iter().enumerate() {
        let end = end_of(model, t);
        for i in tree.first_node as usize..end {
            let node = &model.nodes[i];
            let at = layout.nodes + 16 * i;
            check_test(model, node, at)?;
            for (reference, at) in [(node.left, at + 8), (node.right, at + 12)] {
                if !reference_fits(model, tree, i + 1, end, reference) {
                    return Err(Error::model("a node's child is out of range", at));
                }
            }
        }
    }
    Ok(())
}

fn check_test(model: &Model, node: &NodeEntry, at: usize) -> Result<()> {
    use node_flag::{CATEGORY, FEATURE, LISTED_RIGHT, MISSING_LEFT, ZERO_MISSING};
    if (node.test & FEATURE) as usize >= model.features {
        return Err(Error::model("a node's feature is out of range", at + 4));
    }
    let category = node.test & CATEGORY != 0;
    let foreign = if category { ZERO_MISSING } else { LISTED_RIGHT };
    if node.test & !(FEATURE | CATEGORY | MISSING_LEFT | ZERO_MISSING | LISTED_RIGHT) != 0 || node.test & foreign != 0 {
        return Err(Error::model("a node has unknown flags", at + 4));
    }
    let words = |index: usize| model.categories.get(index).map(|&n| index as u64 + 1 + u64::from(n));
    if category && words(node.value as usize).is_none_or(|end| end > model.categories.len() as u64) {
        return Err(Error::model("a node's category list is out of range", at));
    }
    Ok(())
}

fn check_bins(model: &Model, layout: &Layout) -> Result<()> {
    let mut first = 0;
    for (i, &(kind, count)) in model.feature_bins.iter().enumerate() {
        let at = layout.features + 8 * i;
        if kind > 1 || count > 255 - u32::from(kind == 0) {
            return Err(Error::model("a feature's bins are out of range", at));
        }
        if kind == 1 {
            continue;
        }
        let end = first + count as usize;
        let Some(edges) = model.edges.get(first..end) else {
            return Err(Error::model("the features have more edges than there are", at + 4));
        };
        let ascending = edges.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending || edges.iter().any(|edge| !edge.is_finite()) {
            return Err(Error::model("a feature's edges are not finite and ascending", layout.edges + 4 * first));
        }
        first = end;
    }
    match first == model.edges.len() {
        true => Ok(()),
        false => Err(Error::model("there are edges without a feature", layout.edges)),
    }
}
