//! The second pass of boosting, on all rows, for as many rounds as were best for the rows held out of the first.

use hedgerow_linfa::{Boosting, BoostingParams};
use linfa::prelude::*;
use ndarray::{Array1, Array2, Ix1};

fn noisy(rows: usize) -> Dataset<f32, bool, Ix1> {
    let records = Array2::from_shape_fn((rows, 3), |(row, column)| ((row * (31 + 12 * column)) % 97) as f32);
    let labels = Array1::from_shape_fn(rows, |row| (records[(row, 0)] > 48.0) ^ (row % 7 == 3));
    Dataset::new(records, labels)
}

fn params() -> BoostingParams<bool> {
    Boosting::params().learning_rate(0.3).rounds(60).patience(5).seed(3)
}

#[test]
fn the_second_pass_is_a_training_on_all_rows_for_the_best_rounds() {
    let data = noisy(600);
    let first = params().retrain(false).fit(&data).unwrap();
    let second = params().fit(&data).unwrap();
    assert!(first.trees() < 60, "{}", first.trees());
    assert!(first.to_bytes() != second.to_bytes());
    let all = params().validation(0.0).rounds(first.trees()).fit(&data).unwrap();
    assert!(second.to_bytes() == all.to_bytes());
}

#[test]
fn without_held_out_rows_there_is_one_pass() {
    for (data, params) in [(noisy(499), params()), (noisy(600), params().validation(0.0))] {
        let once = params.clone().retrain(false).fit(&data).unwrap();
        assert!(params.fit(&data).unwrap().to_bytes() == once.to_bytes());
    }
}

#[test]
fn defaults_are_those_of_typescript() {
    let checked = BoostingParams::<bool>::default().check().unwrap();
    assert_eq!((checked.learning_rate(), checked.patience(), checked.retrain()), (0.05, 30, true));
    assert_eq!((checked.rounds(), checked.validation()), (None, None));
    // Few rows are not held out; then there are 200 rounds.
    assert_eq!(Boosting::params().fit(&noisy(60)).unwrap().trees(), 200);
}
