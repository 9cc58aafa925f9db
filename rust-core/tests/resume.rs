//! Continued training: what one longer training would have given, bit for bit; and what can not be continued.

mod sample;

use hedgerow::model::Leaves;
use hedgerow::{write, BinnedMatrix, Boosting, Earlier, Ensemble, Forest, Model, Target, TreeOptions};
use sample::{run, sample, Sample};

fn bytes(ensemble: &Ensemble) -> Vec<u8> {
    write(ensemble, b"").unwrap()
}

fn earlier(bytes: &[u8]) -> Earlier {
    Earlier::new(&Model::read(bytes).unwrap()).unwrap()
}

/// The sample's columns in the bins of an earlier model.
fn matrix(earlier: &Earlier, data: &Sample, target: &Target) -> BinnedMatrix {
    let mut matrix = earlier.matrix(target).unwrap();
    data.columns.iter().for_each(|column| earlier.add_column(&mut matrix, column).unwrap());
    matrix
}

fn target(data: &Sample) -> Target {
    data.target(vec![], (0..data.labels.len()).map(|row| u8::from(row % 10 == 3)).collect())
}

fn resumed(bytes: &[u8], data: &Sample, options: &TreeOptions) -> Boosting {
    let (earlier, target) = (earlier(bytes), target(data));
    let matrix = matrix(&earlier, data, &target);
    Boosting::resume(earlier, matrix, target, options.clone(), 0.2).unwrap()
}

fn drawn() -> TreeOptions {
    TreeOptions { subsample: 0.7, feature_subsample: 0.7, seed: 3, ..TreeOptions::boosting() }
}

#[test]
fn rounds_and_more_rounds_are_all_rounds() {
    for classes in [2, 3] {
        for options in [TreeOptions::boosting(), drawn()] {
            let data = sample(30, 600, classes);
            let mut whole = data.boosting(options.clone());
            let losses: Vec<_> = (0..14).map(|_| whole.step()).collect();
            for first in [1, 5, 13] {
                let mut second = resumed(&bytes(&whole.ensemble(first)), &data, &options);
                assert_eq!((second.rounds(), second.loss()), (first, losses[first - 1]));
                let more: Vec<_> = (first..14).map(|_| second.step()).collect();
                assert_eq!(more, losses[first..]);
                assert_eq!(bytes(&second.ensemble(14)), bytes(&whole.ensemble(14)));
                assert_eq!(bytes(&second.ensemble(first)), bytes(&whole.ensemble(first)));
            }
        }
    }
}

fn forest(data: &Sample, options: &TreeOptions, trees: usize) -> Vec<u8> {
    let target = data.target(vec![], vec![]);
    let mut forest = Forest::new(data.matrix(), target, options.clone(), true, 0).unwrap();
    (0..trees).for_each(|_| forest.step().unwrap());
    bytes(&forest.ensemble())
}

#[test]
fn trees_and_more_trees_are_all_trees() {
    for classes in [2, 3] {
        let data = sample(31, 400, classes);
        let options = TreeOptions { feature_subsample: 0.7, seed: 3, ..TreeOptions::forest() };
        let earlier = earlier(&forest(&data, &options, 4));
        let target = data.target(vec![], vec![]);
        let matrix = matrix(&earlier, &data, &target);
        let mut second = Forest::resume(earlier, matrix, target, options.clone(), true).unwrap();
        (0..5).for_each(|_| second.step().unwrap());
        assert_eq!(bytes(&second.ensemble()), forest(&data, &options, 9));
        assert_eq!(second.trees(), 5);
    }
}

#[test]
fn other_rows_are_learned_from() {
    let (first, mut second) = (sample(32, 500, 3), sample(33, 500, 3));
    second.labels.iter_mut().for_each(|label| *label = (*label + 1) % 3);
    let mut boosting = first.boosting(TreeOptions::boosting());
    run(&mut boosting, 5);
    let mut more = resumed(&bytes(&boosting.ensemble(5)), &second, &TreeOptions::boosting());
    let start = more.loss().held_out;
    run(&mut more, 20);
    assert!(more.loss().held_out < 0.7 * start, "{:?} from {start}", more.loss());
    assert_eq!(more.rounds(), 25);
}

