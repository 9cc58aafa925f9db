//! Grows one tree on given rows: best leaf first until `max_leaves`, or every leaf where there is no such limit.
//! In: binned columns, statistics of the rows, the rows. Out: the tree, and which rows ended in which leaf.

use crate::constraints::{Place, TreeRules};
use crate::leaf_order::in_order;
use crate::histogram::{Blocks, Part};
use crate::matrix::BinnedMatrix;
use crate::partition::part;
use crate::pool::Vertex;
use crate::random::Random;
use crate::split::{Search, Split, SplitLimits};
use crate::statistics::{finite, Statistics};
use crate::tree::{Tree, TreeNode};
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

/// A tree and the rows of its leaves.
pub struct Grown {
    /// The tree.
    pub tree: Tree,
    /// For each leaf: index of its first value, and its range of the row list.
    pub leaves: Vec<(usize, Range<usize>)>,
}

/// A node that may still be split.
struct Open<Sums> {
    rows: Range<usize>,
    depth: usize,
    sums: Sums,
    place: Place,
    /// The node and side that refer to this one; none for the root.
    parent: Option<(usize, bool)>,
    histogram: Option<Vec<i64>>,
    split: Option<Split<Sums>>,
}

/// Of so few rows it is quicker to see which bins they have than to look for these in a histogram.
const FEW_ROWS: usize = 128;

/// Columns to be tried at a node, and their histograms one after another where the node keeps none.
struct Tried {
    places: Vec<usize>,
    histogram: Vec<i64>,
}

/// Grows trees one after another on the same matrix, with the same memory.
pub struct Grower<'a> {
    matrix: &'a BinnedMatrix,
    limits: GrowLimits,
    rules: &'a TreeRules,
    blocks: Option<&'a Blocks>,
    spare_histograms: Vec<Vec<i64>>,
}

impl<'a> Grower<'a> {
    /// A grower on `matrix`.
    pub fn new(matrix: &'a BinnedMatrix, limits: GrowLimits) -> Self {
        Self { matrix, limits, rules: TreeRules::NONE, blocks: None, spare_histograms: Vec::new() }
    }

    /// The same with rules that the trees keep. Directions are kept where there is one target.
    #[must_use]
    pub fn with_rules(self, rules: &'a TreeRules) -> Self {
        Self { rules, ..self }
    }

    /// The same with the matrix's columns in blocks, for trees that use just these columns and keep whole histograms.
    #[must_use]
    pub fn with_blocks(self, blocks: &'a Blocks) -> Self {
        Self { blocks: Some(blocks), ..self }
    }

    /// Grows a tree on `rows` (row numbers, each once), which it reorders so that every leaf's rows lie together.
    /// Only `columns` are used. `random` draws the columns of each node where `node_columns` asks for it.
    pub fn grow<S: Statistics>(
        &mut self,
        statistics: &mut S,
        rows: &mut [u32],
        columns: &[u32],
        random: &mut Random,
    ) -> Grown {
        let mut growth = Growth {
            matrix: self.matrix,
            limits: &self.limits,
            rules: self.rules,
            blocks: self.blocks.filter(|blocks| blocks.are_of(columns)),
            offsets: offsets(self.matrix, columns, statistics.stride()),
            columns,
            order: (0..columns.len()).collect(),
            statistics,
            rows,
            spare_rows: Vec::new(),
            spare_histograms: std::mem::take(&mut self.spare_histograms),
            grown: Grown { tree: Tree::default(), leaves: Vec::new() },
            vertices: Vec::new(),
        };
        growth.run(random);
        self.spare_histograms = growth.spare_histograms;
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
    columns: &'a [u32],
    /// Places in `columns`, in the order of the last draw.
    order: Vec<usize>,
    offsets: Vec<usize>,
    statistics: &'a mut S,
    rows: &'a mut [u32],
    spare_rows: Vec<u32>,
    spare_histograms: Vec<Vec<i64>>,
    grown: Grown,
    /// By leaf, where columns have directions.
    vertices: Vec<Vertex>,
}

impl<S: Statistics> Growth<'_, S> {
    fn run(&mut self, random: &mut Random) {
        let mut root = Open {
            rows: 0..self.rows.len(),
            depth: 0,
            sums: self.statistics.sum(self.rows),
            place: Place::default(),
            parent: None,
            histogram: None,
            split: None,
        };
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
        !deep && rows >= 2 && rows >= 2 * u64::from(self.limits.split.min_rows)
    }

