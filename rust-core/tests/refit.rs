//! Refitted leaves against what they must be: the same from the same rows, mixtures otherwise, and in order where trees are.

mod sample;

use hedgerow::model::Leaves;
use hedgerow::{
    refit, score_row, write, BinnedMatrix, Constraints, Direction, Earlier, Ensemble, Forest, Model, Monotone, Stage,
    Target, TreeOptions,
};
use hedgerow::{Boosting, Error};
use sample::{run, sample, Sample};

const RATE: f64 = 0.2;

fn bytes(ensemble: &Ensemble) -> Vec<u8> {
    write(ensemble, b"").unwrap()
}

fn boosted(data: &Sample, options: &TreeOptions, rounds: usize) -> Ensemble {
    let mut boosting = Boosting::new(data.matrix(), all(data), options.clone(), RATE).unwrap();
    run(&mut boosting, rounds);
    boosting.ensemble(rounds)
}

fn forest(data: &Sample, trees: usize) -> Ensemble {
    let mut forest = Forest::new(data.matrix(), all(data), TreeOptions::forest(), false, 0).unwrap();
    (0..trees).for_each(|_| forest.step().unwrap());
    forest.ensemble()
}

fn all(data: &Sample) -> Target {
    data.target(vec![], vec![])
}

fn refitted(ensemble: &Ensemble, data: &Sample, stages: &[Stage], decay: f64) -> Result<Ensemble, Error> {
    let earlier = Earlier::new(&Model::read(&bytes(ensemble)).unwrap()).unwrap();
    let target = all(data);
    let mut matrix: BinnedMatrix = earlier.matrix(&target).unwrap();
    data.columns.iter().for_each(|column| earlier.add_column(&mut matrix, column).unwrap());
    refit(earlier, matrix, target, stages, decay)
}

fn stage(steps: usize, options: &TreeOptions) -> Stage {
    Stage { steps, options: options.clone(), learning_rate: RATE }
}

fn model(ensemble: &Ensemble) -> Model {
    Model::read(&bytes(ensemble)).unwrap()
}

fn leaves(ensemble: &Ensemble) -> Vec<f32> {
    match model(ensemble).leaves {
        Leaves::F32(leaves) => leaves,
        Leaves::F64(_) => unreachable!(),
    }
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    for classes in [2, 3] {
        let data = sample(40, 500, classes);
        let options = TreeOptions::boosting();
        let ensemble = boosted(&data, &options, 8);
        let same =
            |decay| bytes(&refitted(&ensemble, &data, &[stage(3, &options), stage(5, &options)], decay).unwrap());
        assert_eq!(same(0.0), bytes(&ensemble));
        assert_eq!(same(0.9), bytes(&ensemble));
    }
}

#[test]
fn a_decay_of_one_changes_covers_alone() {
    let (data, other) = (sample(41, 500, 3), sample(42, 200, 3));
    for (ensemble, stages) in [
        (boosted(&data, &TreeOptions::boosting(), 4), stage(4, &TreeOptions::boosting())),
        (forest(&data, 4), Stage { learning_rate: 1.0, ..stage(4, &TreeOptions::forest()) }),
    ] {
        let kept = refitted(&ensemble, &other, &[stages], 1.0).unwrap();
        assert_eq!(kept.leaves, ensemble.leaves);
        assert_ne!(kept.cover, ensemble.cover);
        assert_eq!(kept, Ensemble { cover: kept.cover.clone(), ..ensemble });
    }
}

/// The leaf that a row falls in, by raw numbers.
fn leaf_of(model: &Model, tree: usize, row: &[f32; 3]) -> usize {
    let mut alone = model.clone();
    alone.trees = vec![model.trees[tree]];
    (alone.link, alone.base, alone.divisor) = (0, vec![0.0], vec![1.0]);
    (alone.trees[0].output, alone.trees[0].width) = (0, 1);
    let Leaves::F32(leaves) = &model.leaves else { unreachable!() };
    // Exact in f64: the place of the leaf instead of its value.
    alone.leaves = Leaves::F64((0..leaves.len()).map(|leaf| leaf as f64).collect());
    let mut place = [0.0];
    score_row(&alone, row, &mut place);
    place[0] as usize
}