#[test]
fn what_does_not_fit_is_refused() {
    let data = sample(34, 300, 3);
    let mut boosting = data.boosting(TreeOptions::boosting());
    run(&mut boosting, 3);
    let boosted = bytes(&boosting.ensemble(3));
    let refused = |bytes: &[u8], data: &Sample| {
        let (earlier, target) = (earlier(bytes), target(data));
        let matrix = matrix(&earlier, data, &target);
        Boosting::resume(earlier, matrix, target, TreeOptions::boosting(), 0.2).err().unwrap().message
    };
    assert_eq!(refused(&boosted, &sample(34, 300, 2)), "there are 2 classes, the model has 3");
    let forest = forest(&data, &TreeOptions::forest(), 2);
    let other = "training can not go on from this model: it was trained by the other method";
    assert_eq!(refused(&forest, &data), other);
    let unlike = Boosting::resume(earlier(&boosted), data.matrix(), target(&data), TreeOptions::boosting(), 0.2);
    // The same bins: the sample's edges were chosen from the same rows.
    assert!(unlike.is_ok());
    let moved = sample(35, 300, 3).matrix();
    let unlike = Boosting::resume(earlier(&boosted), moved, target(&data), TreeOptions::boosting(), 0.2);
    assert_eq!(unlike.err().unwrap().message, "the columns are not in the model's bins");
    let mut wide = matrix(&earlier(&boosted), &data, &target(&data));
    let fourth = earlier(&boosted).add_column(&mut wide, &data.columns[0]);
    assert_eq!(fourth.unwrap_err().message, "the model has only 3 columns");
}

/// Models that pass every check of the format, but that no learner here wrote: all are refused, none is a panic.
#[test]
fn foreign_models_are_refused() {
    let data = sample(36, 300, 2);
    let mut boosting = data.boosting(TreeOptions::boosting());
    run(&mut boosting, 3);
    let model = Model::read(&bytes(&boosting.ensemble(3))).unwrap();
    assert!(Earlier::new(&model).is_ok());
    let refused = |change: &dyn Fn(&mut Model), why: &str| {
        let mut changed = model.clone();
        change(&mut changed);
        let error = Earlier::new(&changed).unwrap_err();
        assert_eq!(error.message, format!("training can not go on from this model: {why}"));
    };
    refused(&|m| m.link = 0, "it is no classifier");
    refused(&|m| m.sum_f32 = true, "it has no bins or statistics, as imported models have none");
    refused(&|m| m.cover.clear(), "it has no bins or statistics, as imported models have none");
    refused(&|m| m.feature_bins.clear(), "it has no bins or statistics, as imported models have none");
    refused(&|m| m.leaves = Leaves::F64(vec![0.5]), "its leaves are not f32");
    let order = "its trees are not in the order of rounds or of a forest";
    refused(&|m| m.trees[1].weight = 0.5, order);
    refused(&|m| m.divisor[0] = 2.0, order);
    refused(&|m| m.link = 3, order);
    refused(&|m| m.link = 2, order);
    let parents = "a node or leaf has not one parent";
    refused(&|m| m.nodes[0].left = m.nodes[0].right, parents);
    refused(&|m| m.trees[1].root = m.trees[0].root, parents);
    refused(&|m| m.trees[1].root = !0, parents);
    refused(&|m| m.trees[1].root += 1, "a tree does not begin with its root");
    let bins = "a test does not fit the bins of its column";
    let number = (0..).find(|&i| model.nodes[i].test & 3 < 2).unwrap();
    let category = (0..).find(|&i| model.nodes[i].test & 3 == 2).unwrap();
    refused(&|m| m.nodes[number].value = 1234.5f32.to_bits(), bins);
    refused(&|m| m.nodes[number].value = f32::NAN.to_bits(), bins);
    refused(&|m| m.nodes[number].test |= 1 << 26, bins);
    refused(&|m| m.nodes[category].test &= !(1 << 25), bins);
    refused(&|m| m.feature_bins[2].1 = 1, bins);
    let push = |m: &mut Model| match &mut m.leaves {
        Leaves::F32(leaves) => leaves.push(0.0),
        Leaves::F64(_) => unreachable!(),
    };
    refused(&push, "it has leaves that no tree refers to");
    let pop = |m: &mut Model| match &mut m.leaves {
        Leaves::F32(leaves) => drop(leaves.pop()),
        Leaves::F64(_) => unreachable!(),
    };
    refused(&pop, "its trees share leaves");
}
