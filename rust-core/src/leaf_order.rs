//! Leaf values that follow the directions of columns (monotone constraints). In: a grown tree, each leaf's value and weight.
//! Out: values in order, near those given.
//!
//! Two leaves have an order where rows that differ in one directed column alone can fall in both: they lie on both sides of a
//! split of that column, touch its threshold, and have some value of every other column in common. Where all such neighbours are in
//! order, so are all leaves along the column, and so is every sum of trees, to the last bit: shrinking, rounding to f32
//! and adding in f64 keep order. Missing values are outside the order.
//!
//! LightGBM and scikit-learn bound the sides of a split by the middle between them, whether rows can differ so or not. That
//! costs boosting a little and a forest much, as its trees do not make up for one another.

use crate::binning::ColumnBins;
use crate::constraints::{Direction, TreeRules};
use crate::matrix::BinnedMatrix;
use crate::pool::{pool, Vertex};
use crate::split::BinSet;
use crate::tree::{Tree, TreeNode};

/// Neighbours grow with the square of the leaves. Of trees with more leaves, subtrees of that many times fewer leaves are
/// compared as one: a little more than must be is then held in order.
const MOST_COMPARED: usize = 512;

/// The values of a tree's leaves, one each, moved into the order that `rules` ask for.
pub(crate) fn in_order(tree: &Tree, matrix: &BinnedMatrix, rules: &TreeRules, leaves: Vec<Vertex>) -> Vec<f64> {
    let count = leaves.len();
    let mut neighbours = Neighbours::new(tree, matrix, rules, leaves);
    neighbours.walk();
    let mut values = pool(neighbours.vertices, &neighbours.order, neighbours.below);
    values.truncate(count);
    values
}

/// Which leaves, or bunches of leaves, lie next to which along directed columns.
struct Neighbours<'a> {
    tree: &'a Tree,
    matrix: &'a BinnedMatrix,
    rules: &'a TreeRules,
    /// By node, the bins that go left.
    lefts: Vec<BinSet>,
    /// By node, the leaves under it.
    sizes: Vec<usize>,
    /// Most leaves of a bunch.
    most: usize,
    /// By node, where it is all of a bunch, the bunch's floor; its ceiling follows.
    floors: Vec<Option<u32>>,
    /// By column, the bins that the walk has left open.
    open: Vec<BinSet>,
    /// The leaves by number, then of each bunch a floor and a ceiling: what is below and what is above all its leaves.
    vertices: Vec<Vertex>,
    /// The vertices, each after all that must not be larger.
    order: Vec<u32>,
    /// By vertex, the neighbours that must not be larger.
    below: Vec<Vec<u32>>,
}

/// What a walk does next. Walks keep their own stack, since trees may be as deep as they have leaves.
enum Step<Place> {
    /// Leaves these bins of a column open.
    Narrow(u32, BinSet),
    Go(Place),
    /// Puts a vertex in the order.
    Note(u32),
}

impl<'a> Neighbours<'a> {
    fn new(tree: &'a Tree, matrix: &'a BinnedMatrix, rules: &'a TreeRules, leaves: Vec<Vertex>) -> Self {
        let left = |node: &TreeNode| {
            let goes_left = |bin: &u8| if *bin == 0 { node.missing_left } else { node.test.goes_left(*bin) };
            bins_of(matrix.bins(node.column as usize)).filter(goes_left).collect()
        };
        let mut neighbours = Self {
            tree,
            matrix,
            rules,
            lefts: tree.nodes.iter().map(left).collect(),
            sizes: vec![0; tree.nodes.len()],
            most: leaves.len().div_ceil(MOST_COMPARED),
            floors: vec![None; tree.nodes.len()],
            open: (0..matrix.columns()).map(|column| bins_of(matrix.bins(column)).collect()).collect(),
            vertices: leaves,
            order: Vec::new(),
            below: Vec::new(),
        };
        // Children come after their parents.
        for (i, node) in tree.nodes.iter().enumerate().rev() {
            neighbours.sizes[i] = neighbours.size(node.left) + neighbours.size(node.right);
        }
        neighbours.make_bunches();
        neighbours.below.resize(neighbours.vertices.len(), Vec::new());
        neighbours
    }

    fn size(&self, reference: i32) -> usize {
        match reference {
            0.. => self.sizes[reference as usize],
            _ => 1,
        }
    }

    fn make_bunches(&mut self) {
        let large = (0..self.sizes.len()).filter(|&i| self.sizes[i] > self.most);
        for node in large.map(|i| &self.tree.nodes[i]).collect::<Vec<&TreeNode>>() {
            for child in [node.left, node.right].into_iter().filter(|&child| child >= 0) {
                if self.size(child) <= self.most {
                    self.floors[child as usize] = Some(self.vertices.len() as u32);
                    // The values are known when the leaves were met.
                    self.vertices.extend([Vertex::yielding(f64::INFINITY), Vertex::yielding(f64::NEG_INFINITY)]);
                }
            }
        }
    }

