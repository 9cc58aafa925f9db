//! Synthetic rows by their definitions: how many, between which rows, of which categories; and what is refused.

use hedgerow::neighbours::Column;
use hedgerow::random::Random;
use hedgerow::resample::{Method, Resampling, Synthetic, Training};
use hedgerow::Result;

struct Data {
    a: Vec<f32>,
    b: Vec<f32>,
    code: Vec<f32>,
    labels: Vec<u16>,
}

/// Class 1 is a tenth of the rows, in a corner of the others; class 2 has none.
fn data(rows: usize, missing: bool) -> Data {
    let mut random = Random::new(5, rows as u64);
    let mut data = Data { a: vec![], b: vec![], code: vec![], labels: vec![] };
    for row in 0..rows {
        let rare = row % 10 == 0;
        let mut unit = || random.below(10_000) as f32 / 10_000.0;
        let lacks = missing && unit() < 0.1;
        data.a.push(if lacks { f32::NAN } else { unit() + if rare { 0.8 } else { 0.0 } });
        data.b.push(1000.0 * unit());
        data.code.push(if unit() < 0.1 { f32::NAN } else { (unit() * 4.0).floor() });
        data.labels.push(u16::from(rare));
    }
    data
}

fn training(data: &Data, rows: &[u32]) -> Training {
    let (a, b, code) = (data.a.clone(), data.b.clone(), data.code.clone());
    let columns = vec![Column::Numbers(a), Column::Categories(code), Column::Numbers(b)];
    Training { columns, labels: data.labels.clone(), rows: rows.to_vec() }
}

/// In steps of some rows; how many makes no difference.
fn resample(training: &Training, wanted: &[u32], method: Method, k: usize, seed: u64) -> Result<Synthetic> {
    let mut runs = [1, 7, usize::MAX].map(|count| {
        let mut run = Resampling::new(training.clone(), wanted, method, k, seed)?;
        while !run.step(count) {}
        Ok(run.synthetic().clone())
    });
    let bits = |run: &Result<Synthetic>| {
        run.as_ref().ok().map(|made| {
            let columns = made.columns.iter().map(|column| column.iter().map(|v| v.to_bits()).collect::<Vec<u32>>());
            (made.labels.clone(), columns.collect::<Vec<Vec<u32>>>())
        })
    };
    assert!(runs.iter().all(|run| bits(run) == bits(&runs[0])));
    std::mem::replace(&mut runs[0], Ok(Synthetic { labels: vec![], columns: vec![] }))
}

fn all(rows: usize) -> Vec<u32> {
    (0..rows as u32).collect()
}

