//! Made-up rows that the tests of whole learners share.

// Each test file uses what it needs.
#![allow(dead_code)]

use hedgerow::random::Random;
use hedgerow::{BinnedMatrix, Boosting, Target, TreeOptions};

/// Two number columns (one with missing values), a category column (5 codes, some missing), `classes` classes.
pub struct Sample {
    pub columns: [Vec<f32>; 3],
    pub labels: Vec<u16>,
    pub classes: usize,
}

pub fn sample(seed: u64, rows: usize, classes: usize) -> Sample {
    let mut random = Random::new(seed, 9);
    let mut columns = [vec![], vec![], vec![]];
    let mut labels = vec![];
    for _ in 0..rows {
        let (a, b, c) = (random.below(1000) as f32 / 10.0, random.below(300) as f32, random.below(5) as f32);
        let signal = (a > 50.0) as u32 + (b > 150.0 && c > 1.0) as u32 + u32::from(random.below(10) == 0);
        labels.push((signal as usize % classes) as u16);
        let missing = |value: f32, random: &mut Random| if random.below(9) == 0 { f32::NAN } else { value };
        columns[0].push(a);
        columns[1].push(missing(b, &mut random));
        columns[2].push(missing(c, &mut random));
    }
    Sample { columns, labels, classes }
}

impl Sample {
    pub fn matrix(&self) -> BinnedMatrix {
        let mut matrix = BinnedMatrix::new(self.labels.len()).unwrap();
        matrix.add_numbers(&self.columns[0], 255).unwrap();
        matrix.add_numbers(&self.columns[1], 64).unwrap();
        matrix.add_categories(&self.columns[2], 5).unwrap();
        matrix
    }

    pub fn target(&self, weights: Vec<f32>, held_out: Vec<u8>) -> Target {
        Target::new(self.labels.clone(), self.classes, weights, held_out).unwrap()
    }

    pub fn row(&self, row: usize) -> [f32; 3] {
        [0, 1, 2].map(|column| self.columns[column][row])
    }

    pub fn boosting(&self, options: TreeOptions) -> Boosting {
        let matrix = self.matrix();
        let held_out = (0..self.labels.len()).map(|row| u8::from(row % 10 == 3)).collect();
        let target = self.target(vec![], held_out);
        Boosting::new(matrix, target, options, 0.2).unwrap()
    }
}

pub fn run(boosting: &mut Boosting, rounds: usize) {
    for _ in 0..rounds {
        boosting.step();
    }
}
