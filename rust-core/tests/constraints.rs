//! Monotone and interaction constraints, whole: what was forbidden does not happen, and nothing else changes.

mod sample;

use hedgerow::random::Random;
use hedgerow::{
    score_row, write, BinnedMatrix, Boosting, Constraints, Direction, Ensemble, Forest, Model, Monotone, Target,
    TreeOptions,
};
use sample::{run, sample, Sample};

const UP: Direction = Direction::Increasing;
const DOWN: Direction = Direction::Decreasing;

fn monotone(rules: &[(u32, u16, Direction)]) -> Constraints {
    let rule = |&(column, class, direction): &(u32, u16, Direction)| Monotone { column, class, direction };
    Constraints { monotone: rules.iter().map(rule).collect(), groups: vec![] }
}

fn groups(groups: &[&[u32]]) -> Constraints {
    Constraints { groups: groups.iter().map(|group| group.to_vec()).collect(), ..Constraints::default() }
}

fn model(ensemble: &Ensemble) -> Model {
    Model::read(&write(ensemble, b"").unwrap()).unwrap()
}

fn boosted(data: &Sample, constraints: Constraints, base: TreeOptions) -> Model {
    let mut boosting = data.boosting(TreeOptions { constraints, ..base });
    run(&mut boosting, 25);
    model(&boosting.ensemble(25))
}

fn forest(data: &Sample, constraints: Constraints) -> Model {
    let target = data.target(vec![], vec![]);
    let options = TreeOptions { constraints, min_rows_per_leaf: 1, ..TreeOptions::forest() };
    let mut forest = Forest::new(data.matrix(), target, options, false, 0).unwrap();
    (0..25).for_each(|_| forest.step().unwrap());
    model(&forest.ensemble())
}

/// How often `output` goes against the direction when `column` rises and all else stays. Between two bin edges nothing changes, so
/// that a grid of all edges, from below the first to above the last, leaves no value out.
fn violations(model: &Model, data: &Sample, column: usize, output: usize, direction: Direction) -> usize {
    let mut random = Random::new(77, column as u64);
    let first: u32 = model.feature_bins[..column].iter().map(|&(_, count)| count).sum();
    let edges = &model.edges[first as usize..][..model.feature_bins[column].1 as usize];
    let grid = [&[f32::NEG_INFINITY, f32::MIN], edges, &[f32::MAX, f32::INFINITY]].concat();
    let mut margins = vec![0.0; model.outputs()];
    let mut found = 0;
    for _ in 0..120 {
        let mut row = data.row(random.below(data.labels.len() as u32) as usize);
        let mut before: Option<f64> = None;
        for &value in &grid {
            row[column] = value;
            score_row(model, &row, &mut margins);
            let follows = before.is_none_or(|before| direction.allows(before, margins[output]));
            found += usize::from(!follows);
            before = Some(margins[output]);
        }
    }
    found
}

/// Of the label either column alone tells the parity of, so that the data pull hard against any direction.
#[test]
fn margins_follow_their_direction_on_a_dense_grid() {
    let data = sample(20, 1500, 2);
    let plain = TreeOptions::boosting();
    let drawn = TreeOptions { subsample: 0.6, feature_subsample: 0.7, seed: 4, ..TreeOptions::boosting() };
    let deep = TreeOptions { max_leaves: 0, min_rows_per_leaf: 1, min_weight_per_leaf: 0.0, ..TreeOptions::boosting() };
    for first in [UP, DOWN] {
        for second in [UP, DOWN] {
            let rules = monotone(&[(0, 1, first), (1, 1, second)]);
            let mut models: Vec<Model> =
                [&plain, &drawn, &deep].map(|options| boosted(&data, rules.clone(), options.clone())).into();
            models.push(forest(&data, rules));
            for (i, model) in models.iter().enumerate() {
                assert_eq!(violations(model, &data, 0, 0, first), 0, "model {i}, {first:?} {second:?}");
                assert_eq!(violations(model, &data, 1, 0, second), 0, "model {i}, {first:?} {second:?}");
            }
        }
    }
    for free in [boosted(&data, monotone(&[]), plain), forest(&data, monotone(&[]))] {
        assert!(violations(&free, &data, 0, 0, UP) > 0 && violations(&free, &data, 1, 0, UP) > 0);
    }
}

