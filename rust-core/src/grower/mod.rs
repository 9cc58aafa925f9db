//! Grows one tree on given rows: best leaf first until `max_leaves`, or every leaf where there is no such limit.
//! In: binned columns, statistics of the rows, the rows. Out: the tree, and which rows ended in which leaf.

mod node_search;

use crate::blocks::Blocks;
use crate::constraints::{Place, TreeRules};
use crate::crew::Hands;
use crate::leaf_order::in_order;
use crate::matrix::BinnedMatrix;
use crate::parting::part_off;
use crate::partition::part_shared;
use crate::pool::Vertex;
use crate::random::Random;
use crate::split::{Split, SplitLimits};
use crate::statistics::{finite, Statistics};
use crate::tree::{Tree, TreeNode};
use node_search::Tried;
use std::ops::Range;

/// Limits of one tree.
#[derive(Clone, Copy, Debug)]
pub struct GrowLimits {
    /// Most leaves; 0 is no limit.
    pub max_leaves: usize,
    /// Most tests on a path; 0 is no limit.
    pub max_depth: usize,
    /// Columns tried at each node, drawn anew; 0 is all.
    pub node_columns: usize,
    /// Factor of the leaf values.
    pub shrinkage: f64,
    /// Limits of each split.
    pub split: SplitLimits,
}

impl GrowLimits {
    /// Whether nodes keep whole histograms of `columns` columns, so that one child's comes by subtraction. With few columns tried at
    /// each node, collecting just those is less work, unless few lines of [`Blocks`] stand for all.
    pub(crate) fn keep_histograms(&self, columns: usize, lines: usize) -> bool {
        self.node_columns == 0 || 2 * self.node_columns >= columns || self.node_columns >= lines
    }
}

/// A tree and the rows of its leaves.
pub struct Grown {
    /// The tree.
    pub tree: Tree,
    /// For each leaf: index of its first value, and its range of the row list. Of a grower [without leaf rows](Grower::without_leaf_rows) none.
    pub leaves: Vec<(usize, Range<usize>)>,
}

/// A node that may still be split.
struct Open<Sums> {
    rows: Range<usize>,
    /// Whether these are in the spare memory.
    moved: bool,
    depth: usize,
    sums: Sums,
    place: Place,
    /// The node and side that refer to this one; none for the root.
    parent: Option<(usize, bool)>,
    histogram: Option<Vec<i64>>,
    split: Option<Split<Sums>>,
}

/// Memory that trees leave to those after them.
#[derive(Default)]
pub(crate) struct Spare {
    rows: Vec<u32>,
    histograms: Vec<Vec<i64>>,
}

/// Grows trees one after another on the same matrix, with the same memory.
pub struct Grower<'a> {
    matrix: &'a BinnedMatrix,
    limits: GrowLimits,
    rules: &'a TreeRules,
    blocks: Option<&'a Blocks>,
    hands: Hands<'a>,
    leaf_rows: bool,
    spare: Spare,
}

impl<'a> Grower<'a> {
    /// A grower on `matrix`.
    pub fn new(matrix: &'a BinnedMatrix, limits: GrowLimits) -> Self {
        Self {
            matrix,
            limits,
            rules: TreeRules::NONE,
            blocks: None,
            hands: Hands::ALONE,
            leaf_rows: true,
            spare: Spare::default(),
        }
    }

    /// The same with rules that the trees keep. Directions are kept where there is one target.
    #[must_use]
    pub fn with_rules(self, rules: &'a TreeRules) -> Self {
        Self { rules, ..self }
    }

    /// The same with the matrix's columns in blocks, for trees that use just these columns and keep whole histograms.
    #[must_use]
    pub fn with_blocks(self, blocks: Option<&'a Blocks>) -> Self {
        Self { blocks, ..self }
    }

    /// The same in memory that was left.
    #[must_use]
    pub(crate) fn with_spare(self, spare: Spare) -> Self {
        Self { spare, ..self }
    }

    pub(crate) fn into_spare(self) -> Spare {
        self.spare
    }

    /// The same with the work on large nodes shared among hands.
    #[must_use]
    pub fn with_hands(self, hands: Hands<'a>) -> Self {
        Self { hands, ..self }
    }

    /// The same where nobody asks which rows ended in which leaf.
    #[must_use]
    pub fn without_leaf_rows(self) -> Self {
        Self { leaf_rows: false, ..self }
    }