/// Whether the numbers of a synthetic row lie on a segment between two rows of the class, the second near the first.
fn lies_between(data: &Data, class_rows: &[u32], synthetic: &Synthetic, i: usize, k: usize) -> bool {
    let point = [synthetic.columns[0][i], synthetic.columns[2][i]].map(f64::from);
    let spread = |values: &[f32]| {
        let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64;
        (values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
    };
    let scale = [spread(&data.a), spread(&data.b)];
    let at = |row: u32| [f64::from(data.a[row as usize]), f64::from(data.b[row as usize])];
    class_rows.iter().any(|&own| {
        let mut others: Vec<(f64, u32)> = class_rows
            .iter()
            .filter(|&&other| other != own)
            .map(|&other| {
                let square = |j: usize| ((at(own)[j] - at(other)[j]) / scale[j]).powi(2);
                (square(0) + square(1), other)
            })
            .collect();
        others.sort_by(|a, b| a.0.total_cmp(&b.0));
        others[..k].iter().any(|&(_, other)| {
            let (from, to) = (at(own), at(other));
            let step = if to[1] == from[1] { 0.0 } else { (point[1] - from[1]) / (to[1] - from[1]) };
            let expected = from[0] + step * (to[0] - from[0]);
            (-1e-4..=1.0001).contains(&step) && (expected - point[0]).abs() < 1e-4
        })
    })
}

#[test]
fn smote_fills_up_between_near_rows_of_the_class() {
    let mut data = data(400, false);
    data.code.fill(0.0);
    let rows = all(400);
    let found = resample(&training(&data, &rows), &[360, 200, 0], Method::Smote, 3, 9).unwrap();
    assert_eq!(found.labels, vec![1; 160]);
    let rare: Vec<u32> = rows.iter().copied().filter(|&row| data.labels[row as usize] == 1).collect();
    assert!((0..160).all(|i| lies_between(&data, &rare, &found, i, 3)));
    assert_eq!(found, resample(&training(&data, &rows), &[0, 200, 0], Method::Smote, 3, 9).unwrap());
    assert_ne!(found, resample(&training(&data, &rows), &[0, 200, 0], Method::Smote, 3, 10).unwrap());
}

#[test]
fn held_out_rows_are_never_looked_at() {
    let mut data = data(400, true);
    let rows: Vec<u32> = all(400).into_iter().filter(|row| row % 3 != 1).collect();
    let before = resample(&training(&data, &rows), &[0, 300], Method::Adasyn, 5, 1).unwrap();
    for row in (0..400).filter(|row| row % 3 == 1) {
        (data.a[row], data.b[row], data.code[row], data.labels[row]) = (1e9, -1e9, 3.0, 7);
    }
    let after = resample(&training(&data, &rows), &[0, 300], Method::Adasyn, 5, 1).unwrap();
    let bits = |synthetic: &Synthetic| -> Vec<Vec<u32>> {
        synthetic.columns.iter().map(|column| column.iter().map(|v| v.to_bits()).collect()).collect()
    };
    assert_eq!(bits(&before), bits(&after));
}

#[test]
fn adasyn_makes_rows_where_other_classes_are_near() {
    let mut data = data(600, false);
    // Half of the rare rows lie far from all others.
    for row in (0..600).step_by(20) {
        data.a[row] += 50.0;
    }
    let rows = all(600);
    let count = |method| {
        let found = resample(&training(&data, &rows), &[0, 400], method, 5, 2).unwrap();
        (found.labels.len(), found.columns[0].iter().filter(|&&a| a > 40.0).count())
    };
    let (made, far) = count(Method::Adasyn);
    assert!(made.abs_diff(340) < 40, "{made}");
    assert_eq!(far, 0);
    let (made, far) = count(Method::Smote);
    assert_eq!(made, 340);
    assert!(far.abs_diff(170) < 40, "{far}");
}

#[test]
fn categories_are_the_most_frequent_of_the_neighbours_and_missing_stays() {
    let data = data(300, true);
    let rows = all(300);
    let found = resample(&training(&data, &rows), &[0, 500], Method::Smote, 5, 3).unwrap();
    let rare = |values: &[f32]| -> Vec<f32> {
        values.iter().zip(&data.labels).filter(|(_, &label)| label == 1).map(|(&value, _)| value).collect()
    };
    let codes = rare(&data.code);
    assert!(found.columns[1].iter().all(|code| code.is_nan() || codes.contains(code)));
    assert!(found.columns[0].iter().any(|value| value.is_nan()));
    let (low, high) = rare(&data.b).iter().fold((f32::MAX, f32::MIN), |(low, high), &b| (low.min(b), high.max(b)));
    assert!(found.columns[2].iter().all(|b| (low..=high).contains(b)));
}

#[test]
fn what_can_not_be_is_refused() {
    let data = data(60, false);
    let rows = all(60);
    let refused =
        |wanted: &[u32], k| resample(&training(&data, &rows), wanted, Method::Smote, k, 0).unwrap_err().message;
    assert_eq!(refused(&[0, 54], 0), "k must be at least 1, not 0");
    assert_eq!(refused(&[0, 54], 6), "class 1 has 6 rows to train on, which k = 6 neighbours need more than");
    assert_eq!(refused(&[54], 3), "a label is no class");
    assert!(resample(&training(&data, &rows), &[54, 6], Method::Smote, 50, 0).unwrap().labels.is_empty());
}

#[test]
fn odd_numbers_do_no_harm() {
    let a: Vec<f32> = (0..40).map(|i| [f32::INFINITY, f32::MAX, f32::MIN, f32::NAN, 0.0][i % 5]).collect();
    let labels: Vec<u16> = (0..40).map(|i| u16::from(i < 12)).collect();
    let rows = all(40);
    let training = Training { columns: vec![Column::Numbers(a.clone())], labels, rows };
    for method in [Method::Smote, Method::Adasyn] {
        let found = resample(&training, &[28, 28], method, 5, 0).unwrap();
        assert!(found.columns[0]
            .iter()
            .all(|value| a.iter().any(|a| a.to_bits() == value.to_bits()) || value.is_finite()));
    }
}
