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
#[derive(Clone, Debug)]
pub struct Training {
    /// All columns, each of as many rows as the largest row number needs.
    pub columns: Vec<Column>,
    /// The class of each row.
    pub labels: Vec<u16>,
    /// The rows that count; others are never looked at.
    pub rows: Vec<u32>,
}

/// Oversampling in progress: [`Resampling::step`] until it is done.
pub struct Resampling {
    training: Training,
    method: Method,
    neighbours: usize,
    seed: u64,
    deviations: Vec<f64>,
    /// Classes still to be filled up, with how many rows each lacks; the next last.
    queue: Vec<(u16, usize)>,
    current: Option<Maker>,
    synthetic: Synthetic,
}

impl Resampling {
    /// Ready to make rows until class `c` has `wanted[c]` of them; a class that has as many gets none, and with ADASYN one that has
    /// no neighbours of other classes gets none. `neighbours` is k.
    ///
    /// # Errors
    /// k of 0, a label past `wanted`, or a class with rows to make that has not more than k rows.
    pub fn new(training: Training, wanted: &[u32], method: Method, neighbours: usize, seed: u64) -> Result<Self> {
        if neighbours == 0 {
            return Err(Error::option("k must be at least 1, not 0"));
        }
        let mut counts = vec![0; wanted.len()];
        for &row in &training.rows {
            match counts.get_mut(usize::from(training.labels[row as usize])) {
                Some(count) => *count += 1,
                None => return Err(Error::data("a label is no class")),
            }
        }
        let mut queue = Vec::new();
        for (class, (&count, &wanted)) in counts.iter().zip(wanted).enumerate().rev() {
            let missing = (wanted as usize).saturating_sub(count);
            if missing == 0 || count == 0 {
                continue;
            }
            if count <= neighbours {
                let needs = format!("which k = {neighbours} neighbours need more than");
                return Err(Error::data(format!("class {class} has {count} rows to train on, {needs}")));
            }
            queue.push((class as u16, missing));
        }
        let synthetic = Synthetic { labels: Vec::new(), columns: vec![Vec::new(); training.columns.len()] };
        let deviations = training.deviations(&training.rows);
        Ok(Self { training, method, neighbours, seed, deviations, queue, current: None, synthetic })
    }

    /// Searches the neighbours of at most `count` rows. Whether all is done.
    pub fn step(&mut self, count: usize) -> bool {
        for _ in 0..count {
            if self.current.is_none() {
                let Some((class, missing)) = self.queue.pop() else { return true };
                self.current = Some(Maker::new(self, class, missing));
            }
            let done = self.current.as_mut().is_none_or(|maker| maker.advance(&self.training, &mut self.synthetic));
            if done {
                self.current = None;
            }
        }
        self.current.is_none() && self.queue.is_empty()
    }

    /// The rows made so far.
    pub fn synthetic(&self) -> &Synthetic {
        &self.synthetic
    }
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

impl Training {
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
struct Maker {
    class: u16,
    /// The class's rows.
    rows: Vec<u32>,
    laid: Rows,
    neighbours: usize,
    missing: usize,
    random: Random,
    /// With ADASYN: all rows, until the shares of other classes around each of the class's rows are known.
    shares: Option<Shares>,
    /// Rows of the class that are still to be joined with a neighbour; the next last.
    draws: Vec<u32>,
    known: Vec<Option<Vec<u32>>>,
}

/// Shares of other classes among the neighbours of the class's rows, as far as they are known.
struct Shares {
    all: Rows,
    /// Places of the class's rows among all.
    places: Vec<usize>,
    found: Vec<f64>,
}

impl Maker {
    fn new(run: &Resampling, class: u16, missing: usize) -> Self {
        let training = &run.training;
        let is_own = |&row: &u32| training.labels[row as usize] == class;
        let rows: Vec<u32> = training.rows.iter().copied().filter(is_own).collect();
        let own = training.deviations(&rows);
        let scaled = own.iter().zip(&run.deviations).map(|(own, all)| if *all > 0.0 { own / all } else { 0.0 });
        let cost = match median(scaled) {
            // Without numbers each difference counts the same.
            None => 1.0,
            Some(median) => median * median / 2.0,
        };
        let laid = Rows::new(&training.columns, &rows, &run.deviations, cost);
        let mut random = Random::new(run.seed, u64::from(class));
        let (mut shares, mut draws) = (None, Vec::new());
        match run.method {
            Method::Smote => draws = (0..missing).map(|_| random.below(rows.len() as u32)).collect(),
            Method::Adasyn => {
                let all = Rows::new(&training.columns, &training.rows, &run.deviations, cost);
                let places = (0..training.rows.len()).filter(|&i| is_own(&training.rows[i])).collect();
                shares = Some(Shares { all, places, found: Vec::new() });
            }
        }
        draws.reverse();
        let known = vec![None; rows.len()];
        Self { class, rows, laid, neighbours: run.neighbours, missing, random, shares, draws, known }
    }

    /// One row's neighbours further. Whether all rows of the class are made.
    fn advance(&mut self, training: &Training, into: &mut Synthetic) -> bool {
        if let Some(shares) = &mut self.shares {
            let foreign = |&&near: &&u32| training.labels[training.rows[near as usize] as usize] != self.class;
            if let Some(&place) = shares.places.get(shares.found.len()) {
                let near = shares.all.nearest(place, self.neighbours);
                shares.found.push(near.iter().filter(foreign).count() as f64);
                return false;
            }
            self.draws = spread(&shares.found, self.missing);
            self.draws.reverse();
            self.shares = None;
        }
        while let Some(draw) = self.draws.pop() {
            let searched = self.known[draw as usize].is_none();
            self.make(draw, training, into);
            if searched {
                return false;
            }
        }
        true
    }

    /// A row between the class's row number `draw` and one of its neighbours.
    fn make(&mut self, draw: u32, training: &Training, into: &mut Synthetic) {
        let nearest = || self.laid.nearest(draw as usize, self.neighbours);
        let near = self.known[draw as usize].get_or_insert_with(nearest);
        let other = near[self.random.below(near.len() as u32) as usize];
        let step = (self.random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        let [own, other] = [draw, other].map(|i| self.rows[i as usize] as usize);
        for (column, out) in training.columns.iter().zip(&mut into.columns) {
            out.push(match column {
                Column::Numbers(values) => between(values[own], values[other], step),
                Column::Categories(codes) => most_frequent(near.iter().map(|&i| codes[self.rows[i as usize] as usize])),
            });
        }
        into.labels.push(self.class);
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
