//! Explanations against Shapley values by their definition: every subset of the columns, the model's expectation given
//! the subset by walking both ways in proportion to the covers.

use hedgerow::ensemble::{node_flag, NodeEntry, TreeEntry};
use hedgerow::model::Leaves;
use hedgerow::random::Random;
use hedgerow::{score_row, Explainer, Model};

/// Makes models by hand, of every shape the format allows for trees.
struct Maker {
    random: Random,
    model: Model,
    leaves: Vec<f64>,
    width: usize,
}

impl Maker {
    fn new(seed: u64, features: usize, outputs: usize) -> Self {
        let model = Model {
            features,
            sum_f32: false,
            link: 0,
            link_parameter: 0.0,
            base: (0..outputs).map(|o| o as f64 * 0.25 - 0.5).collect(),
            divisor: (0..outputs).map(|o| [1.0, 3.0, 0.5][o % 3]).collect(),
            trees: vec![],
            nodes: vec![],
            leaves: Leaves::F64(vec![]),
            categories: vec![],
            feature_bins: vec![],
            edges: vec![],
            cover: vec![],
            gain: vec![],
            max_depth: 0,
            metadata: vec![],
        };
        Self { random: Random::new(seed, 77), model, leaves: vec![], width: 1 }
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.below(100) < percent
    }

    fn unit(&mut self) -> f64 {
        f64::from(self.random.below(1 << 20)) / f64::from(1 << 20)
    }

    fn tree(&mut self, depth: usize) {
        let outputs = self.model.outputs() as u32;
        self.width = 1 + self.random.below(outputs) as usize;
        let output = self.random.below(outputs - self.width as u32 + 1);
        let first_node = self.model.nodes.len() as u32;
        let root = self.grow(depth);
        let weight = [1.0, 0.1, -0.7][self.random.below(3) as usize];
        self.model.trees.push(TreeEntry { weight, root, output, width: self.width as u32, first_node });
    }

    fn grow(&mut self, depth: usize) -> i32 {
        if depth == 0 || self.chance(10) {
            let at = self.leaves.len();
            for _ in 0..self.width {
                let value = self.unit() * 2.0 - 1.0;
                self.leaves.push(value);
            }
            return !(at as i32);
        }
        let node = self.model.nodes.len();
        let entry = self.test();
        self.model.nodes.push(entry);
        // Some sides, and some nodes, saw no row.
        let covers = [0.0, 1.0, 1.0 + self.random.below(50) as f32, self.unit() as f32];
        self.model.cover.push([0, 1].map(|_| covers[self.random.below(4) as usize]));
        let left = self.grow(depth - 1);
        let right = self.grow(depth - 1);
        self.model.nodes[node] = NodeEntry { left, right, ..entry };
        node as i32
    }

    fn test(&mut self) -> NodeEntry {
        let mut test = self.random.below(self.model.features as u32);
        test |= if self.chance(50) { node_flag::MISSING_LEFT } else { 0 };
        let value = if self.chance(30) {
            test |= node_flag::CATEGORY | if self.chance(50) { node_flag::LISTED_RIGHT } else { 0 };
            let at = self.model.categories.len() as u32;
            let words = [self.random.below(64), self.random.below(4)];
            self.model.categories.extend([2, words[0], words[1]]);
            at
        } else {
            test |= if self.chance(30) { node_flag::ZERO_MISSING } else { 0 };
            (self.random.below(5) as f32 - 0.5).to_bits()
        };
        NodeEntry { value, test, left: 0, right: 0 }
    }

    fn row(&mut self) -> Vec<f32> {
        (0..self.model.features)
            .map(|_| [f32::NAN, 0.0, 1.0, 2.0, 3.0, 33.0, 400.0, -1.0][self.random.below(8) as usize])
            .collect()
    }

    fn finish(&mut self) -> Model {
        Model { leaves: Leaves::F64(self.leaves.clone()), ..self.model.clone() }
    }
}

