//! The learners among linfa's own parts: its data sets, splits, labels, weights and metrics; and what they promise beyond.

use hedgerow::{score_row, Model};
use hedgerow_linfa::{Boosting, Classifier, Forest};
use linfa::dataset::{CountedTargets, Labels};
use linfa::prelude::*;
use ndarray::{array, Array1, Array2, Ix1};
use rand::{rngs::SmallRng, SeedableRng};

fn iris() -> Dataset<f64, usize, Ix1> {
    linfa_datasets::iris().shuffle(&mut SmallRng::seed_from_u64(42))
}

#[test]
fn irises_are_told_apart() {
    let (train, held) = iris().split_with_ratio(0.7);
    let boosting = Boosting::params().fit(&train).unwrap();
    let forest = Forest::params().trees(100).fit(&train).unwrap();
    for model in [boosting, forest] {
        let matrix = model.predict(&held).confusion_matrix(&held).unwrap();
        assert!(matrix.accuracy() > 0.9, "{matrix:?}");
        let importance = model.feature_importance();
        assert!((importance.sum() - 1.0).abs() < 1e-12 && importance[2] + importance[3] > 0.6, "{importance}");
        let shares = model.predict_probabilities(held.records()).unwrap();
        assert!(shares.rows().into_iter().all(|row| (row.sum() - 1.0).abs() < 1e-12));
    }
}

#[test]
fn boosting_stops_where_held_out_rows_are_best() {
    let wine = linfa_datasets::winequality().map_targets(|&quality| quality > 5);
    let (train, held) = wine.shuffle(&mut SmallRng::seed_from_u64(1)).split_with_ratio(0.8);
    // Settings that overfit, whatever the defaults are.
    let trees = Boosting::params().max_leaves(7).node_feature_subsample(0.5).min_weight_per_leaf(1.0);
    let params = trees.learning_rate(0.3).rounds(150).patience(10);
    let stopped = params.clone().fit(&train).unwrap();
    let full = params.clone().validation(0.0).fit(&train).unwrap();
    assert!(stopped.trees() < 100 && full.trees() == 150, "{} {}", stopped.trees(), full.trees());
    let loss = |model: &Classifier<bool>| {
        let shares = model.predict_probabilities(held.records()).unwrap();
        let sum: f64 =
            shares.rows().into_iter().zip(held.targets()).map(|(row, &good)| -row[usize::from(good)].ln()).sum();
        sum / held.nsamples() as f64
    };
    assert!(loss(&stopped) < loss(&full) && loss(&stopped) < 0.55, "{} {}", loss(&stopped), loss(&full));
    let matrix = stopped.predict(&held).confusion_matrix(&held).unwrap();
    assert!(matrix.accuracy() > 0.74 && matrix.mcc() > 0.45, "{matrix:?}");
}

#[test]
fn f32_and_f64_give_the_same_model_and_answers() {
    let wide = iris();
    let narrow = Dataset::new(wide.records().mapv(|value| value as f32), wide.targets().clone());
    let boosting = Boosting::params().rounds(10);
    let model = boosting.fit(&wide).unwrap();
    assert_eq!(model, boosting.fit(&narrow).unwrap());
    assert_eq!(model.margins(wide.records()).unwrap(), model.margins(narrow.records()).unwrap());
    let forest = Forest::params().trees(10);
    assert_eq!(forest.fit(&wide).unwrap(), forest.fit(&narrow).unwrap());
}

#[test]
fn the_seed_decides_the_bytes() {
    let data = iris();
    let bytes = |seed: u64| Forest::params().trees(5).seed(seed).fit(&data).unwrap().to_bytes();
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
    // The rows held out depend on it as well.
    let bytes = |seed: u64| {
        let params = Boosting::params().rounds(5).node_feature_subsample(1.0).validation(0.3).retrain(false).seed(seed);
        params.fit(&data).unwrap().to_bytes()
    };
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
}

#[test]
fn the_bytes_are_the_cores() {
    let data = iris();
    for classifier in [Boosting::params().rounds(8).fit(&data).unwrap(), Forest::params().trees(8).fit(&data).unwrap()]
    {
        let model = Model::read(&classifier.to_bytes()).unwrap();
        let margins = classifier.margins(data.records()).unwrap();
        let mut expected = vec![0.0; model.outputs()];
        for (row, margins) in data.records().rows().into_iter().zip(margins.rows()) {
            let row: Vec<f32> = row.iter().map(|&value| value as f32).collect();
            score_row(&model, &row, &mut expected);
            assert_eq!(margins.to_vec(), expected);
        }
    }
}

#[test]
fn any_label_will_do() {
    let data = iris();
    let names = ["setosa", "versicolor", "virginica"];
    let named = Dataset::new(data.records().clone(), data.targets().mapv(|class| names[class].to_string()));
    let model = Forest::params().trees(20).fit(&named).unwrap();
    assert_eq!(model.labels(), names);
    let optional = Dataset::new(data.records().clone(), data.targets().mapv(|class| (class > 0).then_some(class)));
    let model = Forest::params().trees(20).fit(&optional).unwrap();
    assert_eq!(model.labels(), [None, Some(1), Some(2)]);
    let counted = DatasetBase::new(data.records().view(), CountedTargets::new(data.targets().view()));
    let model = Boosting::params().rounds(5).fit(&counted).unwrap();
    assert_eq!(model.predict(&counted).labels().len(), 3);
    // A dataset in, a dataset out.
    let answered: Dataset<f64, usize, Ix1> = model.predict(data);
    assert_eq!(answered.nsamples(), 150);
}

#[test]
fn categories_are_sets_of_codes() {
    // Even codes are one class, odd ones the other: one test of a set, many of an order.
    let mut codes = Array2::from_shape_fn((300, 1), |(row, _)| (row % 10) as f64);
    let labels = codes.column(0).mapv(|code| code as usize % 2);
    (0..30).for_each(|row| codes[(row * 10, 0)] = f64::NAN);
    let data = Dataset::new(codes, labels);
    let params = Boosting::params().rounds(1).max_leaves(2).categorical_features(&[0]);
    let accuracy = |params: hedgerow_linfa::BoostingParams<usize>| {
        params.fit(&data).unwrap().predict(&data).confusion_matrix(&data).unwrap().accuracy()
    };
    assert_eq!(accuracy(params.clone()), 1.0);
    assert!(accuracy(params.clone().categorical_features(&[])) < 0.7);
    // A code that training did not have is no fault.
    let model = params.fit(&data).unwrap();
    assert_eq!(model.predict(&array![[77.0f64], [1e30], [-5.0]]).len(), 3);
}

#[test]
fn balanced_classes_weigh_the_same() {
    let labels = Array1::from_shape_fn(200, |row| row % 20 == 0);
    let data = Dataset::new(Array2::<f32>::zeros((200, 1)), labels);
    let share = |model: Classifier<bool>| model.predict_probabilities(&array![[0.0f32]]).unwrap()[(0, 1)];
    let boosting = share(Boosting::params().rounds(3).balanced(true).fit(&data).unwrap());
    assert!((boosting - 0.5).abs() < 1e-6, "{boosting}");
    let forest = share(Forest::params().trees(200).balanced(true).fit(&data).unwrap());
    assert!((forest - 0.5).abs() < 0.05, "{forest}");
    let each = share(Forest::params().trees(10).balanced_subsample(true).fit(&data).unwrap());
    assert!((each - 0.5).abs() < 1e-6, "{each}");
}
