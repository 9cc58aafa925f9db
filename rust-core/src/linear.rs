//! Linear separation of sparse rows: one class against the rest. In: rows, the side that each is on and its cost. Out: a
//! weight a column and a bias which minimise half their squared length plus the costs of the squared hinge losses: the
//! L2-loss linear support vector machine, by dual coordinate descent with shrinking (Hsieh, Chang, Lin, Keerthi,
//! Sundararajan 2008, "A dual coordinate descent method for large-scale linear SVM"). The bias is the weight of a column
//! that is 1 in every row.
//!
//! What holds at every step: `weights` is the sum of `sign * dual * row`. Duals have no upper bound, so the solution for one
//! cost is a good start for the next: a path of ascending costs is cheaper than its parts.

use crate::error::{Error, Result};
use crate::random::Random;
use crate::sparse::SparseRows;

/// A gradient smaller than this does not move a dual.
const STILL: f64 = 1e-12;

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub struct Accuracy {
    /// Largest difference of two projected gradients at the end.
    pub tolerance: f64,
    /// Most passes over the rows; beyond it the solution is taken as it is.
    pub passes: u32,
}

impl Default for Accuracy {
    fn default() -> Self {
        Self { tolerance: 0.1, passes: 200 }
    }
}

/// One class against the rest, solved for one cost after another.
pub struct Separation<'a> {
    rows: &'a SparseRows,
    signs: &'a [i8],
    /// Factor of the cost of each row.
    emphasis: &'a [f32],
    /// Squared length of each row, the bias column with it.
    lengths: Vec<f64>,
    duals: Vec<f64>,
    weights: Vec<f64>,
    bias: f64,
    random: Random,
}

impl<'a> Separation<'a> {
    /// `signs` has 1 for rows of the class, -1 for the others and 0 for rows that are left out. `emphasis` multiplies each
    /// row's cost (finite, at least 0; a row of 0 is left out); empty for 1.
    pub fn new(rows: &'a SparseRows, signs: &'a [i8], emphasis: &'a [f32], seed: u64) -> Result<Self> {
        if signs.len() != rows.rows() || !(emphasis.is_empty() || emphasis.len() == rows.rows()) {
            return Err(Error::data("a separation needs one sign and one weight a row"));
        }
        if emphasis.iter().any(|weight| !(weight.is_finite() && *weight >= 0.0)) {
            return Err(Error::data("the weight of a row must be a finite number of at least 0"));
        }
        let lengths = (0..rows.rows()).map(|row| 1.0 + rows.row(row).map(|(_, value)| value * value).sum::<f64>());
        Ok(Self {
            rows,
            signs,
            emphasis,
            lengths: lengths.collect(),
            duals: vec![0.0; rows.rows()],
            weights: vec![0.0; rows.width()],
            bias: 0.0,
            random: Random::new(seed, 0),
        })
    }

    /// Solves for this cost, from the solution for the one before.
    pub fn solve(&mut self, cost: f64, accuracy: Accuracy) -> Result<()> {
        if !(cost.is_finite() && cost > 0.0) {
            return Err(Error::option("the cost of a linear separation must be a finite number above 0"));
        }
        let mut all: Vec<u32> =
            (0..self.signs.len() as u32).filter(|&row| self.cost(row as usize, cost) > 0.0).collect();
        let mut active = all.len();
        let mut bounds = (f64::INFINITY, f64::NEG_INFINITY);
        for _ in 0..accuracy.passes {
            let (most, least) = self.pass(&mut all, &mut active, cost, bounds);
            if most - least <= accuracy.tolerance {
                if active == all.len() {
                    break;
                }
                // Rows that were set aside have their say before the end.
                active = all.len();
                bounds = (f64::INFINITY, f64::NEG_INFINITY);
                continue;
            }
            bounds.0 = if most <= 0.0 { f64::INFINITY } else { most };
            bounds.1 = if least >= 0.0 { f64::NEG_INFINITY } else { least };
        }
        Ok(())
    }

    fn cost(&self, row: usize, cost: f64) -> f64 {
        let used = if self.signs[row] == 0 { 0.0 } else { cost };
        used * self.emphasis.get(row).map_or(1.0, |&weight| f64::from(weight))
    }

    /// One pass over the first `active` rows of `order`, in random order; rows whose dual stays 0 move behind them. The
    /// largest and the smallest projected gradient.
    fn pass(&mut self, order: &mut [u32], active: &mut usize, cost: f64, bounds: (f64, f64)) -> (f64, f64) {
        let (mut most, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        self.random.choose_to_front(&mut order[..*active], *active);
        let mut at = 0;
        while at < *active {
            let row = order[at] as usize;
            let softness = 0.5 / self.cost(row, cost);
            let sign = f64::from(self.signs[row]);
            let dual = self.duals[row];
            let gradient = sign * self.margin(row) - 1.0 + softness * dual;
            let mut projected = gradient;
            if dual == 0.0 {
                if gradient > bounds.0 {
                    *active -= 1;
                    order.swap(at, *active);
                    continue;
                }
                projected = gradient.min(0.0);
            }
            most = most.max(projected);
            least = least.min(projected);
            if projected.abs() > STILL {
                self.move_dual(row, (dual - gradient / (self.lengths[row] + softness)).max(0.0));
            }
            at += 1;
        }
        (most, least)
    }

    fn move_dual(&mut self, row: usize, dual: f64) {
        let step = (dual - self.duals[row]) * f64::from(self.signs[row]);
        self.duals[row] = dual;
        for (column, value) in self.rows.row(row) {
            self.weights[column] += step * value;
        }
        self.bias += step;
    }

    /// How far on the class's side a row is.
    pub fn margin(&self, row: usize) -> f64 {
        self.rows.dot(row, &self.weights) + self.bias
    }

    /// A weight a column.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The margin of a row without any entry.
    pub fn bias(&self) -> f64 {
        self.bias
    }

    /// The dual of each row: 0 for rows that are far enough on their side.
    pub fn duals(&self) -> &[f64] {
        &self.duals
    }
}