fn goes_left(model: &Model, node: &NodeEntry, row: &[f32]) -> bool {
    let x = row[(node.test & node_flag::FEATURE) as usize];
    let has = |flag: u32| node.test & flag != 0;
    if x.is_nan() || has(node_flag::ZERO_MISSING) && x == 0.0 {
        return has(node_flag::MISSING_LEFT);
    }
    if !has(node_flag::CATEGORY) {
        return x <= f32::from_bits(node.value);
    }
    let list = &model.categories[node.value as usize + 1..][..2];
    let listed = (0..64).any(|code| x == code as f32 && list[code / 32] >> (code % 32) & 1 == 1);
    listed != has(node_flag::LISTED_RIGHT)
}

/// The expectation of the j-th leaf value when only the columns of `known` (bits) are known.
fn expectation(model: &Model, reference: i32, j: usize, row: &[f32], known: u32) -> f64 {
    if reference < 0 {
        let Leaves::F64(leaves) = &model.leaves else { unreachable!() };
        return leaves[!reference as usize + j];
    }
    let node = &model.nodes[reference as usize];
    let [left, right] = model.cover[reference as usize].map(f64::from);
    let share = if left + right > 0.0 { left / (left + right) } else { 0.5 };
    let share = match known >> (node.test & node_flag::FEATURE) & 1 {
        1 => f64::from(u8::from(goes_left(model, node, row))),
        _ => share,
    };
    let child = |reference| expectation(model, reference, j, row, known);
    share * child(node.left) + (1.0 - share) * child(node.right)
}

/// The margin `output` when only the columns of `known` are known.
fn value(model: &Model, output: usize, row: &[f32], known: u32) -> f64 {
    let mut sum = model.base[output];
    for tree in &model.trees {
        let j = output.wrapping_sub(tree.output as usize);
        if j < tree.width as usize {
            sum += tree.weight * expectation(model, tree.root, j, row, known);
        }
    }
    sum / model.divisor[output]
}

/// Shapley values by their definition, then the base.
fn oracle(model: &Model, output: usize, row: &[f32]) -> Vec<f64> {
    let n = model.features;
    let values: Vec<f64> = (0..1u32 << n).map(|known| value(model, output, row, known)).collect();
    let factorial = |k: usize| (1..=k).map(|i| i as f64).product::<f64>();
    let contribution = |column: usize| {
        let without = (0..1u32 << n).filter(|known| known >> column & 1 == 0);
        let weighted = without.map(|known| {
            let size = known.count_ones() as usize;
            let weight = factorial(size) * factorial(n - size - 1) / factorial(n);
            weight * (values[(known | 1 << column) as usize] - values[known as usize])
        });
        weighted.sum()
    };
    (0..n).map(contribution).chain([values[0]]).collect()
}

fn assert_close(found: &[f64], expected: &[f64], limit: f64) {
    assert_eq!(found.len(), expected.len());
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= limit, "{i}: {found}, not {expected}");
    }
}

#[test]
fn contributions_are_shapley_values() {
    for seed in 0..150 {
        let features = 1 + seed as usize % 7;
        let outputs = 1 + seed as usize % 4;
        let mut maker = Maker::new(seed, features, outputs);
        for _ in 0..1 + seed % 3 {
            // Deeper than there are columns: some come twice on a path.
            maker.tree(seed as usize % 9);
        }
        let model = maker.finish();
        let explainer = Explainer::new(&model).unwrap();
        let rows: Vec<f32> = (0..4).flat_map(|_| maker.row()).collect();
        let explained = explainer.explain(&model, &rows, 4).unwrap();
        for (i, found) in explained.chunks_exact(features + 1).enumerate() {
            let row = &rows[i / outputs * features..][..features];
            assert_close(found, &oracle(&model, i % outputs, row), 1e-12);
        }
    }
}

fn assert_sums(model: &Model, rows: &[f32], count: usize, limit: f64) {
    let explained = Explainer::new(model).unwrap().explain(model, rows, count).unwrap();
    let mut margins = vec![0.0; model.outputs()];
    for (i, found) in explained.chunks_exact(model.features + 1).enumerate() {
        let output = i % model.outputs();
        if output == 0 {
            score_row(model, &rows[i / model.outputs() * model.features..], &mut margins);
        }
        let sum: f64 = found.iter().sum();
        assert!((sum - margins[output]).abs() <= limit, "{sum}, not {}", margins[output]);
    }
}

