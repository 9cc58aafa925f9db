//! A trained model in memory, on its way to bytes: trees over raw numbers, one after another, with the bins they
//! were grown on. `MODEL_FORMAT.md` explains each part.

use crate::binning::ColumnBins;
use crate::matrix::BinnedMatrix;
use crate::model::Model;
use crate::split::Test;
use crate::tree::{Tree, TreeNode};

/// How margins become probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Link {
    /// Margins are the answer.
    Identity = 0,
    /// One margin: the log-odds of the second class.
    Logistic = 1,
    /// A margin a class.
    Softmax = 2,
    /// Margins are probabilities; one margin is the second class's.
    Mean = 3,
    /// Anomaly score 2^(-margin / linkParameter).
    Exp2 = 4,
}

/// Node flags of the format.
pub mod node_flag {
    /// Missing values go left.
    pub const MISSING_LEFT: u32 = 1 << 24;
    /// The test is a category test.
    pub const CATEGORY: u32 = 1 << 25;
    /// Values next to zero are missing.
    pub const ZERO_MISSING: u32 = 1 << 26;
    /// Listed codes go right.
    pub const LISTED_RIGHT: u32 = 1 << 27;
    /// The bits of the feature.
    pub const FEATURE: u32 = (1 << 24) - 1;
}

/// One tree's entry in the tree section.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TreeEntry {
    /// Factor of the tree's leaves.
    pub weight: f64,
    /// Reference of the root.
    pub root: i32,
    /// First margin it adds to.
    pub output: u32,
    /// Margins it adds to.
    pub width: u32,
    /// Its first node.
    pub first_node: u32,
}

/// One node of the node section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeEntry {
    /// Threshold bits, or index of the category words.
    pub value: u32,
    /// Feature and flags.
    pub test: u32,
    /// Reference to the left child.
    pub left: i32,
    /// Reference to the right child.
    pub right: i32,
}

/// All of a model but its metadata, with f32 leaves and f64 sums.
#[derive(Clone, Debug, PartialEq)]
pub struct Ensemble {
    /// How margins become probabilities.
    pub link: Link,
    /// For [`Link::Exp2`].
    pub link_parameter: f64,
    /// Margins before any tree.
    pub base: Vec<f64>,
    /// Divisors of the sums.
    pub divisor: Vec<f64>,
    /// Trees in the order they are summed.
    pub trees: Vec<TreeEntry>,
    /// Nodes of all trees.
    pub nodes: Vec<NodeEntry>,
    /// Leaf values of all trees.
    pub leaves: Vec<f32>,
    /// Category lists.
    pub categories: Vec<u32>,
    /// Bins of each feature.
    pub bins: Vec<ColumnBins>,
    /// Weight left and right of each node.
    pub cover: Vec<[f32; 2]>,
    /// Gain of each node.
    pub gain: Vec<f32>,
}

impl NodeEntry {
    /// The column it tests.
    pub(crate) fn feature(&self) -> usize {
        (self.test & node_flag::FEATURE) as usize
    }
}

impl Ensemble {
    /// No trees yet; `base` has one number a margin.
    pub fn new(matrix: &BinnedMatrix, link: Link, base: Vec<f64>) -> Self {
        Self {
            link,
            link_parameter: 0.0,
            divisor: vec![1.0; base.len()],
            base,
            trees: Vec::new(),
            nodes: Vec::new(),
            leaves: Vec::new(),
            categories: Vec::new(),
            bins: (0..matrix.columns()).map(|column| matrix.bins(column).clone()).collect(),
            cover: Vec::new(),
            gain: Vec::new(),
        }
    }

