//! A model and a number of its outputs in. Out: a model of these outputs, and one of the rest where there is any. It undoes what
//! [`beside`](crate::beside) does, for a classifier that is to be trained on without the trees beside it.

use crate::beside::unlike;
use crate::ensemble::{node_flag, NodeEntry, TreeEntry};
use crate::error::Result;
use crate::model::{Leaves, Model};
use std::ops::Range;

/// The first `outputs` outputs with their trees, and the rest with theirs.
///
/// # Errors
/// The trees of the two do not stand one after the other, with nodes, leaves and category lists of their own.
pub fn apart(model: &Model, outputs: usize) -> Result<(Model, Option<Model>)> {
    if outputs == model.outputs() {
        return Ok((model.clone(), None));
    }
    let first = model.trees.iter().take_while(|tree| (tree.output as usize) < outputs).count();
    let node = model.trees.get(first).map_or(model.nodes.len(), |tree| tree.first_node as usize);
    let leaf = leaves_end(&model.trees[..first], &model.nodes[..node]);
    let category = categories_end(model, &model.nodes[..node]);
    let Leaves::F32(leaves) = &model.leaves else { return Err(unlike()) };
    let own = Part { outputs: 0..outputs, trees: 0..first, nodes: 0..node, leaves: 0..leaf, categories: 0..category };
    let rest = Part {
        outputs: outputs..model.outputs(),
        trees: first..model.trees.len(),
        nodes: node..model.nodes.len(),
        leaves: leaf..leaves.len(),
        categories: category..model.categories.len(),
    };
    let cut = |part: Part| part.of(model, leaves).ok_or_else(unlike);
    Ok((cut(own)?, Some(cut(rest)?)))
}

/// Where each section of a model has the part that is wanted.
struct Part {
    outputs: Range<usize>,
    trees: Range<usize>,
    nodes: Range<usize>,
    leaves: Range<usize>,
    categories: Range<usize>,
}

impl Part {
    /// None where something in the part refers to what is outside of it.
    fn of(&self, model: &Model, leaves: &[f32]) -> Option<Model> {
        Some(Model {
            base: model.base.get(self.outputs.clone())?.to_vec(),
            divisor: model.divisor.get(self.outputs.clone())?.to_vec(),
            trees: model.trees[self.trees.clone()].iter().map(|tree| self.tree(tree)).collect::<Option<_>>()?,
            nodes: model.nodes[self.nodes.clone()].iter().map(|node| self.node(node)).collect::<Option<_>>()?,
            leaves: Leaves::F32(leaves.get(self.leaves.clone())?.to_vec()),
            categories: model.categories.get(self.categories.clone())?.to_vec(),
            cover: model.cover.get(self.nodes.clone()).unwrap_or_default().to_vec(),
            gain: model.gain.get(self.nodes.clone()).unwrap_or_default().to_vec(),
            ..model.clone()
        })
    }

    fn tree(&self, tree: &TreeEntry) -> Option<TreeEntry> {
        let output = (tree.output as usize).checked_sub(self.outputs.start)?;
        Some(TreeEntry {
            root: self.reference(tree.root, tree.width)?,
            output: (output + tree.width as usize <= self.outputs.len()).then_some(output as u32)?,
            first_node: tree.first_node.checked_sub(self.nodes.start as u32)?,
            ..*tree
        })
    }

    fn node(&self, node: &NodeEntry) -> Option<NodeEntry> {
        let listed = node.test & node_flag::CATEGORY != 0;
        let value = if listed { within(node.value as usize, 1, &self.categories)? as u32 } else { node.value };
        Some(NodeEntry { value, left: self.reference(node.left, 1)?, right: self.reference(node.right, 1)?, ..*node })
    }

    fn reference(&self, reference: i32, width: u32) -> Option<i32> {
        match reference {
            0.. => within(reference as usize, 1, &self.nodes).map(|node| node as i32),
            _ => within(!reference as usize, width as usize, &self.leaves).map(|leaf| !(leaf as i32)),
        }
    }
}

/// The place in a range of something of this length.
fn within(at: usize, length: usize, range: &Range<usize>) -> Option<usize> {
    (at >= range.start && at + length <= range.end).then(|| at - range.start)
}

/// Behind the last leaf value of these trees.
fn leaves_end(trees: &[TreeEntry], nodes: &[NodeEntry]) -> usize {
    let width = trees.first().map_or(1, |tree| tree.width as usize);
    let roots = trees.iter().map(|tree| tree.root);
    let references = roots.chain(nodes.iter().flat_map(|node| [node.left, node.right]));
    references.filter(|&reference| reference < 0).map(|leaf| !leaf as usize + width).max().unwrap_or(0)
}

/// Behind the last category list of these nodes.
fn categories_end(model: &Model, nodes: &[NodeEntry]) -> usize {
    let listed = nodes.iter().filter(|node| node.test & node_flag::CATEGORY != 0);
    let end = |node: &NodeEntry| node.value as usize + 1 + model.categories[node.value as usize] as usize;
    listed.map(end).max().unwrap_or(0)
}
