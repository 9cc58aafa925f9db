//! The isolation forest among linfa's own parts: what it finds, what odd records do to it, and that its answers are the core's.

use hedgerow::{score_row, BinnedMatrix, Model};
use hedgerow_linfa::{Boosting, Detector, Forest, Isolation, IsolationParams};
use linfa::prelude::*;
use ndarray::{array, concatenate, s, Array1, Array2, Axis};
use rand::{rngs::SmallRng, Rng, SeedableRng};

fn unlabelled(records: Array2<f64>) -> DatasetBase<Array2<f64>, Array1<()>> {
    DatasetBase::from(records)
}

/// A bell of rows around (0, 0), and some that lie outside of it.
fn bell(inside: usize, outside: usize) -> Array2<f64> {
    let mut random = SmallRng::seed_from_u64(5);
    let mut near = || (0..12).map(|_| random.gen::<f64>()).sum::<f64>() - 6.0;
    let bell = Array2::from_shape_simple_fn((inside, 2), &mut near);
    let far = Array2::from_shape_fn((outside, 2), |(row, column)| {
        let angle = row as f64 + if column == 0 { 0.0 } else { std::f64::consts::FRAC_PI_2 };
        4.5 * angle.sin() + 0.3 * near()
    });
    concatenate![Axis(0), bell, far]
}

/// The chance that a row of the second part has the higher score.
fn area(first: &[f64], second: &[f64]) -> f64 {
    let wins = second.iter().flat_map(|high| first.iter().map(move |low| f64::from(high > low)));
    wins.sum::<f64>() / (first.len() * second.len()) as f64
}

#[test]
fn rows_outside_stand_alone_sooner() {
    let records = bell(1000, 50);
    let model = Isolation::params().contamination(Some(0.05)).fit(&unlabelled(records.clone())).unwrap();
    assert_eq!((model.trees(), model.features()), (100, 2));
    let scores = model.scores(&records).unwrap().to_vec();
    let area = area(&scores[..1000], &scores[1000..]);
    assert!(area > 0.97, "{area}");
    let anomalous = model.predict(&records);
    let count = anomalous.iter().filter(|&&is| is).count();
    assert!((45..=52).contains(&count), "{count}");
    let found = anomalous.slice(s![1000..]).iter().filter(|&&is| is).count();
    assert!(found >= 35, "{found}");
}

#[test]
fn the_threshold_is_one_half_or_as_contamination_says() {
    let data = unlabelled(bell(300, 10));
    let scores = |model: &Detector| model.scores(data.records()).unwrap();
    let plain = Isolation::params().fit(&data).unwrap();
    assert_eq!(plain.threshold(), 0.5);
    assert_eq!(plain.predict(&data), scores(&plain).mapv(|score| score > 0.5));
    for share in [1e-9, 0.1, 0.5] {
        let model = Isolation::params().contamination(Some(share)).fit(&data).unwrap();
        let above = scores(&model).iter().filter(|&&score| score > model.threshold()).count();
        assert!(above as f64 <= share * 310.0 && above as f64 > share * 310.0 - 10.0, "{share}: {above}");
        assert!(scores(&model).iter().any(|&score| score == model.threshold()));
        assert_eq!(scores(&model), scores(&plain));
    }
}

#[test]
fn the_answers_are_the_cores() {
    let records = bell(200, 5);
    let model = Isolation::params().trees(30).sample_rows(64).seed(9).fit(&unlabelled(records.clone())).unwrap();
    let mut matrix = BinnedMatrix::new(205).unwrap().with_means();
    for column in records.columns() {
        matrix.add_numbers(&column.mapv(|value| value as f32).to_vec(), 255).unwrap();
    }
    let mut core = hedgerow::Isolation::new(matrix, (0..205).collect(), 64, 9, 0, true).unwrap();
    (0..30).for_each(|_| core.step().unwrap());
    let paths = model.path_lengths(&records).unwrap();
    assert_eq!(paths.to_vec(), core.margins());
    let bytes = Model::read(&model.to_bytes()).unwrap();
    for (row, (&path, score)) in paths.iter().zip(model.scores(&records).unwrap()).enumerate() {
        let numbers: Vec<f32> = records.row(row).iter().map(|&value| value as f32).collect();
        let mut margin = [0.0];
        score_row(&bytes, &numbers, &mut margin);
        assert_eq!(margin, [path]);
        assert!((score - (-path / core.normaliser()).exp2()).abs() < 1e-12);
    }
    let same = Detector::from_bytes(model.to_bytes()).unwrap();
    assert_eq!(same, model);
    assert_eq!(same.predict(&records), model.predict(&records));
}

