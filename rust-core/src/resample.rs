//! New rows for rare classes. In: columns as they are encoded, labels, which rows are trained on, how many rows each class is to
//! have. Out: synthetic rows, each on the segment between a row and one of its nearest neighbours of the same class.
//!
//! SMOTE (Chawla et al. 2002) draws the rows evenly; ADASYN (He et al. 2008) gives a row the more, the more of its neighbours among
//! all rows are of other classes. Categories follow SMOTE-NC: the most frequent one among the neighbours; for distances, two that differ
//! cost half the squared median of the class's standard deviations, as in imbalanced-learn. Other than there, numbers are
//! compared in standard deviations of their column, so that no unit outweighs the others, and missing values are allowed:
//! a number that either end of a segment lacks is the row's own.

use crate::error::{Error, Result};
use crate::neighbours::{Column, Rows};
use crate::random::Random;

/// How rows are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Evenly.
    Smote,
    /// Where other classes are near.
    Adasyn,
}

/// Rows that nobody saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Synthetic {
    /// Their classes.
    pub labels: Vec<u16>,
    /// Column after column.
    pub columns: Vec<Vec<f32>>,
}

/// Rows to learn from.
pub struct Training<'a> {
    /// All columns, each as long as `labels`.
    pub columns: Vec<Column<'a>>,
    /// The class of each row.
    pub labels: &'a [u16],
    /// The rows that count; others are never looked at.
    pub rows: &'a [u32],
}

/// Makes rows until class `c` has `wanted[c]` of them; a class that has as many gets none, and with ADASYN one that has no
/// neighbours of other classes gets none. `neighbours` is k.
///
/// # Errors
/// k of 0, a label past `wanted`, or a class with rows to make that has not more than k rows.
pub fn resample(
    training: &Training,
    wanted: &[u32],
    method: Method,
    neighbours: usize,
    seed: u64,
) -> Result<Synthetic> {
    if neighbours == 0 {
        return Err(Error::option("k must be at least 1, not 0"));
    }
    let mut by_class: Vec<Vec<u32>> = vec![Vec::new(); wanted.len()];
    for &row in training.rows {
        match by_class.get_mut(usize::from(training.labels[row as usize])) {
            Some(rows) => rows.push(row),
            None => return Err(Error::data("a label is no class")),
        }
    }
    let mut synthetic = Synthetic { labels: Vec::new(), columns: vec![Vec::new(); training.columns.len()] };
    let deviations = training.deviations(training.rows);
    for (class, rows) in by_class.iter().enumerate() {
        let missing = (wanted[class] as usize).saturating_sub(rows.len());
        if missing == 0 || rows.is_empty() {
            continue;
        }
        if rows.len() <= neighbours {
            let message = format!(
                "class {class} has {} rows to train on, which k = {neighbours} neighbours need more than",
                rows.len()
            );
            return Err(Error::data(message));
        }
        let mut random = Random::new(seed, class as u64);
        let maker = Maker::new(training, rows, &deviations, neighbours);
        match method {
            Method::Smote => {
                let draws = (0..missing).map(|_| random.below(rows.len() as u32)).collect();
                maker.make(draws, class as u16, &mut random, &mut synthetic);
            }
            Method::Adasyn => {
                let shares = maker.foreign_shares(training);
                let draws = spread(&shares, missing);
                maker.make(draws, class as u16, &mut random, &mut synthetic);
            }
        }
    }
    Ok(synthetic)
}

/// Each index as often as its share of `count` says, rounded.
fn spread(shares: &[f64], count: usize) -> Vec<u32> {
    let total: f64 = shares.iter().sum();
    if total == 0.0 {
        return Vec::new();
    }
    let times = |share: &f64| (share / total * count as f64).round_ties_even() as usize;
    shares.iter().enumerate().flat_map(|(i, share)| std::iter::repeat_n(i as u32, times(share))).collect()
}

impl Training<'_> {
    /// The standard deviation of each number column over the present values of some rows; 0 where there are none.
    fn deviations(&self, rows: &[u32]) -> Vec<f64> {
        let numbers = self.columns.iter().filter_map(|column| match column {
            Column::Numbers(values) => Some(deviation(rows.iter().map(|&row| f64::from(values[row as usize])))),
            Column::Categories(_) => None,
        });
        numbers.collect()
    }
}