#[test]
fn contributions_sum_to_the_margin_in_wide_and_deep_trees() {
    for seed in 0..12 {
        let mut maker = Maker::new(seed, [3, 40, 200][seed as usize % 3], 1 + seed as usize % 3);
        for _ in 0..5 {
            maker.tree(13);
        }
        let rows: Vec<f32> = (0..5).flat_map(|_| maker.row()).collect();
        assert_sums(&maker.finish(), &rows, 5, 1e-12);
    }
}

/// A tree of one long path: at each node one side is a leaf.
fn chain(levels: usize, features: usize) -> Model {
    let mut maker = Maker::new(levels as u64, features, 1);
    for level in 0..levels {
        let test = (level % features) as u32;
        let value = if level % 1000 == 999 { 5.0f32 } else { 0.5 };
        let leaf = !(level as i32);
        let next = if level + 1 == levels { !(levels as i32) } else { level as i32 + 1 };
        maker.model.nodes.push(NodeEntry { value: value.to_bits(), test, left: leaf, right: next });
        maker.model.cover.push([1.0, (levels - level) as f32]);
    }
    maker.leaves = (0..=levels).map(|i| (i % 7) as f64 - 3.0).collect();
    maker.model.trees.push(TreeEntry { weight: 1.0, root: 0, output: 0, width: 1, first_node: 0 });
    maker.finish()
}

#[test]
fn long_chains_are_explained() {
    // The last is the costly one without optimisation: 324 points at each of 10,000 levels.
    for (levels, features, rows) in [(10_000, 3, 3), (100_000, 1, 3), (3000, 500, 3), (10_000, 10_000, 1)] {
        let model = chain(levels, features);
        let cells = [vec![1.0; features], vec![0.0; features], vec![9.0; features]].concat();
        assert_sums(&model, &cells[..rows * features], rows, 1e-9);
    }
}

#[test]
fn a_chain_of_many_columns_has_the_known_values() {
    // All 300 tests must pass to reach the one leaf that is not 0; each has the share 1/2. By symmetry all columns are equal.
    let mut model = chain(300, 300);
    model.cover.fill([1.0, 1.0]);
    model.leaves = Leaves::F64((0..=300).map(|i| f64::from(u8::from(i == 300))).collect());
    model.nodes.iter_mut().for_each(|node| node.value = 0.5f32.to_bits());
    let explained = Explainer::new(&model).unwrap().explain(&model, &[1.0; 300], 1).unwrap();
    assert_close(&explained[..300], &[(1.0 - 0.5f64.powi(300)) / 300.0; 300], 1e-15);
}

#[test]
fn what_can_not_be_explained_is_refused() {
    let mut model = chain(3, 2);
    let long = Explainer::new(&model).unwrap().explain(&model, &[0.0; 3], 1).unwrap_err();
    assert_eq!(long.to_string(), "1 rows of 2 features are not 3 numbers");
    model.nodes[0].left = 2;
    let shared = Explainer::new(&model).unwrap_err();
    // Header 80, base and divisor 8 each, one tree 24, then the third node.
    assert_eq!(shared.to_string(), "a node has two parents: only trees can be explained (byte 152)");
    model.cover.clear();
    let bare = Explainer::new(&model).unwrap_err();
    assert_eq!(bare.to_string(), "the model has no cover statistics, without which it can not be explained (byte 20)");
}

#[test]
fn trees_of_one_leaf_are_all_base() {
    let mut maker = Maker::new(1, 2, 2);
    maker.tree(0);
    let model = maker.finish();
    assert_sums(&model, &[1.0, 2.0], 1, 1e-15);
    let explained = Explainer::new(&model).unwrap().explain(&model, &[1.0, 2.0], 1).unwrap();
    assert_eq!([explained[0], explained[1], explained[3], explained[4]], [0.0; 4]);
    assert!(Explainer::new(&model).unwrap().explain(&model, &[], 0).unwrap().is_empty());
}