#[test]
fn targets_are_not_looked_at() {
    let data = linfa_datasets::iris();
    let bare = DatasetBase::from(data.records().clone());
    let params = Isolation::params().trees(10);
    let model = params.fit(&data).unwrap();
    assert_eq!(model, params.fit(&bare).unwrap());
    let narrow = DatasetBase::from(data.records().mapv(|value| value as f32));
    assert_eq!(model, params.fit(&narrow).unwrap());
    let answered = model.predict(data);
    assert_eq!(answered.targets().len(), 150);
}

#[test]
fn no_tree_sees_rows_of_weight_0() {
    let records = concatenate![Axis(0), bell(300, 0), Array2::from_elem((300, 2), 30.0)];
    let far = array![[30.0, 30.0]];
    let fit = |weights: Array1<f32>| {
        let data = unlabelled(records.clone()).with_weights(weights);
        Isolation::params().contamination(Some(0.1)).fit(&data).unwrap()
    };
    let halved = fit(Array1::from_shape_fn(600, |row| if row < 300 { 1.0 } else { 0.0 }));
    assert_eq!(halved.predict(&far), array![true]);
    // The share is one of the rows trained on.
    let inside = halved.predict(&records.slice(s![..300, ..]));
    assert!((20..=30).contains(&inside.iter().filter(|&&is| is).count()));
    // How much a weight is does not matter.
    let even = fit(Array1::ones(600));
    assert_eq!(even, fit(Array1::from_shape_fn(600, |row| 1.0 + row as f32)));
    assert_eq!(even.predict(&far), array![false]);
}

#[test]
fn missing_values_ties_and_infinities_are_no_fault() {
    let mut records = bell(400, 0);
    (0..400).step_by(3).for_each(|row| records[(row, 0)] = f64::NAN);
    records[(1, 1)] = f64::INFINITY;
    records[(2, 1)] = -1e300;
    let model = Isolation::params().fit(&unlabelled(records.clone())).unwrap();
    let scores = model.scores(&records).unwrap();
    assert!(scores.iter().all(|&score| score > 0.0 && score < 1.0), "{scores}");
    // Where no training row lacks a value, one that does is unusual.
    let whole = Isolation::params().fit(&unlabelled(bell(400, 0))).unwrap();
    let scores = whole.scores(&array![[0.1, 0.1], [f64::NAN, f64::NAN]]).unwrap();
    assert!(scores[1] > scores[0] + 0.1, "{scores}");
    // Rows that are alike have one score.
    let tied = concatenate![Axis(0), records, records];
    let scores = Isolation::params().fit(&unlabelled(tied.clone())).unwrap().scores(&tied).unwrap();
    assert_eq!(scores.slice(s![..400]), scores.slice(s![400..]));
}

#[test]
fn rows_all_alike_are_as_any_other() {
    for value in [0.0, f64::NAN] {
        let records = Array2::from_elem((50, 3), value);
        for contamination in [None, Some(0.3)] {
            let params = Isolation::params().contamination(contamination);
            let model = params.fit(&unlabelled(records.clone())).unwrap();
            assert!(model.predict(&records).iter().all(|&anomalous| !anomalous));
            assert_eq!(model.scores(&records).unwrap(), Array1::from_elem(50, 0.5));
        }
    }
    // One column of three varies.
    let mut records = Array2::<f64>::zeros((100, 3));
    records[(7, 1)] = 1.0;
    let scores = Isolation::params().fit(&unlabelled(records.clone())).unwrap().scores(&records).unwrap();
    assert!(scores.iter().enumerate().all(|(row, &score)| row == 7 || score < scores[7]));
}

#[test]
fn categories_are_codes() {
    let records = Array2::from_shape_fn((300, 1), |(row, _)| if row == 8 { 40.0 } else { (row % 2) as f64 });
    let params = Isolation::params().categorical_features(&[0]);
    let model = params.fit(&unlabelled(records)).unwrap();
    let scores = model.scores(&array![[0.0], [1.0], [40.0], [200.0]]).unwrap();
    assert!(scores[2] > scores[0] && scores[3] > scores[1], "{scores}");
}

