//! The grower against an exhaustive one that knows no bins, no histograms and no subtraction.

use hedgerow::grower::{GrowLimits, Grower};
use hedgerow::random::Random;
use hedgerow::split::SplitLimits;
use hedgerow::statistics::{ClassTargets, SingleTarget, Statistics};
use hedgerow::BinnedMatrix;

const LIMITS: GrowLimits = GrowLimits {
    max_leaves: 0,
    max_depth: 0,
    node_columns: 0,
    shrinkage: 1.0,
    split: SplitLimits {
        min_rows: 2,
        min_weight: 0.0,
        min_gain: 0.0,
        l2: 0.3,
        category_smoothing: 0.0,
        category_l2: 0.0,
        min_category_rows: 0,
        noise: 0.0,
    },
};

struct Data {
    columns: Vec<Vec<f32>>,
    targets: Vec<(f64, f64)>,
}

fn data(seed: u64, rows: usize) -> (Data, BinnedMatrix) {
    let mut random = Random::new(seed, 1);
    let mut unit = || f64::from(random.below(1 << 24)) / f64::from(1u32 << 24);
    let columns: Vec<Vec<f32>> = (0..3).map(|_| (0..rows).map(|_| (unit() * 12.0) as i32 as f32).collect()).collect();
    let targets = (0..rows).map(|_| (2.0 * unit() - 1.0, 0.1 + unit())).collect();
    let mut matrix = BinnedMatrix::new(rows).unwrap();
    columns.iter().for_each(|column| matrix.add_numbers(column, 255).unwrap());
    (Data { columns, targets }, matrix)
}

fn score(data: &Data, rows: &[usize]) -> f64 {
    let (g, h) = rows.iter().fold((0.0, 0.3), |(g, h), &row| (g + data.targets[row].0, h + data.targets[row].1));
    g * g / h
}

/// The best split of these rows: gain, left rows, right rows.
fn best(data: &Data, rows: &[usize]) -> Option<(f64, Vec<usize>, Vec<usize>)> {
    let mut best: Option<(f64, Vec<usize>, Vec<usize>)> = None;
    for column in &data.columns {
        for at in 0..12 {
            let (left, right): (Vec<usize>, Vec<usize>) = rows.iter().partition(|&&row| column[row] <= at as f32);
            if left.len() < 2 || right.len() < 2 {
                continue;
            }
            let gain = score(data, &left) + score(data, &right) - score(data, rows);
            if gain > best.as_ref().map_or(1e-9, |best| best.0 + 1e-9) {
                best = Some((gain, left, right));
            }
        }
    }
    best
}

/// Leaves of the exhaustive tree, each a sorted list of rows.
fn exhaustive(data: &Data, max_leaves: usize, max_depth: usize) -> Vec<Vec<usize>> {
    let mut leaves = vec![((0..data.targets.len()).collect::<Vec<usize>>(), 0)];
    while max_leaves == 0 || leaves.len() < max_leaves {
        let splits = leaves.iter().enumerate().filter(|(_, (_, depth))| max_depth == 0 || *depth < max_depth);
        let splits = splits.filter_map(|(i, (rows, depth))| best(data, rows).map(|split| (i, *depth, split)));
        let Some((i, depth, (_, left, right))) = splits.max_by(|a, b| a.2 .0.total_cmp(&b.2 .0)) else { break };
        leaves.swap_remove(i);
        leaves.extend([(left, depth + 1), (right, depth + 1)]);
    }
    let mut leaves: Vec<Vec<usize>> = leaves.into_iter().map(|(rows, _)| rows).collect();
    leaves.sort();
    leaves
}

#[test]
fn leaves_and_values_are_the_exhaustive_ones() {
    for seed in 0..40 {
        let (data, matrix) = data(seed, 40);
        for (max_leaves, max_depth) in [(0, 0), (5, 0), (0, 3), (4, 2)] {
            let mut statistics = SingleTarget::new(40, (1.0, 1.1), |row| data.targets[row]);
            let mut rows: Vec<u32> = (0..40).collect();
            let limits = GrowLimits { max_leaves, max_depth, ..LIMITS };
            let mut random = Random::new(0, 0);
            let grown = Grower::new(&matrix, limits).grow(&mut statistics, &mut rows, &[0, 1, 2], &mut random);
            let mut leaves = Vec::new();
            for (leaf, range) in grown.leaves {
                let mut members: Vec<usize> = rows[range].iter().map(|&row| row as usize).collect();
                assert!(members.iter().all(|&row| grown.tree.leaf_of(&matrix, row) == leaf));
                members.sort_unstable();
                let (g, h) =
                    members.iter().fold((0.0, 0.3), |(g, h), &r| (g + data.targets[r].0, h + data.targets[r].1));
                assert!((f64::from(grown.tree.leaves[leaf]) - g / h).abs() < 1e-6);
                leaves.push(members);
            }
            leaves.sort();
            assert_eq!(leaves, exhaustive(&data, max_leaves, max_depth), "seed {seed}, {max_leaves} leaves");
        }
    }
}

