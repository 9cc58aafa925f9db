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
use crate::split::{BinSet, Test};
use crate::tree::{Tree, TreeNode};

/// Neighbours grow with the square of the leaves. Of trees with more leaves, subtrees of that many times fewer leaves are
/// compared as one: a little more than must be is then held in order.
const MOST_COMPARED: usize = 512;

/// The values of a tree's leaves, one each, moved into the order that `rules` ask for.
pub(crate) fn in_order(tree: &Tree, matrix: &BinnedMatrix, rules: &TreeRules, leaves: Vec<Vertex>) -> Vec<f64> {
    let most = leaves.len().div_ceil(MOST_COMPARED);
    in_order_by_bunches(tree, matrix, rules, leaves, most)
}

/// The same with bunches of at most so many leaves; 1 compares single leaves.
fn in_order_by_bunches(
    tree: &Tree,
    matrix: &BinnedMatrix,
    rules: &TreeRules,
    leaves: Vec<Vertex>,
    most: usize,
) -> Vec<f64> {
    let count = leaves.len();
    let mut neighbours = Neighbours::new(tree, matrix, rules, leaves);
    neighbours.make_bunches(most);
    neighbours.walk();
    let mut values = pool(neighbours.vertices, &neighbours.order, neighbours.below);
    values.truncate(count);
    values
}