    /// Whether nodes keep whole histograms, so that one child's comes by subtraction. With few columns tried at each node,
    /// collecting just those is less work.
    fn keeps_histograms(&self) -> bool {
        self.limits.node_columns == 0 || 2 * self.limits.node_columns >= self.columns.len()
    }

    /// Finds the node's best split, building its histogram where it has none.
    fn find_split(&mut self, node: &mut Open<S::Sums>, random: &mut Random) {
        if !self.may_split(node) {
            return;
        }
        if self.keeps_histograms() {
            if node.histogram.is_none() {
                node.histogram = Some(self.build_histogram(node));
            }
        }
        let mut tried = Tried { histogram: self.spare_histograms.pop().unwrap_or_default(), places: Vec::new() };
        let (all, share) = (self.columns.len(), self.limits.node_columns);
        let drawn = share > 0 && share < all;
        // The same share of the columns that the node may ask as of all.
        let allowed = node.place.count_allowed(self.columns);
        let mut wanted = if drawn { (share * allowed).div_ceil(all) } else { allowed };
        let mut best = None;
        for at in 0..all {
            // Columns are drawn until enough were tried and a split was found.
            if drawn {
                random.choose_to_front(&mut self.order[at..], 1);
            }
            if node.place.allows(self.columns[self.order[at]]) {
                tried.places.push(self.order[at]);
            }
            if tried.places.len() >= wanted.max(1) || at + 1 == all {
                best = self.search(node, &mut tried);
                if best.is_some() {
                    break;
                }
                wanted = 1;
            }
        }
        self.spare_histograms.push(tried.histogram);
        node.split = best;
    }

    /// The best split by the columns to be tried next.
    fn search(&self, node: &Open<S::Sums>, tried: &mut Tried) -> Option<Split<S::Sums>> {
        if node.histogram.is_none() {
            self.collect_tried(&self.rows[node.rows.clone()], tried);
        }
        let mut best = None;
        let mut end = 0;
        for place in tried.places.drain(..) {
            let column = self.columns[place];
            let length = self.offsets[place + 1] - self.offsets[place];
            let histogram = match &node.histogram {
                Some(histogram) => &histogram[self.offsets[place]..][..length],
                None => &tried.histogram[end..][..length],
            };
            end += length;
            let search = Search {
                statistics: &*self.statistics,
                limits: &self.limits.split,
                total: &node.sums,
                direction: self.rules.direction(column),
            };
            let bins = self.matrix.bins(column as usize);
            let split = if node.rows.len() < FEW_ROWS {
                let column_bins = self.matrix.column(column as usize);
                let seen = self.rows[node.rows.clone()].iter().map(|&row| column_bins[row as usize]).collect();
                search.best_of_seen(column, bins, histogram, seen)
            } else {
                search.best(column, bins, histogram)
            };
            best = better(best, split);
        }
        best
    }

    fn collect_tried(&self, rows: &[u32], tried: &mut Tried) {
        let mut end = 0;
        let part = |&place: &usize| {
            let start = end;
            end += self.offsets[place + 1] - self.offsets[place];
            (self.matrix.column(self.columns[place] as usize), start..end)
        };
        let parts: Vec<Part> = tried.places.iter().map(part).collect();
        tried.histogram.clear();
        tried.histogram.resize(end, 0);
        self.statistics.collect_parts(&parts, rows, &mut tried.histogram);
    }