    /// Grows a tree on `rows` (row numbers, each once), which it reorders so that every leaf's rows lie together, if it tells of leaf rows.
    /// Only `columns` are used. `random` draws the columns of each node where `node_columns` asks for it.
    pub fn grow<S: Statistics>(
        &mut self,
        statistics: &mut S,
        rows: &mut [u32],
        columns: &[u32],
        random: &mut Random,
    ) -> Grown {
        let mut spare = std::mem::take(&mut self.spare);
        if !self.leaf_rows {
            spare.rows.clear();
            spare.rows.resize(rows.len(), 0);
        }
        let mut growth = Growth {
            matrix: self.matrix,
            limits: &self.limits,
            rules: self.rules,
            blocks: self.blocks.filter(|blocks| blocks.are_of(columns)),
            hands: self.hands,
            offsets: offsets(self.matrix, columns, statistics.stride()),
            columns,
            order: (0..columns.len()).collect(),
            statistics,
            leaf_rows: self.leaf_rows,
            rows,
            spare,
            tried: Tried::default(),
            grown: Grown { tree: Tree::default(), leaves: Vec::new() },
            vertices: Vec::new(),
        };
        growth.run(random);
        self.spare = growth.spare;
        growth.grown
    }
}

/// Where each column's part of a node's histogram begins, and the length of all.
fn offsets(matrix: &BinnedMatrix, columns: &[u32], stride: usize) -> Vec<usize> {
    let mut end = 0;
    let mut offsets = vec![0];
    for &column in columns {
        end += matrix.bins(column as usize).len() * stride;
        offsets.push(end);
    }
    offsets
}

struct Growth<'a, S: Statistics> {
    matrix: &'a BinnedMatrix,
    limits: &'a GrowLimits,
    rules: &'a TreeRules,
    blocks: Option<&'a Blocks>,
    hands: Hands<'a>,
    columns: &'a [u32],
    /// Places in `columns`, in the order of the last draw.
    order: Vec<usize>,
    offsets: Vec<usize>,
    statistics: &'a mut S,
    leaf_rows: bool,
    rows: &'a mut [u32],
    spare: Spare,
    tried: Tried<'a>,
    grown: Grown,
    /// By leaf, where columns have directions.
    vertices: Vec<Vertex>,
}