/// Noise in five columns, four of them directed: all that is learned goes against some direction. Trees of so many leaves are
/// compared bunch by bunch.
#[test]
fn large_trees_of_noise_follow_all_their_directions() {
    let mut random = Random::new(30, 1);
    let rows = 2500;
    let mut value = |row: usize| if row % 11 == 3 { f32::NAN } else { random.below(40) as f32 };
    let columns: Vec<Vec<f32>> = (0..5).map(|_| (0..rows).map(&mut value).collect()).collect();
    let labels: Vec<u16> = (0..rows).map(|_| random.below(2) as u16).collect();
    let rules = [(0, 1, UP), (1, 1, DOWN), (2, 0, UP), (3, 0, DOWN)];
    let target = Target::new(labels, 2, vec![], vec![]).unwrap();
    let mut matrix = BinnedMatrix::for_target(&target).unwrap();
    columns.iter().for_each(|column| matrix.add_numbers(column, 255).unwrap());
    let options = TreeOptions { constraints: monotone(&rules), min_rows_per_leaf: 1, ..TreeOptions::forest() };
    let mut forest = Forest::new(matrix, target, options, false, 0).unwrap();
    (0..3).for_each(|_| forest.step().unwrap());
    let model = model(&forest.ensemble());
    assert!(model.nodes.len() > 3 * 600, "{} nodes", model.nodes.len());
    let directions = [UP, DOWN, DOWN, UP];
    let mut seen = 0;
    for row in 0..1500 {
        let mut numbers: Vec<f32> = columns.iter().map(|column| column[row]).collect();
        let column = row % 4;
        let mut margin = [0.0];
        let mut before: Option<f64> = None;
        for value in -1..41 {
            numbers[column] = value as f32;
            score_row(&model, &numbers, &mut margin);
            assert!(before.is_none_or(|before| directions[column].allows(before, margin[0])), "row {row}, {value}");
            seen += usize::from(before.is_some_and(|before| before != margin[0]));
            before = Some(margin[0]);
        }
    }
    assert!(seen > 1000, "the values do matter: {seen}");
}

#[test]
fn missing_values_are_outside_the_order() {
    let mut data = sample(31, 400, 2);
    for (row, value) in data.columns[0].iter_mut().enumerate() {
        data.labels[row] = u16::from(row % 2 == 0 || row % 20 == 1);
        *value = if row % 2 == 0 { f32::NAN } else { *value };
    }
    for direction in [UP, DOWN] {
        let rules = monotone(&[(0, 1, direction)]);
        for model in [boosted(&data, rules.clone(), TreeOptions::boosting()), forest(&data, rules.clone())] {
            let mut margins = [[0.0]; 3];
            for (value, margin) in [f32::NAN, 10.0, 90.0].into_iter().zip(&mut margins) {
                score_row(&model, &[value, 200.0, 1.0], margin);
            }
            let [[missing], [low], [high]] = margins;
            assert!(missing > low.max(high) + 0.3, "{missing} beside {low} and {high}");
            assert!(direction.allows(low, high));
        }
    }
}

#[test]
fn the_first_class_falls_where_the_second_rises() {
    let data = sample(21, 800, 2);
    let bytes = |class, direction| write(&ensemble(&data, monotone(&[(1, class, direction)])), b"").unwrap();
    let ensembles = [bytes(0, DOWN), bytes(1, UP), bytes(1, DOWN)];
    assert_eq!(ensembles[0], ensembles[1]);
    assert_ne!(ensembles[0], ensembles[2]);
}

fn ensemble(data: &Sample, constraints: Constraints) -> Ensemble {
    let mut boosting = data.boosting(TreeOptions { constraints, ..TreeOptions::boosting() });
    run(&mut boosting, 12);
    boosting.ensemble(12)
}

/// With three classes the margins of the others go the other way, so that the class's odds against each of them rise.
#[test]
fn a_class_of_three_follows_its_direction() {
    let data = sample(22, 1500, 3);
    let model = boosted(&data, monotone(&[(0, 2, UP), (1, 0, UP)]), TreeOptions::boosting());
    for (output, first, second) in [(0, DOWN, UP), (1, DOWN, DOWN), (2, UP, DOWN)] {
        assert_eq!(violations(&model, &data, 0, output, first), 0);
        assert_eq!(violations(&model, &data, 1, output, second), 0);
    }
    let target = data.target(vec![], vec![]);
    let options = TreeOptions { constraints: monotone(&[(0, 2, UP)]), ..TreeOptions::forest() };
    let refused = Forest::new(data.matrix(), target, options, false, 0).err().unwrap();
    assert_eq!(refused.message, "monotone constraints of a forest need two classes; boosting takes more");
}

#[test]
fn a_right_direction_costs_next_to_nothing() {
    let mut data = sample(23, 3000, 4);
    data.labels.iter_mut().for_each(|label| *label = u16::from(*label > 0));
    data.classes = 2;
    let loss = |constraints| {
        let mut boosting = data.boosting(TreeOptions { constraints, ..TreeOptions::boosting() });
        let losses: Vec<f64> = (0..25).map(|_| boosting.step().held_out).collect();
        losses.into_iter().fold(f64::INFINITY, f64::min)
    };
    let (free, right) = (loss(monotone(&[])), loss(monotone(&[(0, 1, UP), (1, 1, UP)])));
    let wrong = loss(monotone(&[(0, 1, DOWN)]));
    assert!(right < free + 0.01, "{right} against {free}");
    assert!(wrong > free + 0.05, "{wrong} against {free}");
}

