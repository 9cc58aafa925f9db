//! A grown tree, in bins. It becomes part of an [`Ensemble`](crate::ensemble::Ensemble), where thresholds are numbers.

use crate::matrix::BinnedMatrix;
use crate::split::Test;

/// One inner node. References are as in the model format: a node's index, or `!i` for the leaf whose first value is `i`.
#[derive(Clone, Debug)]
pub struct TreeNode {
    /// Column of the matrix.
    pub column: u32,
    /// What the node asks.
    pub test: Test,
    /// Where missing values go.
    pub missing_left: bool,
    /// Reference to the left child.
    pub left: i32,
    /// Reference to the right child.
    pub right: i32,
    /// Training weight that went left and right.
    pub cover: [f32; 2],
    /// Gain of the split, before shrinkage.
    pub gain: f32,
}

/// A tree over binned columns; children come after parents.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Inner nodes, the root first; empty when the tree is one leaf.
    pub nodes: Vec<TreeNode>,
    /// Leaf values, `width` a leaf.
    pub leaves: Vec<f32>,
}

impl TreeNode {
    /// Whether a row with this bin goes left.
    pub fn goes_left(&self, bin: u8) -> bool {
        if bin == 0 {
            self.missing_left
        } else {
            self.test.goes_left(bin)
        }
    }
}

impl Tree {
    /// The reference of the root.
    pub fn root(&self) -> i32 {
        if self.nodes.is_empty() {
            !0
        } else {
            0
        }
    }

    /// Index of the first leaf value of the leaf that `row` of the matrix falls in.
    pub fn leaf_of(&self, matrix: &BinnedMatrix, row: usize) -> usize {
        let mut reference = self.root();
        while reference >= 0 {
            let node = &self.nodes[reference as usize];
            let bin = matrix.column(node.column as usize)[row];
            reference = if node.goes_left(bin) { node.left } else { node.right };
        }
        !reference as usize
    }
}