    /// The parts of columns that the node may not ask stay zero.
    fn build_histogram(&mut self, node: &Open<S::Sums>) -> Vec<i64> {
        let mut histogram = self.spare_histograms.pop().unwrap_or_default();
        histogram.clear();
        histogram.resize(self.offsets[self.columns.len()], 0);
        let allowed = self.columns.iter().enumerate().filter(|(_, &column)| node.place.allows(column));
        let part = |(i, &column): (usize, &u32)| {
            (self.matrix.column(column as usize), self.offsets[i]..self.offsets[i + 1])
        };
        let parts: Vec<Part> = allowed.map(part).collect();
        let rows = &self.rows[node.rows.clone()];
        match self.blocks {
            Some(blocks) if parts.len() == self.columns.len() => {
                self.statistics.collect_blocks(blocks, &parts, rows, &mut histogram);
            }
            _ => self.statistics.collect_parts(&parts, rows, &mut histogram),
        }
        histogram
    }

    /// Splits a node. `last`: its children will stay leaves.
    fn split(
        &mut self,
        node: Open<S::Sums>,
        split: Split<S::Sums>,
        last: bool,
        random: &mut Random,
    ) -> [Open<S::Sums>; 2] {
        let middle = self.partition(&node.rows, &split);
        let index = self.grown.tree.nodes.len();
        self.set_reference(node.parent, index as i32);
        let place = self.rules.below(&node.place, split.column);
        let cover = [&split.left, &split.right].map(|sums| self.statistics.weight(sums) as f32);
        self.grown.tree.nodes.push(TreeNode {
            column: split.column,
            test: split.test,
            missing_left: split.missing_left,
            left: 0,
            right: 0,
            cover,
            gain: finite(split.gain),
        });
        let child = |rows, sums, left| Open {
            rows,
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
            self.spare_histograms.extend(node.histogram);
        } else {
            self.share_histogram(node.histogram, &mut left, &mut right);
            self.find_split(&mut left, random);
            self.find_split(&mut right, random);
        }
        [left, right]
    }

    /// The smaller child's histogram is built, the larger one's is what remains of the parent's.
    fn share_histogram(&mut self, parent: Option<Vec<i64>>, left: &mut Open<S::Sums>, right: &mut Open<S::Sums>) {
        let Some(mut histogram) = parent else { return };
        let (small, large) = if left.rows.len() <= right.rows.len() { (left, right) } else { (right, left) };
        if !self.may_split(large) {
            self.spare_histograms.push(histogram);
            return;
        }
        let built = self.build_histogram(small);
        histogram.iter_mut().zip(&built).for_each(|(all, part)| *all -= part);
        large.histogram = Some(histogram);
        if self.may_split(small) {
            small.histogram = Some(built);
        } else {
            self.spare_histograms.push(built);
        }
    }

    /// Moves the rows that go left to the front, keeping order on both sides. Where the right side begins.
    fn partition(&mut self, range: &Range<usize>, split: &Split<S::Sums>) -> usize {
        let column = self.matrix.column(split.column as usize);
        let goes_left = std::array::from_fn(|bin| split.goes_left(bin as u8));
        range.start + part(&mut self.rows[range.clone()], column, &goes_left, &mut self.spare_rows)
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
        self.grown.leaves.push((first, node.rows));
        self.spare_histograms.extend(node.histogram);
    }

    fn set_reference(&mut self, parent: Option<(usize, bool)>, reference: i32) {
        match parent {
            Some((node, true)) => self.grown.tree.nodes[node].left = reference,
            Some((node, false)) => self.grown.tree.nodes[node].right = reference,
            None => {}
        }
    }
}

/// The split with the larger gain; the first where they are equal.
fn better<Sums>(best: Option<Split<Sums>>, next: Option<Split<Sums>>) -> Option<Split<Sums>> {
    match (best, next) {
        (Some(best), Some(next)) if next.gain > best.gain => Some(next),
        (None, next) => next,
        (best, _) => best,
    }
}
