//! Training that goes on from a classifier, by linfa's `FitWith`.

use hedgerow_linfa::{Boosting, Classifier, Error, Forest};
use linfa::prelude::*;
use linfa::traits::FitWith;
use ndarray::{array, Array1, Array2, Ix1};

fn iris() -> Dataset<f64, usize, Ix1> {
    linfa_datasets::iris()
}

#[test]
fn rounds_and_more_rounds_are_all_rounds() {
    let data = iris();
    let boosting = Boosting::params().seed(3);
    let first = boosting.clone().rounds(4).fit(&data).unwrap();
    let more = boosting.clone().rounds(5).fit_with(&first, &data).unwrap();
    assert!(more.to_bytes() == boosting.rounds(9).fit(&data).unwrap().to_bytes());
    let forest = Forest::params().seed(3).balanced_subsample(true);
    let first = forest.clone().trees(4).fit(&data).unwrap();
    let more = forest.clone().trees(5).fit_with(&first, &data).unwrap();
    assert!(more.to_bytes() == forest.trees(9).fit(&data).unwrap().to_bytes());
}

#[test]
fn rounds_that_do_not_help_are_not_kept() {
    let records = Array2::from_shape_fn((800, 1), |(row, _)| (row % 10) as f32);
    let data = |turned: bool| {
        let labels = Array1::from_shape_fn(800, |row| (records[(row, 0)] > 4.0) ^ (row % 5 == 0) ^ turned);
        Dataset::new(records.clone(), labels)
    };
    let params = Boosting::params().patience(5);
    let model = params.fit(&data(false)).unwrap();
    // The second pass has learned from the rows held out: there is nothing more to learn.
    let same = params.fit_with(&model, &data(false)).unwrap();
    assert!(same.trees() < model.trees() + 40, "{} after {}", same.trees(), model.trees());
    assert_eq!(same.predict(&array![[9.0f32]]), array![true]);
    let turned = params.fit_with(&model, &data(true)).unwrap();
    assert!(turned.trees() > model.trees());
    assert_eq!(turned.predict(&array![[9.0f32]]), array![false]);
}

#[test]
fn labels_keep_the_models_order() {
    let data = iris();
    let first = Forest::params().trees(3).fit(&data).unwrap();
    let named = Classifier::from_bytes(first.to_bytes(), vec!["setosa", "virginica", "artificial"]).unwrap();
    // Of one class there are no rows.
    let fewer = data.map_targets(|&class| ["setosa", "virginica", "virginica"][class]);
    let more = Forest::params().trees(2).fit_with(&named, &fewer).unwrap();
    assert_eq!((more.labels(), more.trees()), (["setosa", "virginica", "artificial"].as_slice(), 5));
    // Nor are there rows of it to hold out, or weights to balance.
    let params = Boosting::params().rounds(2).validation(0.2).balanced(true);
    let first = params.fit(&iris().map_targets(|&class| ["a", "b", "c"][class])).unwrap();
    let named = Classifier::from_bytes(first.to_bytes(), vec!["setosa", "virginica", "artificial"]).unwrap();
    let more = params.fit_with(&named, &fewer).unwrap();
    assert!(more.trees() >= first.trees() && more.labels() == named.labels());
}

#[test]
fn what_can_not_go_on_is_refused() {
    let data = iris();
    let model = Forest::params().trees(2).fit(&data).unwrap();
    let boosting = Boosting::params().rounds(1);
    let other = boosting.fit_with(&model, &data).unwrap_err();
    assert!(other.to_string().ends_with("it was trained by the other method"), "{other}");
    let forest = Forest::params().trees(1);
    let unknown = Dataset::new(data.records().clone(), data.targets().mapv(|class| class + 1));
    let unknown = forest.fit_with(&model, &unknown).unwrap_err();
    assert_eq!(unknown.to_string(), "the model that training goes on from has no class 3");
    let narrow = Dataset::new(Array2::<f64>::zeros((150, 2)), data.targets().clone());
    let narrow = forest.fit_with(&model, &narrow).unwrap_err();
    assert!(matches!(narrow, Error::Width { expected: 4, found: 2 }), "{narrow}");
}