impl<S: Statistics> Growth<'_, S> {
    fn run(&mut self, random: &mut Random) {
        let mut root = Open {
            rows: 0..self.rows.len(),
            moved: false,
            depth: 0,
            sums: self.statistics.none(),
            place: Place::default(),
            parent: None,
            histogram: None,
            split: None,
        };
        self.sum_of_all(&mut root);
        self.find_split(&mut root, random);
        let mut open = vec![root];
        let mut leaves = 1;
        while let Some(next) = self.next_to_split(&open) {
            let mut node = open.swap_remove(next);
            let full = self.limits.max_leaves > 0 && leaves + 1 >= self.limits.max_leaves;
            match node.split.take() {
                Some(split) => {
                    leaves += 1;
                    open.extend(self.split(node, split, full, random));
                }
                None => self.close(node),
            }
            if full {
                break;
            }
        }
        open.into_iter().for_each(|leaf| self.close(leaf));
        if !self.vertices.is_empty() {
            let vertices = std::mem::take(&mut self.vertices);
            let values = in_order(&self.grown.tree, self.matrix, self.rules, vertices);
            let shrunk = |value: &f64| finite(value * self.limits.shrinkage);
            self.grown.tree.leaves = values.iter().map(shrunk).collect();
        }
    }

    /// Where nodes keep histograms, any column's has all rows.
    fn sum_of_all(&mut self, root: &mut Open<S::Sums>) {
        if self.keeps_histograms() && !self.columns.is_empty() {
            let histogram = self.build_histogram(root);
            let slots = histogram[..self.offsets[1]].chunks_exact(self.statistics.stride());
            slots.for_each(|slot| self.statistics.add(&mut root.sums, slot));
            root.histogram = Some(histogram);
            return;
        }
        root.sums = self.statistics.sum(self.rows);
    }

    /// With a limit on leaves the best leaf, else the last: the same tree in any order, and the last needs the
    /// fewest open nodes.
    fn next_to_split<Sums>(&self, open: &[Open<Sums>]) -> Option<usize> {
        if self.limits.max_leaves == 0 {
            return open.len().checked_sub(1);
        }
        let gain = |node: &Open<Sums>| node.split.as_ref().map_or(f64::NEG_INFINITY, |split| split.gain);
        let best = (0..open.len()).max_by(|&a, &b| {
            // Equal gains: the node whose rows come first, which does not depend on the order of `open`.
            gain(&open[a]).total_cmp(&gain(&open[b])).then(open[b].rows.start.cmp(&open[a].rows.start))
        })?;
        open[best].split.is_some().then_some(best)
    }

    fn may_split(&self, node: &Open<S::Sums>) -> bool {
        let deep = self.limits.max_depth > 0 && node.depth >= self.limits.max_depth;
        let rows = node.rows.len() as u64;
        let enough = rows >= 2 && rows >= 2 * u64::from(self.limits.split.min_rows);
        !deep && enough && !self.statistics.pure(&node.sums)
    }

    /// Splits a node. `last`: its children will stay leaves.
    fn split(
        &mut self,
        node: Open<S::Sums>,
        split: Split<S::Sums>,
        last: bool,
        random: &mut Random,
    ) -> [Open<S::Sums>; 2] {
        let index = self.grown.tree.nodes.len();
        self.set_reference(node.parent, index as i32);
        let place = self.rules.below(&node.place, split.column);
        let cover = [&split.left, &split.right].map(|sums| self.statistics.weight(sums) as f32);
        self.grown.tree.nodes.push(TreeNode {
            column: split.column,
            test: split.test.clone(),
            missing_left: split.missing_left,
            left: 0,
            right: 0,
            cover,
            gain: finite(split.gain),
        });
        let moves = !self.leaf_rows && !self.keeps_histograms();
        let middle = match moves {
            true => node.rows.start + self.statistics.count(&split.left) as usize,
            false => self.partition(&node.rows, &split),
        };
        let child = |rows, sums, left: bool| Open {
            rows,
            moved: node.moved != (moves && !left),
            depth: node.depth + 1,
            sums,
            place: place.clone(),
            parent: Some((index, left)),
            histogram: None,
            split: None,
        };
        let mut left = child(node.rows.start..middle, split.left, true);
        let mut right = child(middle..node.rows.end, split.right, false);
        if last {
            self.spare.histograms.extend(node.histogram);
        } else {
            if moves && (self.may_split(&left) || self.may_split(&right)) {
                let (rows, spare) = (&mut self.rows[node.rows.clone()], &mut self.spare.rows[node.rows.clone()]);
                let (rows, other) = if node.moved { (spare, rows) } else { (rows, spare) };
                let column = self.matrix.column(split.column as usize);
                part_off(rows, other, column, &split.test, split.missing_left);
            }
            self.find_splits(node.histogram, [&mut left, &mut right], random);
        }
        [left, right]
    }

    /// Moves the rows that go left to the front, keeping order on both sides. Where the right side begins.
    fn partition(&mut self, range: &Range<usize>, split: &Split<S::Sums>) -> usize {
        let column = self.matrix.column(split.column as usize);
        let goes_left = std::array::from_fn(|bin| split.goes_left(bin as u8));
        let rows = &mut self.rows[range.clone()];
        range.start + part_shared(self.hands, rows, column, &goes_left, &mut self.spare.rows)
    }

    /// The rows of a node.
    fn rows_of(&self, node: &Open<S::Sums>) -> &[u32] {
        let rows = if node.moved { &self.spare.rows } else { &*self.rows };
        &rows[node.rows.clone()]
    }

    fn close(&mut self, node: Open<S::Sums>) {
        let first = self.grown.tree.leaves.len();
        self.set_reference(node.parent, !(first as i32));
        let (l2, shrinkage) = (self.limits.split.l2, self.limits.shrinkage);
        self.statistics.push_leaf(&node.sums, l2, shrinkage, &mut self.grown.tree.leaves);
        if self.rules.directed() {
            let single = self.statistics.single(&node.sums);
            self.vertices.extend(single.map(|(target, weight)| Vertex::leaf(target, weight + l2)));
        }
        if self.leaf_rows {
            self.grown.leaves.push((first, node.rows));
        }
        self.spare.histograms.extend(node.histogram);
    }

    fn set_reference(&mut self, parent: Option<(usize, bool)>, reference: i32) {
        match parent {
            Some((node, true)) => self.grown.tree.nodes[node].left = reference,
            Some((node, false)) => self.grown.tree.nodes[node].right = reference,
            None => {}
        }
    }
}