/// Which leaves, or bunches of leaves, lie next to which along directed columns.
struct Neighbours<'a> {
    tree: &'a Tree,
    rules: &'a TreeRules,
    /// By node, the bins that go left.
    lefts: Vec<BinSet>,
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
        Self {
            tree,
            rules,
            lefts: tree.nodes.iter().map(left).collect(),
            floors: vec![None; tree.nodes.len()],
            open: (0..matrix.columns()).map(|column| bins_of(matrix.bins(column)).collect()).collect(),
            below: vec![Vec::new(); leaves.len()],
            vertices: leaves,
            order: Vec::new(),
        }
    }

    /// A floor and a ceiling for each largest subtree of several leaves, but not more than `most`.
    fn make_bunches(&mut self, most: usize) {
        let tree = self.tree;
        let mut sizes = vec![0; tree.nodes.len()];
        let size = |sizes: &[usize], reference: i32| if reference < 0 { 1 } else { sizes[reference as usize] };
        // Children come after their parents.
        for (i, node) in tree.nodes.iter().enumerate().rev() {
            sizes[i] = size(&sizes, node.left) + size(&sizes, node.right);
        }
        for (_, node) in tree.nodes.iter().enumerate().filter(|&(i, _)| sizes[i] > most) {
            for child in [node.left, node.right].into_iter().filter(|&child| child >= 0 && size(&sizes, child) <= most)
            {
                self.floors[child as usize] = Some(self.vertices.len() as u32);
                // The values are known when the leaves were met.
                self.vertices.extend([Vertex::yielding(f64::INFINITY), Vertex::yielding(f64::NEG_INFINITY)]);
            }
        }
        self.below.resize(self.vertices.len(), Vec::new());
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
        let direction = self.direction(node);
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

    /// The direction of a split, if present values can come to it on both sides of its threshold.
    fn direction(&self, node: &TreeNode) -> Direction {
        let open = self.open[node.column as usize];
        match node.test {
            Test::UpTo(last) if last < u8::MAX && open.contains(last) && open.contains(last + 1) => {
                self.rules.direction(node.column)
            }
            _ => Direction::Free,
        }
    }

    /// Notes all pairs of leaves or whole bunches, one of each side, that meet at the threshold of a split.
    fn compare_sides(&mut self, split: usize, direction: Direction) {
        let TreeNode { column, left, right, ref test, .. } = self.tree.nodes[split];
        let Test::UpTo(threshold) = *test else { return };
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
                // Only where the value next to the threshold goes.
                let left = node.test.goes_left(if at_low { threshold } else { threshold + 1 });
                next.push(Step::Go(pair(if left { node.left } else { node.right })));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraints::{Constraints, Monotone};
    use crate::random::Random;

    const UP: Direction = Direction::Increasing;

    /// So many columns of `values` different numbers, and one of five categories.
    fn matrix(numbers: usize, values: usize) -> BinnedMatrix {
        let mut matrix = BinnedMatrix::new(values).unwrap();
        let column: Vec<f32> = (0..values).map(|value| value as f32).collect();
        (0..numbers).for_each(|_| matrix.add_numbers(&column, 255).unwrap());
        matrix.add_categories(&vec![f32::NAN; values], 5).unwrap();
        matrix
    }

    fn rules(directions: &[Direction]) -> TreeRules {
        let rule = |(column, &direction): (usize, &Direction)| Monotone { column: column as u32, class: 1, direction };
        let monotone = directions.iter().enumerate().map(rule).collect();
        Constraints { monotone, groups: vec![] }.rules(1, directions.len() + 1).swap_remove(0)
    }

    fn node(column: u32, test: Test, missing_left: bool, left: i32, right: i32) -> TreeNode {
        TreeNode { column, test, missing_left, left, right, cover: [1.0; 2], gain: 0.0 }
    }

    fn vertices<const N: usize>(values: [f64; N]) -> Vec<Vertex> {
        values.map(|value| Vertex::leaf(value, 1.0)).to_vec()
    }

    /// The same threshold twice: the second time it parts what is missing, and the present values go on to the left.
    #[test]
    fn a_leaf_of_missing_values_is_not_taken_for_a_neighbour() {
        let nodes = vec![node(0, Test::UpTo(2), true, 1, !2), node(0, Test::UpTo(2), false, !0, !1)];
        let tree = Tree { nodes, leaves: vec![0.0; 3] };
        assert_eq!(in_order(&tree, &matrix(1, 4), &rules(&[UP]), vertices([5.0, 0.0, 1.0])), [3.0, 0.0, 3.0]);
    }

    #[test]
    fn leaves_that_no_two_rows_compare_are_left_alone() {
        // Below and above the threshold of column 0, both sides ask column 1 alike.
        let asked = |left, right| node(1, Test::UpTo(2), true, left, right);
        let nodes = vec![node(0, Test::UpTo(2), true, 1, 2), asked(!0, !1), asked(!2, !3)];
        let tree = Tree { nodes, leaves: vec![0.0; 4] };
        let directions = rules(&[UP, Direction::Free]);
        let found = in_order(&tree, &matrix(2, 4), &directions, vertices([0.0, 9.0, 3.0, 10.0]));
        assert_eq!(found, [0.0, 9.0, 3.0, 10.0]);
        // As one bunch a side they are compared.
        let leaves = vertices([0.0, 9.0, 3.0, 10.0]);
        let bunched = in_order_by_bunches(&tree, &matrix(2, 4), &directions, leaves, 2);
        assert_eq!(bunched, [0.0, 6.0, 6.0, 10.0]);
    }

    /// A tree of random tests, which may repeat or contradict those above them.
    fn random_tree(random: &mut Random, columns: u32, values: u32, leaves: usize) -> Tree {
        let mut tree = Tree { nodes: vec![], leaves: vec![0.0; leaves] };
        let mut open = vec![None];
        for index in 0..leaves as i32 - 1 {
            let place = open.swap_remove(random.below(open.len() as u32) as usize);
            set_child(&mut tree, place, index);
            let column = random.below(columns + 1);
            let test = if column == columns {
                let bins = (1..6).filter(|_| random.below(2) == 0).collect();
                Test::Listed { bins, listed_right: random.below(2) == 0 }
            } else {
                Test::UpTo(1 + random.below(values) as u8)
            };
            tree.nodes.push(node(column, test, random.below(2) == 0, 0, 0));
            open.extend([Some((index as usize, true)), Some((index as usize, false))]);
        }
        for (leaf, place) in open.into_iter().enumerate() {
            set_child(&mut tree, place, !(leaf as i32));
        }
        tree
    }

    fn set_child(tree: &mut Tree, place: Option<(usize, bool)>, reference: i32) {
        match place {
            Some((node, true)) => tree.nodes[node].left = reference,
            Some((node, false)) => tree.nodes[node].right = reference,
            None => {}
        }
    }

    fn leaf_of(tree: &Tree, bins: &[u8]) -> usize {
        let mut reference = tree.root();
        while reference >= 0 {
            let node = &tree.nodes[reference as usize];
            let bin = bins[node.column as usize];
            let left = if bin == 0 { node.missing_left } else { node.test.goes_left(bin) };
            reference = if left { node.left } else { node.right };
        }
        !reference as usize
    }

    /// Every row there can be, every step of every directed column.
    #[test]
    fn no_step_goes_against_a_direction_in_any_tree() {
        let mut random = Random::new(12, 2);
        let values = 4;
        let matrix = matrix(3, values as usize);
        for round in 0..400 {
            let leaves = 2 + random.below(24) as usize;
            let tree = random_tree(&mut random, 3, values, leaves);
            let directions = [0; 3].map(|_| [Direction::Free, UP, Direction::Decreasing][random.below(3) as usize]);
            let mut leaf = || Vertex::leaf(f64::from(random.below(100)), f64::from(random.below(9)));
            let alone: Vec<Vertex> = (0..leaves).map(|_| leaf()).collect();
            let found = in_order_by_bunches(&tree, &matrix, &rules(&directions), alone, [1, 2, 5][round % 3]);
            for row in 0..5u32.pow(3) * 6 {
                let bins = [row % 5, row / 5 % 5, row / 25 % 5, row / 125].map(|bin| bin as u8);
                for (column, direction) in directions.iter().enumerate() {
                    if bins[column] == 0 || u32::from(bins[column]) == values {
                        continue;
                    }
                    let mut next = bins;
                    next[column] += 1;
                    let [low, high] = [bins, next].map(|bins| found[leaf_of(&tree, &bins)]);
                    assert!(
                        direction.allows(low, high),
                        "round {round}: {low} {high} from {bins:?} by column {column}"
                    );
                }
            }
        }
    }
}