#[test]
fn subtraction_is_the_direct_histogram() {
    let (data, matrix) = data(99, 500);
    let mut random = Random::new(4, 4);
    for _ in 0..20 {
        let mut rows: Vec<u32> = (0..500).collect();
        random.choose_to_front(&mut rows, 500);
        let cut = 1 + random.below(498) as usize;
        let single = SingleTarget::new(500, (1.0, 1.1), |row| data.targets[row]);
        assert_subtraction(single, &matrix, &rows, cut);
        let classes = ClassTargets::new(500, 3, 1.1, |row| ((row % 3) as u16, data.targets[row].1));
        assert_subtraction(classes, &matrix, &rows, cut);
    }
}

fn assert_subtraction<S: Statistics>(statistics: S, matrix: &BinnedMatrix, rows: &[u32], cut: usize) {
    let histogram = |rows: &[u32]| {
        let mut histogram = vec![0i64; matrix.bins(0).len() * statistics.stride()];
        statistics.collect(matrix.column(0), rows, &mut histogram);
        histogram
    };
    let (all, left, right) = (histogram(rows), histogram(&rows[..cut]), histogram(&rows[cut..]));
    let rest: Vec<i64> = all.iter().zip(&left).map(|(all, left)| all - left).collect();
    assert_eq!(rest, right);
}

#[test]
fn drawn_columns_still_find_a_split() {
    // Only the last of 30 columns varies with the target, the others are constant in the node: drawing goes on.
    let rows = 50;
    let mut matrix = BinnedMatrix::new(rows).unwrap();
    for column in 0..30 {
        let values: Vec<f32> = (0..rows).map(|row| if column == 29 { row as f32 } else { 1.0 }).collect();
        matrix.add_numbers(&values, 255).unwrap();
    }
    let columns: Vec<u32> = (0..30).collect();
    for seed in 0..10 {
        let mut statistics = SingleTarget::new(rows, (1.0, 1.0), |row| (f64::from(u8::from(row >= 25)), 1.0));
        let mut all: Vec<u32> = (0..rows as u32).collect();
        let limits = GrowLimits { node_columns: 5, ..LIMITS };
        let mut random = Random::new(seed, 0);
        let grown = Grower::new(&matrix, limits).grow(&mut statistics, &mut all, &columns, &mut random);
        assert_eq!(grown.tree.nodes.len(), 1);
        assert_eq!(grown.tree.nodes[0].column, 29);
    }
}

#[test]
fn a_tree_is_the_same_without_leaf_rows() {
    let rows = 3000;
    for seed in 0..12 {
        let mut random = Random::new(seed, 3);
        let mut matrix = BinnedMatrix::new(rows).unwrap();
        for column in 0..12 {
            let missing = [0, 3][column % 2];
            let cell = |random: &mut Random, most: u32| match random.below(10) < missing {
                true => f32::NAN,
                false => random.below(most) as f32,
            };
            match column % 4 {
                0 => matrix.add_categories(&(0..rows).map(|_| cell(&mut random, 9)).collect::<Vec<f32>>(), 9),
                _ => matrix.add_numbers(&(0..rows).map(|_| cell(&mut random, 900)).collect::<Vec<f32>>(), 255),
            }
            .unwrap();
        }
        let targets: Vec<u8> = (0..rows).map(|_| random.below(2) as u8).collect();
        let limits = GrowLimits {
            max_leaves: [0, 40][seed as usize % 2],
            max_depth: [0, 9][seed as usize / 2 % 2],
            node_columns: [4, 11][seed as usize / 4 % 2],
            split: SplitLimits { min_rows: 1, l2: 0.0, ..LIMITS.split },
            ..LIMITS
        };
        let columns: Vec<u32> = (0..12).collect();
        let tree = |with_rows: bool| {
            let mut statistics = SingleTarget::new(rows, (1.0, 1.0), |row| (f64::from(targets[row]), 1.0));
            let mut all: Vec<u32> = (0..rows as u32).filter(|row| row % 3 > 0).collect();
            let grower = Grower::new(&matrix, limits);
            let mut grower = if with_rows { grower } else { grower.without_leaf_rows() };
            let grown = grower.grow(&mut statistics, &mut all, &columns, &mut Random::new(seed, 4));
            assert!(grown.tree.nodes.len() > 30);
            format!("{:?}", grown.tree)
        };
        assert_eq!(tree(true), tree(false));
    }
}
