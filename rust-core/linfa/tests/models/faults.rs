//! What other tree crates of this ecosystem get wrong, held to be right here: missing values, ties, the side of a threshold,
//! votes, weights, close values, layouts.

use hedgerow_linfa::{Boosting, Classifier, Forest};
use linfa::prelude::*;
use ndarray::{array, s, Array1, Array2, Axis};

/// Every learner on the same dataset, with few rows to a leaf.
fn both<L: linfa::Label>(dataset: &DatasetBase<Array2<f64>, Array1<L>>) -> [Classifier<L>; 2] {
    let boosting = Boosting::params().rounds(20).learning_rate(0.5).min_rows_per_leaf(1).min_weight_per_leaf(0.0);
    let forest = Forest::params().trees(50).min_rows_per_leaf(1);
    [boosting.fit(dataset).unwrap(), forest.fit(dataset).unwrap()]
}

/// `rows` rows of two columns and the class that depends on the first.
fn rows_of(rows: usize) -> (Array2<f64>, Array1<bool>) {
    let records = Array2::from_shape_fn((rows, 2), |(row, column)| ((row * 7 + column * 13) % 101) as f64);
    let labels = records.column(0).mapv(|value| value > 50.0);
    (records, labels)
}

#[test]
fn missing_values_are_trained_on_and_predicted() {
    let (mut records, labels) = rows_of(200);
    // Missing exactly where the class is `true` in part of the rows: that it is missing tells the class.
    for row in 0..200 {
        if labels[row] && row % 2 == 0 {
            records[(row, 0)] = f64::NAN;
        }
        if row % 5 == 0 {
            records[(row, 1)] = f64::NAN;
        }
    }
    let dataset = Dataset::new(records, labels.clone());
    for model in both(&dataset) {
        assert_eq!(model.predict(&dataset), labels);
        assert_eq!(model.predict(&array![[f64::NAN, f64::NAN], [3.0, f64::NAN]]), array![true, false]);
    }
}

#[test]
fn infinities_and_columns_without_values_are_no_fault() {
    let (mut records, labels) = rows_of(100);
    records.column_mut(1).fill(f64::NAN);
    for row in 0..100 {
        if labels[row] && row % 3 == 0 {
            records[(row, 0)] = f64::INFINITY;
        } else if row % 3 == 0 {
            records[(row, 0)] = -1e300;
        }
    }
    let dataset = Dataset::new(records, labels.clone());
    both(&dataset).iter().for_each(|model| assert_eq!(model.predict(&dataset), labels));
}

#[test]
fn ties_go_to_the_first_label_every_time() {
    let records = Array2::<f64>::zeros((600, 3));
    let labels = Array1::from_shape_fn(600, |row| ["wolf", "fox", "lynx"][row % 3]);
    let dataset = Dataset::new(records, labels);
    // Two trees on all rows: with a constant column boosting has equal margins.
    let boosting = Boosting::params().rounds(2).validation(0.0).fit(&dataset).unwrap();
    let shares = boosting.predict_probabilities(dataset.records()).unwrap();
    assert!(shares.rows().into_iter().all(|row| row[0] == row[1] && row[1] == row[2]));
    assert!(boosting.predict(&dataset).iter().all(|&label| label == "fox"));
}

#[test]
fn predicting_twice_gives_the_same_answers() {
    let records = Array2::from_shape_fn((500, 2), |(row, column)| ((row * 31 + column * 17) % 10) as f64);
    let labels = Array1::from_shape_fn(500, |row| (row * 7919) % 4);
    let dataset = Dataset::new(records, labels);
    // Noise and an even number of trees: what makes hard votes tie.
    let model = Forest::params().trees(2).fit(&dataset).unwrap();
    let first = model.predict(&dataset);
    let same = Classifier::from_bytes(model.to_bytes(), model.labels().to_vec()).unwrap();
    for _ in 0..5 {
        assert_eq!(model.predict(&dataset), first);
        assert_eq!(same.predict(&dataset), first);
    }
    // The answer is the highest probability.
    let shares = model.predict_probabilities(dataset.records()).unwrap();
    for (row, &label) in shares.rows().into_iter().zip(&first) {
        assert!(row.iter().take(label).all(|&share| share < row[label]));
        assert!(row.iter().all(|&share| share <= row[label]));
    }
}