fn deviation(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let present = values.filter(|value| value.is_finite());
    let count = present.clone().count() as f64;
    let mean = present.clone().sum::<f64>() / count;
    let squares: f64 = present.map(|value| (value - mean).powi(2)).sum();
    let deviation = (squares / count).sqrt();
    if deviation.is_finite() {
        deviation
    } else {
        0.0
    }
}

/// Makes rows of one class.
struct Maker<'a> {
    training: &'a Training<'a>,
    /// The class's rows.
    rows: &'a [u32],
    deviations: &'a [f64],
    cost: f64,
    laid: Rows,
    neighbours: usize,
}

impl<'a> Maker<'a> {
    fn new(training: &'a Training<'a>, rows: &'a [u32], deviations: &'a [f64], neighbours: usize) -> Self {
        let own = training.deviations(rows);
        let scaled = own.iter().zip(deviations).map(|(own, all)| if *all > 0.0 { own / all } else { 0.0 });
        let cost = match median(scaled) {
            // Without numbers each difference counts the same.
            None => 1.0,
            Some(median) => median * median / 2.0,
        };
        let laid = Rows::new(&training.columns, rows, deviations, cost);
        Self { training, rows, deviations, cost, laid, neighbours }
    }

    /// For each row of the class the share of other classes among its neighbours of all classes.
    fn foreign_shares(&self, training: &Training) -> Vec<f64> {
        let all = Rows::new(&training.columns, training.rows, self.deviations, self.cost);
        let class = training.labels[self.rows[0] as usize];
        let places = (0..training.rows.len()).filter(|&i| training.labels[training.rows[i] as usize] == class);
        let foreign = |&&near: &&u32| training.labels[training.rows[near as usize] as usize] != class;
        let share = |place| all.nearest(place, self.neighbours).iter().filter(foreign).count() as f64;
        places.map(|place| share(place) / self.neighbours as f64).collect()
    }

    /// A row for each of `draws`, which number rows of the class.
    fn make(&self, draws: Vec<u32>, class: u16, random: &mut Random, into: &mut Synthetic) {
        let mut known: Vec<Option<Vec<u32>>> = vec![None; self.rows.len()];
        for draw in draws {
            let near = known[draw as usize].get_or_insert_with(|| self.laid.nearest(draw as usize, self.neighbours));
            let other = near[random.below(near.len() as u32) as usize];
            let step = (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
            let [own, other] = [draw, other].map(|i| self.rows[i as usize] as usize);
            for (column, out) in self.training.columns.iter().zip(&mut into.columns) {
                out.push(match column {
                    Column::Numbers(values) => between(values[own], values[other], step),
                    Column::Categories(codes) => {
                        most_frequent(near.iter().map(|&i| codes[self.rows[i as usize] as usize]))
                    }
                });
            }
            into.labels.push(class);
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values = ascending(values);
    let (&low, &high) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    Some((low + high) / 2.0)
}

/// A point on the segment; the own value where there is no segment.
fn between(own: f32, other: f32, step: f64) -> f32 {
    if !own.is_finite() || !other.is_finite() {
        return own;
    }
    let (a, b) = (f64::from(own), f64::from(other));
    let (point, low, high) = ((a + step * (b - a)) as f32, own.min(other), own.max(other));
    // `clamp` has an assertion that tells floats: their texts would be 15 KB of the module.
    match point {
        _ if point < low => low,
        _ if point > high => high,
        _ => point,
    }
}

/// Of equally frequent codes the lowest; missing counts as a code below all.
fn most_frequent(codes: impl Iterator<Item = f32>) -> f32 {
    let sorted = ascending(codes.map(|code| if code.is_nan() { -1.0 } else { f64::from(code) }));
    let (mut best, mut most) = (-1.0, 0);
    for group in sorted.chunk_by(|a, b| a == b) {
        if group.len() > most {
            (best, most) = (group[0], group.len());
        }
    }
    if best < 0.0 {
        f32::NAN
    } else {
        best as f32
    }
}

/// A few numbers in order.
fn ascending(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = Vec::new();
    for value in values {
        sorted.insert(sorted.partition_point(|other| other.total_cmp(&value).is_le()), value);
    }
    sorted
}