    /// Goes through the tree, of each directed split the side of the smaller values first.
    fn walk(&mut self) {
        let mut next = vec![Step::Go((self.tree.root(), None))];
        while let Some(step) = next.pop() {
            match step {
                Step::Narrow(column, bins) => self.open[column as usize] = bins,
                Step::Note(vertex) => self.order.push(vertex),
                Step::Go((reference, floor)) if reference < 0 => self.meet_leaf(!reference as u32, floor),
                Step::Go((reference, floor)) => self.meet_node(reference as usize, floor, &mut next),
            }
        }
    }

    /// `floor` is that of the bunch it is in.
    fn meet_leaf(&mut self, leaf: u32, floor: Option<u32>) {
        self.order.push(leaf);
        let Some(floor) = floor else { return };
        let value = self.vertices[leaf as usize].value;
        let [low, high] = [floor, floor + 1].map(|vertex| self.vertices[vertex as usize].value);
        self.vertices[floor as usize].value = low.min(value);
        self.vertices[floor as usize + 1].value = high.max(value);
        self.below[leaf as usize].push(floor);
        self.below[floor as usize + 1].push(leaf);
    }

    fn meet_node(&mut self, index: usize, floor: Option<u32>, next: &mut Vec<Step<(i32, Option<u32>)>>) {
        let node = &self.tree.nodes[index];
        if let Some(floor) = self.floors[index] {
            self.order.push(floor);
            next.push(Step::Note(floor + 1));
        }
        let ordered = node.test.orders(self.matrix.bins(node.column as usize));
        let direction = if ordered { self.rules.direction(node.column) } else { Direction::Free };
        if direction != Direction::Free {
            self.compare_sides(index, direction);
        }
        let [left, right] = self.sides(index).map(|(child, bins)| ((child, floor.or(self.floors[index])), bins));
        // What is pushed last comes first.
        let sides = if direction == Direction::Decreasing { [left, right] } else { [right, left] };
        push_sides(next, node.column, self.open[node.column as usize], sides);
    }

    /// The children of a node, each with the open bins that go there.
    fn sides(&self, index: usize) -> [(i32, BinSet); 2] {
        let node = &self.tree.nodes[index];
        let (open, left) = (self.open[node.column as usize], self.lefts[index]);
        [(node.left, open.and(left)), (node.right, open.and(left.not()))]
    }

    /// Notes all pairs of leaves or whole bunches, one of each side, that meet at the threshold of a split.
    fn compare_sides(&mut self, split: usize, direction: Direction) {
        let TreeNode { column, left, right, .. } = self.tree.nodes[split];
        let mut next = vec![Step::Go((left, right))];
        while let Some(step) = next.pop() {
            let (low, high) = match step {
                Step::Go(pair) => pair,
                Step::Narrow(column, bins) => {
                    self.open[column as usize] = bins;
                    continue;
                }
                Step::Note(_) => unreachable!("vertices are noted by the other walk"),
            };
            let ends = |reference: i32| reference < 0 || self.floors[reference as usize].is_some();
            if ends(low) && ends(high) {
                let (small, large) = if direction == Direction::Increasing { (low, high) } else { (high, low) };
                let (small, large) = (self.vertex(small, 1), self.vertex(large, 0));
                self.below[large as usize].push(small);
                continue;
            }
            // The lower side is gone down first, then the upper one under each of its ends.
            let at_low = !ends(low);
            let at = if at_low { low } else { high };
            let pair = |child| if at_low { (child, high) } else { (low, child) };
            let node = &self.tree.nodes[at as usize];
            if node.column == column {
                // Only the part that touches the threshold, and never that of missing values alone.
                let upper = at_low && node.test.orders(self.matrix.bins(column as usize));
                next.push(Step::Go(pair(if upper { node.right } else { node.left })));
            } else {
                let sides = self.sides(at as usize).map(|(child, bins)| (pair(child), bins));
                push_sides(&mut next, node.column, self.open[node.column as usize], sides);
            }
        }
    }

    /// The vertex of a leaf, or the floor (`side` 0) or ceiling (1) of a bunch.
    fn vertex(&self, reference: i32, side: u32) -> u32 {
        match reference {
            0.. => self.floors[reference as usize].unwrap_or_default() + side,
            _ => !reference as u32,
        }
    }
}

/// Pushes the sides that some bin goes to, each with its bins left open, and what restores the open bins after them.
fn push_sides<Place>(next: &mut Vec<Step<Place>>, column: u32, open: BinSet, sides: [(Place, BinSet); 2]) {
    next.push(Step::Narrow(column, open));
    for (place, bins) in sides {
        if !bins.is_empty() {
            next.push(Step::Go(place));
            next.push(Step::Narrow(column, bins));
        }
    }
}

fn bins_of(bins: &ColumnBins) -> impl Iterator<Item = u8> {
    (0..bins.len()).map(|bin| bin as u8)
}
