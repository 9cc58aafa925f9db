//! Classifiers and detectors as serde data.

use hedgerow_linfa::{Boosting, Classifier, Detector, Isolation};
use linfa::prelude::*;

#[test]
fn a_classifier_comes_back_from_json() {
    let data = linfa_datasets::iris().map_targets(|class| format!("iris {class}"));
    let model = Boosting::params().rounds(4).fit(&data).unwrap();
    let json = serde_json::to_string(&model).unwrap();
    let same: Classifier<String> = serde_json::from_str(&json).unwrap();
    assert_eq!(same, model);
    assert_eq!(same.predict(&data), model.predict(&data));
}

#[test]
fn what_is_no_classifier_does_not_come_back() {
    let data = linfa_datasets::iris();
    let model = Boosting::params().rounds(1).fit(&data).unwrap();
    let mut json = serde_json::to_value(&model).unwrap();
    json["labels"] = serde_json::json!([0, 1]);
    let error = serde_json::from_value::<Classifier<usize>>(json.clone()).unwrap_err();
    assert_eq!(error.to_string(), "2 labels for a model of 3 classes");
    json["bytes"][100] = serde_json::json!(1);
    let error = serde_json::from_value::<Classifier<usize>>(json).unwrap_err();
    assert!(error.to_string().starts_with("the checksum is wrong"), "{error}");
}

#[test]
fn a_detector_comes_back_from_json() {
    let data = linfa_datasets::iris();
    let model = Isolation::params().trees(20).contamination(Some(0.1)).fit(&data).unwrap();
    let json = serde_json::to_string(&model).unwrap();
    let same: Detector = serde_json::from_str(&json).unwrap();
    assert_eq!(same, model);
    assert_eq!(same.threshold().to_bits(), model.threshold().to_bits());
    let classifier = serde_json::to_value(Boosting::params().rounds(1).fit(&data).unwrap()).unwrap();
    let error = serde_json::from_value::<Detector>(classifier["bytes"].clone()).unwrap_err();
    assert_eq!(error.to_string(), "the model is no isolation forest (byte 20)");
}