/// Tree by tree with plain sums: margins by the refitted trees before, then G / (H + l2) in each leaf.
#[test]
fn boosting_is_refitted_round_by_round() {
    let (data, other) = (sample(43, 600, 2), sample(44, 150, 2));
    let options = TreeOptions { l2: 0.7, ..TreeOptions::boosting() };
    let ensemble = boosted(&data, &options, 6);
    let decay = 0.3;
    let found = leaves(&refitted(&ensemble, &other, &[stage(6, &options)], decay).unwrap());
    let model = model(&ensemble);
    let mut margins = vec![model.base[0]; 150];
    let mut expected: Vec<f64> = ensemble.leaves.iter().map(|&leaf| f64::from(leaf)).collect();
    let mut kept = 0;
    for tree in 0..6 {
        let places: Vec<usize> = (0..150).map(|row| leaf_of(&model, tree, &other.row(row))).collect();
        let end = if tree == 5 { expected.len() } else { leaf_end(&model, tree) };
        let start = if tree == 0 { 0 } else { leaf_end(&model, tree - 1) };
        for (leaf, value) in expected.iter_mut().enumerate().take(end).skip(start) {
            let (mut g, mut h) = (0.0, 0.7);
            for row in (0..150).filter(|&row| places[row] == leaf) {
                let p = 1.0 / (1.0 + f64::exp(-margins[row]));
                g += f64::from(other.labels[row]) - p;
                h += p * (1.0 - p);
            }
            match places.contains(&leaf) {
                true => *value = decay * *value + (1.0 - decay) * RATE * g / h,
                false => kept += 1,
            }
        }
        (0..150).for_each(|row| margins[row] += expected[places[row]]);
    }
    assert!(kept > 0, "some leaves have no rows");
    for (leaf, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert!((f64::from(*found) - expected).abs() < 1e-6, "leaf {leaf}: {found} {expected}");
    }
}

/// Leaves up to and with this tree's: a tree has one leaf more than nodes.
fn leaf_end(model: &Model, tree: usize) -> usize {
    let nodes = model.trees.get(tree + 1).map_or(model.nodes.len(), |next| next.first_node as usize);
    nodes + tree + 1
}

#[test]
fn a_forest_is_refitted_to_the_shares_of_the_rows() {
    for classes in [2, 3] {
        let (data, other) = (sample(45, 500, classes), sample(46, 120, classes));
        let ensemble = forest(&data, 3);
        let stages = [Stage { learning_rate: 1.0, ..stage(3, &TreeOptions::forest()) }];
        let refitted = refitted(&ensemble, &other, &stages, 0.25).unwrap();
        let model = model(&ensemble);
        let width = model.outputs();
        for tree in 0..3 {
            let places: Vec<usize> = (0..120).map(|row| leaf_of(&model, tree, &other.row(row))).collect();
            for &leaf in &places {
                let rows: Vec<usize> = (0..120).filter(|&row| places[row] == leaf).collect();
                for i in 0..width {
                    let class = if width == 1 { 1 } else { i };
                    let hits = rows.iter().filter(|&&row| usize::from(other.labels[row]) == class).count();
                    let share = 0.25 * f64::from(ensemble.leaves[leaf + i]) + 0.75 * hits as f64 / rows.len() as f64;
                    assert!((f64::from(refitted.leaves[leaf + i]) - share).abs() < 1e-6);
                }
            }
        }
        let root = model.trees[1].root as usize;
        assert_eq!(refitted.cover[root].iter().sum::<f32>(), 120.0);
        assert!(refitted.cover.iter().all(|cover| cover[0] + cover[1] > 0.0), "a node without rows keeps its cover");
    }
}

#[test]
fn directions_hold_after_refit() {
    let (data, mut other) = (sample(47, 900, 2), sample(48, 300, 2));
    // The other rows say the opposite, which pulls hard against the direction.
    other.labels.iter_mut().for_each(|label| *label = 1 - *label);
    let up = |column| Monotone { column, class: 1, direction: Direction::Increasing };
    let constraints = Constraints { monotone: vec![up(0), up(1)], groups: vec![] };
    let options = TreeOptions { constraints, ..TreeOptions::boosting() };
    let ensemble = boosted(&data, &options, 15);
    for (stages, holds) in [(stage(15, &options), true), (stage(15, &TreeOptions::boosting()), false)] {
        for decay in [0.0, 0.5] {
            let refitted = model(&refitted(&ensemble, &other, std::slice::from_ref(&stages), decay).unwrap());
            let mut falls = 0;
            let mut margin = [0.0];
            for row in 0..150 {
                for column in [0, 1] {
                    let mut row = data.row(row);
                    let mut before = f64::NEG_INFINITY;
                    for step in 0..320 {
                        row[column] = step as f32;
                        score_row(&refitted, &row, &mut margin);
                        falls += usize::from(margin[0] < before);
                        before = margin[0];
                    }
                }
            }
            assert_eq!(falls == 0, holds, "{falls} falls at decay {decay}");
        }
    }
}

#[test]
fn wrong_refits_are_refused() {
    let data = sample(49, 100, 2);
    let options = TreeOptions::boosting();
    let ensemble = boosted(&data, &options, 3);
    let refused =
        |data: &Sample, stages: &[Stage], decay| refitted(&ensemble, data, stages, decay).unwrap_err().message;
    assert_eq!(refused(&data, &[stage(3, &options)], 1.5), "decay must be 0 to 1, not 1.5");
    assert_eq!(refused(&data, &[stage(3, &options)], f64::NAN), "decay must be 0 to 1, not NaN");
    assert_eq!(refused(&data, &[stage(2, &options)], 0.5), "2 rounds or trees are told of, the model has 3");
    let three = sample(49, 100, 3);
    assert_eq!(refused(&three, &[stage(3, &options)], 0.5), "there are 3 classes, the model has 2");
}
