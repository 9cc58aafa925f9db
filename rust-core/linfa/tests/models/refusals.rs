//! What can not be trained on or predicted is refused in words, by errors wherever linfa lets a function return one.

use hedgerow_linfa::{Boosting, Classifier, Error, Forest};
use linfa::prelude::*;
use ndarray::{array, Array1, Array2};

fn dataset(rows: usize) -> Dataset<f32, usize, ndarray::Ix1> {
    let records = Array2::from_shape_fn((rows, 2), |(row, column)| (row + column) as f32);
    Dataset::new(records, Array1::from_shape_fn(rows, |row| row % 2))
}

/// The same refusal by both learners.
fn refused<L: linfa::Label>(dataset: &DatasetBase<Array2<f32>, Array1<L>>, categorical: &[usize]) -> String {
    let boosting = Boosting::params().rounds(1).categorical_features(categorical).fit(dataset).unwrap_err().to_string();
    let forest = Forest::params().trees(1).categorical_features(categorical).fit(dataset).unwrap_err().to_string();
    assert_eq!(boosting, forest);
    boosting
}

#[test]
fn datasets_that_can_not_be_trained_on() {
    let good = dataset(20);
    let no_rows = Dataset::new(Array2::<f32>::zeros((0, 2)), Array1::<usize>::zeros(0));
    assert_eq!(refused(&no_rows, &[]), "not enough samples");
    let one_class = Dataset::new(good.records.clone(), Array1::<usize>::zeros(20));
    assert_eq!(refused(&one_class, &[]), "1 classes: there must be 2 to 1024");
    let many_classes = Dataset::new(Array2::zeros((70_000, 1)), Array1::from_iter(0..70_000usize));
    assert_eq!(refused(&many_classes, &[]), "70000 classes: there must be 2 to 1024");
    let fewer_labels = DatasetBase::new(good.records.clone(), array![0usize, 1]);
    assert_eq!(refused(&fewer_labels, &[]), "The number of samples do not match: 20 - 2");
    let no_labels = DatasetBase::new(good.records.clone(), Array1::<usize>::zeros(0));
    assert_eq!(refused(&no_labels, &[]), "The number of samples do not match: 20 - 0");
    let weighted = |weights: Vec<f32>| refused(&good.clone().with_weights(Array1::from(weights)), &[]);
    assert_eq!(weighted(vec![1.0; 19]), "The number of samples do not match: 20 - 19");
    assert_eq!(weighted(vec![0.0; 20]), "no row to train on has a weight above 0");
    assert_eq!(weighted([vec![1.0; 19], vec![f32::NAN]].concat()), "row 20: weight NaN is not 0 to 1e30");
    assert_eq!(weighted([vec![-1.0], vec![1.0; 19]].concat()), "row 1: weight -1 is not 0 to 1e30");
}

#[test]
fn columns_that_hold_no_codes() {
    let mut codes = dataset(400);
    assert_eq!(refused(&codes, &[0, 2]), "invalid parameter categorical_features names column 2 of 2");
    assert_eq!(refused(&codes, &[1]), "column 1: 256 categories are more than 255: fold the rare ones");
    codes.records.column_mut(1).mapv_inplace(|value| value % 4.0);
    codes.records[(6, 1)] = 1.5;
    assert_eq!(refused(&codes, &[1]), "column 1: row 7: 1.5 is no category code below 4");
    codes.records[(6, 1)] = -1.0;
    assert_eq!(refused(&codes, &[1]), "column 1: row 7: -1 is no category code below 4");
    codes.records[(6, 1)] = f32::NEG_INFINITY;
    assert!(refused(&codes, &[1]).starts_with("column 1: row 7: -inf"));
    codes.records[(6, 1)] = f32::INFINITY;
    assert!(refused(&codes, &[1]).contains("more than 255"));
}

#[test]
fn parameters_out_of_range() {
    let boosting = |params: hedgerow_linfa::BoostingParams<usize>| {
        let fitted = params.fit(&dataset(20)).unwrap_err().to_string();
        let checked = params.check_ref().unwrap_err().to_string();
        assert_eq!((fitted, &checked), (checked.clone(), &params.check().unwrap_err().to_string()));
        checked
    };
    let start = Boosting::params::<usize>;
    assert_eq!(boosting(start().rounds(0)), "invalid parameter rounds must be at least 1, not 0");
    assert_eq!(boosting(start().patience(0)), "invalid parameter patience must be at least 1, not 0");
    assert_eq!(boosting(start().bins(1)), "invalid parameter bins must be 2 to 255, not 1");
    assert_eq!(boosting(start().bins(256)), "invalid parameter bins must be 2 to 255, not 256");
    assert!(boosting(start().learning_rate(f64::NAN)).contains("learning_rate must be above 0"));
    assert!(boosting(start().validation(1.0)).contains("validation must be a share"));
    assert!(boosting(start().validation(f64::NAN)).contains("validation must be a share"));
    assert!(boosting(start().max_leaves(1)).starts_with("invalid parameter maxLeaves"));
    assert!(boosting(start().l2(-1.0)).starts_with("invalid parameter l2"));
    assert!(boosting(start().subsample(f64::INFINITY)).starts_with("invalid parameter subsample"));
    let forest = Forest::params::<usize>().trees(0).check_ref().unwrap_err();
    assert_eq!(forest.to_string(), "invalid parameter trees must be at least 1, not 0");
    assert!(matches!(forest, Error::Linfa(linfa::Error::Parameters(_))));
    assert_eq!(Forest::params::<usize>().trees(7).l2(0.5).check_unwrap().l2(), 0.5);
}

#[test]
fn records_of_another_width() {
    let model = Forest::params().trees(2).fit(&dataset(20)).unwrap();
    let narrow = Array2::<f32>::zeros((3, 1));
    let said = "1 columns for a model that was trained on 2";
    assert_eq!(model.predict_probabilities(&narrow).unwrap_err().to_string(), said);
    assert_eq!(model.margins(&narrow).unwrap_err().to_string(), said);
    let panics = std::panic::catch_unwind(|| model.predict(&narrow)).unwrap_err();
    assert_eq!(panics.downcast_ref::<String>().unwrap(), said);
    assert_eq!(model.predict(&Array2::<f32>::zeros((0, 2))).len(), 0);
}

#[test]
fn bytes_that_are_no_classifier() {
    let model = Forest::params().trees(2).fit(&dataset(20)).unwrap();
    let labels = |found: usize| Classifier::from_bytes(model.to_bytes(), vec![0usize; found]).unwrap_err().to_string();
    assert_eq!(labels(3), "3 labels for a model of 2 classes");
    let mut damaged = model.to_bytes();
    damaged[90] ^= 1;
    let error = Classifier::from_bytes(damaged, vec![0usize, 1]).unwrap_err();
    assert!(error.to_string().starts_with("the checksum is wrong"), "{error}");
    let error = Classifier::from_bytes(vec![], vec![0usize, 1]).unwrap_err();
    assert_eq!(error.to_string(), "a model is at least 80 bytes, this is 0 (byte 0)");
}
