//! Monotone constraints and interaction groups, named by column and by the class's label.

use hedgerow::ensemble::node_flag;
use hedgerow::Model;
use hedgerow_linfa::{Boosting, Classifier, Direction, Forest};
use linfa::prelude::*;
use ndarray::{Array1, Array2, Ix1};

const UP: Direction = Direction::Increasing;
const DOWN: Direction = Direction::Decreasing;
const NAMES: [&str; 3] = ["worm", "ant", "newt"];

/// Three columns that pull in every direction; the first decides most.
fn data(classes: usize) -> Dataset<f64, &'static str, Ix1> {
    let value = |row: usize, column: usize| ((row * (37 + 20 * column)) % (41 + column)) as f64;
    let records = Array2::from_shape_fn((700, 3), |(row, column)| value(row, column));
    let labels = Array1::from_shape_fn(700, |row| {
        NAMES[(value(row, 0) / 6.0 + value(row, 1) / 11.0 + f64::from(row % 9 == 0)) as usize % classes]
    });
    Dataset::new(records, labels)
}

/// How often the probability of a label goes against a direction when a column rises and all else stays.
fn violations(model: &Classifier<&'static str>, column: usize, label: &str, direction: Direction) -> usize {
    let class = model.labels().iter().position(|&name| name == label).unwrap();
    let data = data(2);
    let mut found = 0;
    for row in data.records().rows().into_iter().step_by(35) {
        let grid = Array2::from_shape_fn((90, 3), |(i, j)| if j == column { i as f64 / 2.0 } else { row[j] });
        let shares = model.predict_probabilities(&grid).unwrap().column(class).to_vec();
        found += shares.windows(2).filter(|pair| !direction.allows(pair[0], pair[1])).count();
    }
    found
}

#[test]
fn probabilities_follow_their_direction() {
    for direction in [UP, DOWN] {
        for label in ["worm", "ant"] {
            let boosting = Boosting::params().rounds(30).learning_rate(0.3);
            let forest = Forest::params().trees(20);
            let (two, three) = (data(2), data(3));
            assert!(violations(&boosting.clone().fit(&two).unwrap(), 0, label, direction) > 0);
            assert!(violations(&forest.clone().fit(&two).unwrap(), 0, label, direction) > 0);
            let boosting = boosting.monotone(0, label, direction);
            assert_eq!(violations(&boosting.fit(&two).unwrap(), 0, label, direction), 0);
            assert_eq!(violations(&boosting.fit(&three).unwrap(), 0, label, direction), 0);
            let forest = forest.monotone(0, label, direction).fit(&two).unwrap();
            assert_eq!(violations(&forest, 0, label, direction), 0);
        }
    }
}

/// The columns that each path of each tree asks, as bits.
fn paths(model: &Model) -> Vec<u32> {
    let mut open: Vec<(i32, u32)> = model.trees.iter().map(|tree| (tree.root, 0)).collect();
    let mut paths = Vec::new();
    while let Some((reference, asked)) = open.pop() {
        match usize::try_from(reference) {
            Err(_) => paths.push(asked),
            Ok(node) => {
                let node = model.nodes[node];
                let asked = asked | 1 << (node.test & node_flag::FEATURE);
                open.extend([(node.left, asked), (node.right, asked)]);
            }
        }
    }
    paths
}

#[test]
fn columns_meet_within_their_groups_only() {
    let data = data(2);
    let (boosting, forest) = (Boosting::params().rounds(20), Forest::params().trees(10));
    let meet = |model: Classifier<&str>| paths(&Model::read(&model.to_bytes()).unwrap()).contains(&0b111);
    assert!(meet(boosting.clone().fit(&data).unwrap()) && meet(forest.clone().fit(&data).unwrap()));
    let boosting = boosting.interaction_group(&[0, 1]).interaction_group(&[1, 2]).fit(&data).unwrap();
    let forest = forest.interaction_group(&[0, 1]).interaction_group(&[1, 2]).fit(&data).unwrap();
    for model in [boosting, forest] {
        let paths = paths(&Model::read(&model.to_bytes()).unwrap());
        assert!(paths.contains(&0b011) && paths.iter().all(|asked| asked & 0b101 != 0b101));
    }
}

#[test]
fn wrong_constraints_are_refused() {
    let data = data(3);
    let start = || Boosting::params().rounds(1);
    let refused = |params: hedgerow_linfa::BoostingParams<&'static str>| params.fit(&data).unwrap_err().to_string();
    let said = |what: &str| format!("invalid parameter {what}");
    assert_eq!(refused(start().monotone(3, "ant", UP)), said("monotone names column 3 of 3"));
    assert_eq!(refused(start().monotone(1, "bee", UP)), said("monotone names class \"bee\", which no row has"));
    let twice = start().monotone(1, "ant", UP).monotone(1, "worm", UP);
    assert_eq!(refused(twice), said("monotone names column 1 twice"));
    let unordered = start().categorical_features(&[2]).monotone(2, "ant", UP);
    assert_eq!(refused(unordered), said("monotone names column 2, whose categories have no order"));
    let outside = start().interaction_group(&[0]).interaction_group(&[1, 9]);
    assert_eq!(refused(outside), said("interaction_group names column 9 of 3"));
    let forest = Forest::params().trees(1).monotone(0, "ant", UP).fit(&data).unwrap_err();
    assert!(forest.to_string().contains("of a forest need two classes"), "{forest}");
    let checked = start().monotone(0, "ant", DOWN).interaction_group(&[0, 2]).check().unwrap();
    assert_eq!(checked.monotone(), [(0, "ant", DOWN)]);
    assert_eq!(checked.interaction_groups(), [[0, 2]]);
}
