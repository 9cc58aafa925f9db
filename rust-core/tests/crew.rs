//! Boosting by several threads gives the bytes and the losses of one.

use hedgerow::boosting::RoundLoss;
use hedgerow::random::Random;
use hedgerow::{write, BinnedMatrix, Boosting, Crew, Hands, RawColumn, Target, TreeOptions};
use std::sync::Arc;

/// Enough for parts of every kind of work to be handed out.
const ROWS: usize = 40_000;
const ROUNDS: usize = 4;

fn target(columns: &[Vec<f32>], classes: usize) -> Target {
    let mut random = Random::new(8, 0);
    let label = |row: usize, noise: u32| {
        let sum: f32 = columns.iter().step_by(3).map(|column| column[row]).filter(|value| !value.is_nan()).sum();
        (sum as usize / 40 + noise as usize / 3) as u16 % classes as u16
    };
    let labels = (0..ROWS).map(|row| label(row, random.below(4))).collect();
    let weights = (0..ROWS).map(|row| 1.0 + (row % 3) as f32).collect();
    let held_out = (0..ROWS).map(|row| u8::from(row % 11 == 0)).collect();
    Target::new(labels, classes, weights, held_out).unwrap()
}

/// Some with gaps, the last ones category codes.
fn columns() -> Vec<Vec<f32>> {
    let mut random = Random::new(5, 0);
    let mut column = |most: u32| -> Vec<f32> {
        (0..ROWS).map(|_| if random.below(9) == 0 { f32::NAN } else { random.below(most) as f32 }).collect()
    };
    (0..13).map(|i| column(if i < 10 { 50 << i } else { 30 })).collect()
}

fn train(hands: Hands, crew: Option<Arc<Crew>>, classes: usize, options: &TreeOptions) -> (Vec<u8>, Vec<RoundLoss>) {
    let columns = columns();
    let target = target(&columns, classes);
    let mut matrix = BinnedMatrix::for_target(&target).unwrap();

    let raw: Vec<RawColumn> = columns
        .iter()
        .enumerate()
        .map(|(i, values)| match i < 10 {
            true => RawColumn::Numbers { values, max_bins: 255 },
            false => RawColumn::Categories { codes: values, count: 30 },
        })
        .collect();
    matrix.add_together(hands, &raw).unwrap();
    let mut boosting = Boosting::new(matrix, target, options.clone(), 0.1).unwrap();
    if let Some(crew) = crew {
        boosting = boosting.with_crew(crew);
    }
    let mut losses: Vec<RoundLoss> = (0..ROUNDS).map(|_| boosting.step()).collect();
    losses.push(boosting.loss());
    (write(&boosting.ensemble(ROUNDS), b"{}").unwrap(), losses)
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let whole = TreeOptions { seed: 3, node_feature_subsample: 1.0, ..TreeOptions::boosting() };
    let sampled = TreeOptions { subsample: 0.7, feature_subsample: 0.9, node_feature_subsample: 0.8, ..whole.clone() };
    for classes in [2, 3] {
        for options in [&whole, &sampled] {
            let alone = train(Hands::ALONE, None, classes, options);
            for hands in 2..4 {
                let crew = Arc::new(Crew::new(hands));
                std::thread::scope(|scope| {
                    (1..hands).for_each(|_| drop(scope.spawn(|| crew.serve())));
                    let together = train(Hands::of(&crew), Some(Arc::clone(&crew)), classes, options);
                    crew.close();
                    assert!(together == alone, "{classes} classes, {hands} hands");
                });
            }
        }
    }
}

#[test]
fn columns_that_can_not_be_binned_are_named_and_none_is_appended() {
    let crew = Crew::new(2);
    let mut matrix = BinnedMatrix::new(3).unwrap();
    let good = RawColumn::Numbers { values: &[1.0, 2.0, 3.0], max_bins: 9 };
    let short = RawColumn::Numbers { values: &[1.0], max_bins: 9 };
    let error = matrix.add_together(Hands::of(&crew), &[good, short, short]).unwrap_err();
    assert_eq!(error.message, "column 2 has 1 values for 3 rows");
    assert_eq!(matrix.columns(), 0);
    matrix.add_together(Hands::of(&crew), &[good, good]).unwrap();
    assert_eq!(matrix.columns(), 2);
}