#[test]
fn a_value_on_the_threshold_goes_where_training_put_it() {
    let records = Array2::from_shape_fn((20, 1), |(row, _)| (row % 2) as f64 * 2.0);
    let labels = records.column(0).mapv(|value| value as usize);
    for model in both(&Dataset::new(records, labels)) {
        // The edge is the middle, 1; what is up to it is left, and so is it.
        assert_eq!(model.predict(&array![[0.0], [1.0], [1.000_001], [2.0]]), array![0, 0, 2, 2]);
    }
    // Training rows that lie on an edge: integers, whose edges are integers when bins are few.
    let records = Array2::from_shape_fn((400, 1), |(row, _)| (row % 40) as f64);
    let labels = records.column(0).mapv(|value| value >= 20.0);
    let dataset = Dataset::new(records, labels.clone());
    let model = Boosting::params().bins(4).rounds(30).fit(&dataset).unwrap();
    assert_eq!(model.predict(&dataset), labels);
}

#[test]
fn votes_are_shares_not_winners() {
    // One place, one class in four rows: hard votes would say 0.
    let labels = Array1::from_shape_fn(400, |row| row % 4 == 0);
    let dataset = Dataset::new(Array2::<f64>::zeros((400, 1)), labels);
    let model = Forest::params().trees(40).fit(&dataset).unwrap();
    let share = model.predict_probabilities(&array![[0.0f64]]).unwrap()[(0, 1)];
    assert!((share - 0.25).abs() < 0.03, "{share}");
}

#[test]
fn weights_count() {
    let labels = Array1::from_shape_fn(90, |row| row % 3 == 0);
    let plain = Dataset::new(Array2::<f64>::zeros((90, 1)), labels.clone());
    let weights = labels.mapv(|label| if label { 8.0 } else { 1.0 });
    let weighted = plain.clone().with_weights(weights);
    for (plain, weighted) in both(&plain).iter().zip(both(&weighted)) {
        assert_eq!(plain.predict(&array![[0.0]]), array![false]);
        assert_eq!(weighted.predict(&array![[0.0]]), array![true]);
        let share = weighted.predict_probabilities(&array![[0.0]]).unwrap()[(0, 1)];
        assert!((share - 0.8).abs() < 0.05, "{share}");
    }
}

#[test]
fn rows_of_weight_0_are_as_good_as_absent() {
    let (records, labels) = rows_of(200);
    let turned = labels.mapv(|label| !label);
    let both_records = ndarray::concatenate![Axis(0), records, records];
    let both_labels = ndarray::concatenate![Axis(0), labels, turned];
    let weights = Array1::from_shape_fn(400, |row| if row < 200 { 1.0 } else { 0.0 });
    let dataset = Dataset::new(both_records, both_labels).with_weights(weights);
    let params = Boosting::params().rounds(20).validation(0.0);
    assert_eq!(params.fit(&dataset).unwrap().predict(&records), labels);
}

#[test]
fn close_values_are_told_apart() {
    for step in [1e-6, 1e-20, 1e-40] {
        let start = if step > 1e-7 { 1.0 } else { 0.0 };
        let records = Array2::from_shape_fn((60, 1), |(row, _)| start + (row % 6) as f64 * step);
        let labels = Array1::from_shape_fn(60, |row| row % 6);
        let dataset = Dataset::new(records, labels.clone());
        both(&dataset).iter().for_each(|model| assert_eq!(model.predict(&dataset), labels, "step {step}"));
    }
}

#[test]
fn any_layout_of_records_gives_the_same() {
    let (records, labels) = rows_of(120);
    let model = &both(&Dataset::new(records.clone(), labels.clone()))[0];
    let expected = model.predict(&records);
    let columns_first = records.t().as_standard_layout().to_owned().reversed_axes();
    assert!(!columns_first.is_standard_layout());
    assert_eq!(model.predict(&columns_first), expected);
    assert_eq!(model.predict(&records.view()), expected);
    assert_eq!(model.predict(&records.slice(s![..;-1, ..])), expected.slice(s![..;-1]));
    // Training takes views, in either order, as well.
    let params = Boosting::params().rounds(5).seed(3);
    let bytes = params.fit(&Dataset::new(records.clone(), labels.clone())).unwrap().to_bytes();
    let view = DatasetBase::new(columns_first.view(), labels.view());
    assert_eq!(params.fit(&view).unwrap().to_bytes(), bytes);
}