/// Where nothing is out of order the leaves keep their values, bit for bit.
#[test]
fn a_direction_of_a_column_that_is_never_asked_changes_nothing() {
    let mut data = sample(24, 700, 2);
    data.columns[0].fill(1.0);
    let bytes = |constraints| write(&ensemble(&data, constraints), b"").unwrap();
    assert_eq!(bytes(monotone(&[(0, 1, UP)])), bytes(monotone(&[])));
}

/// The columns on each path from a root to a leaf.
fn paths(model: &Model) -> Vec<Vec<u32>> {
    let mut open: Vec<(i32, Vec<u32>)> = model.trees.iter().map(|tree| (tree.root, vec![])).collect();
    let mut paths = vec![];
    while let Some((reference, mut path)) = open.pop() {
        if reference < 0 {
            paths.push(path);
            continue;
        }
        let node = model.nodes[reference as usize];
        path.push(node.test & 0xff_ffff);
        open.extend([(node.left, path.clone()), (node.right, path)]);
    }
    paths
}

#[test]
fn only_columns_of_one_group_meet_on_a_path() {
    for (given, meant) in
        [(groups(&[&[0, 2]]), vec![vec![0, 2], vec![1]]), (groups(&[&[0, 1], &[1, 2]]), vec![vec![0, 1], vec![1, 2]])]
    {
        for classes in [2, 3] {
            let data = sample(25, 1000, classes);
            let all = TreeOptions { node_feature_subsample: 1.0, ..TreeOptions::boosting() };
            for model in [
                boosted(&data, given.clone(), TreeOptions::boosting()),
                boosted(&data, given.clone(), all),
                forest(&data, given.clone()),
            ] {
                let together = |path: &[u32], group: &[u32]| path.iter().all(|column| group.contains(column));
                for path in paths(&model) {
                    assert!(meant.iter().any(|group| together(&path, group)), "{path:?} in {meant:?}");
                }
                for group in &meant {
                    let whole = |path: &Vec<u32>| group.iter().all(|column| path.contains(column));
                    assert!(paths(&model).iter().any(whole), "{group:?} never met");
                }
            }
        }
    }
}

/// Each column alone in a group: the model is a sum of functions of one column each.
#[test]
fn without_interactions_effects_add_up() {
    let data = sample(26, 1500, 2);
    let model = boosted(&data, groups(&[&[0], &[1], &[2]]), TreeOptions::boosting());
    let free = boosted(&data, groups(&[]), TreeOptions::boosting());
    let margin = |model: &Model, row: [f32; 3]| {
        let mut margins = [0.0];
        score_row(model, &row, &mut margins);
        margins[0]
    };
    let mut most: f64 = 0.0;
    for row in 0..200 {
        let ([a, b, c], [x, y, z]) = (data.row(row), data.row(row + 500));
        let apart = |model| {
            margin(model, [a, b, c]) - margin(model, [x, b, c]) - margin(model, [a, y, z]) + margin(model, [x, y, z])
        };
        assert!(apart(&model).abs() < 1e-9);
        most = most.max(apart(&free).abs());
    }
    assert!(most > 0.5, "the free model has interactions: {most}");
}

/// What is left of a node's histogram after subtraction is right where some columns were not collected.
#[test]
fn groups_of_all_columns_change_nothing() {
    let data = sample(27, 900, 3);
    let bytes = |constraints| write(&ensemble(&data, constraints), b"").unwrap();
    assert_eq!(bytes(groups(&[&[0, 1, 2]])), bytes(groups(&[])));
    assert_eq!(bytes(groups(&[&[0, 1, 2], &[1]])), bytes(groups(&[])));
}

#[test]
fn both_kinds_hold_together() {
    let data = sample(28, 1200, 2);
    let constraints = Constraints { groups: vec![vec![0, 2]], ..monotone(&[(0, 1, UP), (1, 1, DOWN)]) };
    let model = boosted(&data, constraints, TreeOptions::boosting());
    assert_eq!(violations(&model, &data, 0, 0, UP) + violations(&model, &data, 1, 0, DOWN), 0);
    assert!(paths(&model).iter().all(|path| !(path.contains(&1) && path.iter().any(|&column| column != 1))));
}

#[test]
fn wrong_constraints_are_refused_before_any_work() {
    let data = sample(29, 60, 2);
    let refused = |constraints| {
        let options = TreeOptions { constraints, ..TreeOptions::boosting() };
        Boosting::new(data.matrix(), data.target(vec![], vec![]), options, 0.1).err().unwrap().message
    };
    let unordered = "column 3 has no order that a monotone constraint could follow";
    assert_eq!(refused(monotone(&[(2, 1, UP)])), unordered);
    assert_eq!(refused(groups(&[&[0, 3]])), "a constraint names column 4 of 3");
}