    /// Appends a tree that adds `width` numbers from margin `output` on.
    pub fn push(&mut self, matrix: &BinnedMatrix, tree: &Tree, output: usize, width: usize) {
        let first_node = self.nodes.len();
        let first_leaf = self.leaves.len();
        let moved = |reference: i32| match reference {
            0.. => reference + first_node as i32,
            _ => reference - first_leaf as i32,
        };
        for node in &tree.nodes {
            let (value, flags) = self.encode_test(node, matrix.bins(node.column as usize));
            let missing = if node.missing_left { node_flag::MISSING_LEFT } else { 0 };
            let (left, right) = (moved(node.left), moved(node.right));
            self.nodes.push(NodeEntry { value, test: node.column | flags | missing, left, right });
            self.cover.push(node.cover);
            self.gain.push(node.gain);
        }
        self.leaves.extend(&tree.leaves);
        let root = moved(tree.root());
        let (output, width) = (output as u32, width as u32);
        self.trees.push(TreeEntry { weight: 1.0, root, output, width, first_node: first_node as u32 });
    }

    fn encode_test(&mut self, node: &TreeNode, bins: &ColumnBins) -> (u32, u32) {
        match (&node.test, bins) {
            (Test::UpTo(bin), ColumnBins::Number { edges }) => {
                // The last bin has no edge above it: all present values go left.
                let threshold = edges.get(usize::from(*bin) - 1).copied().unwrap_or(f32::INFINITY);
                (threshold.to_bits(), 0)
            }
            (Test::UpTo(_), ColumnBins::Category { .. }) => unreachable!("categories are split by lists"),
            (Test::Listed { bins, listed_right }, _) => {
                let index = self.categories.len() as u32;
                let codes = (0..255u8).filter(|&code| bins.contains(code + 1));
                let words = codes.clone().max().map_or(0, |code| usize::from(code) / 32 + 1);
                self.categories.push(words as u32);
                self.categories.resize(self.categories.len() + words, 0);
                let list = &mut self.categories[index as usize + 1..];
                codes.for_each(|code| list[usize::from(code) / 32] |= 1 << (code % 32));
                let side = if *listed_right { node_flag::LISTED_RIGHT } else { 0 };
                (index, node_flag::CATEGORY | side)
            }
        }
    }

    /// Appends the trees of a model over the same columns whose leaves are f32; what they add to its margin 0 they add to
    /// margin `output` here, and so on. Whether it fits is the caller's matter.
    pub(crate) fn append(&mut self, part: &Model, leaves: &[f32], output: u32) {
        let (first_node, first_leaf) = (self.nodes.len(), self.leaves.len());
        let first_word = self.categories.len() as u32;
        let moved = |reference: i32| match reference {
            0.. => reference + first_node as i32,
            _ => reference - first_leaf as i32,
        };
        self.nodes.extend(part.nodes.iter().map(|node| NodeEntry {
            value: if node.test & node_flag::CATEGORY == 0 { node.value } else { node.value + first_word },
            left: moved(node.left),
            right: moved(node.right),
            ..*node
        }));
        self.trees.extend(part.trees.iter().map(|tree| TreeEntry {
            root: moved(tree.root),
            output: tree.output + output,
            first_node: tree.first_node + first_node as u32,
            ..*tree
        }));
        self.leaves.extend(leaves);
        self.categories.extend(&part.categories);
        self.cover.extend(&part.cover);
        self.gain.extend(&part.gain);
    }

    /// Most tests on a path.
    pub fn max_depth(&self) -> usize {
        max_depth(&self.trees, &self.nodes)
    }
}

/// Most tests on a path from a root to a leaf. Children have higher indexes than their parents.
pub(crate) fn max_depth(trees: &[TreeEntry], nodes: &[NodeEntry]) -> usize {
    let mut depths = vec![0u32; nodes.len()];
    trees.iter().filter(|tree| tree.root >= 0).for_each(|tree| depths[tree.root as usize] = 1);
    let mut most = 0;
    for (i, node) in nodes.iter().enumerate() {
        let depth = depths[i];
        if depth == 0 {
            continue;
        }
        most = most.max(depth);
        for child in [node.left, node.right].into_iter().filter(|&child| child >= 0) {
            depths[child as usize] = depths[child as usize].max(depth + 1);
        }
    }
    most as usize
}
