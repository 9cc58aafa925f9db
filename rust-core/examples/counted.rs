//! A fixed piece of work, whose instructions bench/instructions.ts counts: `counted WORK TIMES`. The data is made up by a formula, so
//! that every run does the same.

use hedgerow::{score_batch, score_row, BinnedMatrix, Boosting, Forest, Model, Result, Target, TreeOptions};

const ROWS: usize = 4000;
const FEATURES: usize = 10;
const CLASSES: u16 = 3;

/// A number that looks drawn, from -1 to 1; every seventeenth is missing.
fn cell(row: usize, feature: usize) -> f32 {
    let mixed = ((row * FEATURES + feature + 1) as u32).wrapping_mul(2_654_435_761);
    match (mixed >> 7) % 17 {
        0 => f32::NAN,
        _ => (mixed >> 8) as f32 / 8_388_608.0 - 1.0,
    }
}

fn training() -> Result<(BinnedMatrix, Target)> {
    let column = |feature: usize| (0..ROWS).map(move |row| cell(row, feature));
    let labels = (0..ROWS).map(|row| {
        let sum = cell(row, 0).max(-1.0) + cell(row, 1).max(-1.0) * cell(row, 2).max(-1.0);
        u16::from(sum > -0.3) + u16::from(sum > 0.4)
    });
    let target = Target::new(labels.collect(), CLASSES.into(), vec![], vec![])?;
    let mut matrix = BinnedMatrix::for_target(&target)?;
    for feature in 0..FEATURES - 2 {
        matrix.add_numbers(&column(feature).collect::<Vec<f32>>(), 255)?;
    }
    for feature in FEATURES - 2..FEATURES {
        let codes: Vec<f32> = column(feature).map(|x| ((x + 1.0) * 15.0).floor()).collect();
        matrix.add_categories(&codes, 30)?;
    }
    Ok((matrix, target))
}

fn boosted(rounds: usize) -> Result<Model> {
    let (matrix, target) = training()?;
    let mut boosting = Boosting::new(matrix, target, TreeOptions::boosting(), 0.1)?;
    for _ in 0..rounds {
        boosting.step();
    }
    Model::read(&hedgerow::write(&boosting.ensemble(rounds), b"{}")?)
}

fn grown(trees: usize) -> Result<()> {
    let (matrix, target) = training()?;
    let mut forest = Forest::new(matrix, target, TreeOptions::forest(), false, 0)?;
    for _ in 0..trees {
        forest.step()?;
    }
    Ok(())
}

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let work = words.next().unwrap_or_default();
    let times: usize = words.next().and_then(|word| word.parse().ok()).unwrap_or(1);
    let rows: Vec<f32> = (0..1000 * FEATURES).map(|i| cell(i / FEATURES + ROWS, i % FEATURES)).collect();
    match work.as_str() {
        "binning" => (0..times).try_for_each(|_| training().map(|_| ())),
        "boosting" => boosted(10 * times).map(|_| ()),
        "forest" => grown(5 * times),
        "rows" => {
            let model = boosted(10)?;
            let mut margins = vec![0.0; CLASSES.into()];
            for row in rows.chunks(FEATURES).cycle().take(1000 * times) {
                score_row(&model, row, &mut margins);
            }
            Ok(())
        }
        "batch" => {
            let model = boosted(10)?;
            (0..times).try_for_each(|_| score_batch(&model, &rows, 1000).map(|_| ()))
        }
        _ => panic!("binning, boosting, forest, rows or batch"),
    }
}