#[test]
fn fitting_and_predicting_twice_gives_the_same() {
    let data = unlabelled(bell(500, 20));
    let params = Isolation::params().trees(25).seed(4);
    let model = params.fit(&data).unwrap();
    assert!(model.to_bytes() == params.fit(&data).unwrap().to_bytes());
    assert!(model.to_bytes() != params.clone().seed(5).fit(&data).unwrap().to_bytes());
    let first = model.predict(&data);
    (0..3).for_each(|_| assert_eq!(model.predict(&data), first));
    assert_eq!(model.predict(&data.records().slice(s![..;-1, ..])), first.slice(s![..;-1]));
    assert_eq!(model.predict(&Array2::<f64>::zeros((0, 2))).len(), 0);
}

#[test]
fn what_is_no_isolation_forest_or_no_data_for_one_is_refused() {
    let refused = |data: DatasetBase<Array2<f64>, Array1<()>>| Isolation::params().fit(&data).unwrap_err().to_string();
    assert_eq!(refused(unlabelled(Array2::zeros((0, 2)))), "not enough samples");
    assert_eq!(refused(unlabelled(Array2::zeros((1, 2)))), "an isolation forest needs two rows to tell apart");
    let weighted = |weights: Array1<f32>| refused(unlabelled(Array2::zeros((3, 2))).with_weights(weights));
    assert_eq!(weighted(array![0.0, 1.0, 0.0]), "an isolation forest needs two rows to tell apart");
    assert_eq!(weighted(array![1.0, 1.0]), "The number of samples do not match: 3 - 2");
    assert_eq!(weighted(array![1.0, f32::NAN, 1.0]), "row 2: weight NaN is not 0 to 1e30");
    let parameter = |params: IsolationParams| params.check_ref().unwrap_err().to_string();
    let start = Isolation::params;
    assert_eq!(parameter(start().trees(0)), "invalid parameter trees must be at least 1, not 0");
    assert_eq!(parameter(start().sample_rows(1)), "invalid parameter sample_rows must be at least 2, not 1");
    assert_eq!(parameter(start().bins(1)), "invalid parameter bins must be 2 to 255, not 1");
    for share in [0.0, 0.6, f64::NAN] {
        let said = format!("invalid parameter contamination must be above 0 and at most 0.5, not {share}");
        assert_eq!(parameter(start().contamination(Some(share))), said);
    }
    let columns = start().categorical_features(&[2]).fit(&unlabelled(Array2::zeros((9, 2)))).unwrap_err();
    assert_eq!(columns.to_string(), "invalid parameter categorical_features names column 2 of 2");
    let model = start().trees(2).fit(&unlabelled(bell(20, 0))).unwrap();
    let said = "1 columns for a model that was trained on 2";
    assert_eq!(model.scores(&Array2::<f64>::zeros((3, 1))).unwrap_err().to_string(), said);
    let panics = std::panic::catch_unwind(|| model.predict(&Array2::<f64>::zeros((3, 1)))).unwrap_err();
    assert_eq!(panics.downcast_ref::<String>().unwrap(), said);
}

#[test]
fn bytes_of_other_models_are_refused() {
    let data = linfa_datasets::iris();
    let said = |bytes: Vec<u8>| Detector::from_bytes(bytes).unwrap_err().to_string();
    let none = "the model is no isolation forest (byte 20)";
    assert_eq!(said(Boosting::params().rounds(1).fit(&data).unwrap().to_bytes()), none);
    assert_eq!(said(Forest::params().trees(1).fit(&data).unwrap().to_bytes()), none);
    assert_eq!(said(vec![]), "a model is at least 80 bytes, this is 0 (byte 0)");
    let mut matrix = BinnedMatrix::new(4).unwrap().with_means();
    matrix.add_numbers(&[1.0, 2.0, 3.0, 4.0], 255).unwrap();
    let core = hedgerow::Isolation::new(matrix, (0..4).collect(), 4, 0, 0, false).unwrap();
    for metadata in ["", "{}", "[1]", r#"{"anomaly":{"threshold":"high"}}"#] {
        let bytes = hedgerow::write(&core.ensemble(), metadata.as_bytes()).unwrap();
        assert_eq!(said(bytes), "the model does not say its threshold", "{metadata}");
    }
}
