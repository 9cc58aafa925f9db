//! Losses of many rows. In: chunks of them with the rows' weights. Out: means over the training rows and over those held out.

use crate::gradients::{chunk, each_row, Chunk, CHUNK};

/// Mean log-loss in nats, weighted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoundLoss {
    /// Of the training rows.
    pub training: f64,
    /// Of the held-out rows; NaN where there are none.
    pub held_out: f64,
}

/// Weighted losses of all rows and of the held-out ones, added up lane by lane.
pub(crate) struct LossSums<'a> {
    /// None where no row is held out.
    held_out: Option<&'a [u8]>,
    sums: [Chunk<f64>; 2],
}

impl<'a> LossSums<'a> {
    pub(crate) fn new(held_out: Option<&'a [u8]>) -> Self {
        Self { held_out, sums: [[0.0; CHUNK]; 2] }
    }

    pub(crate) fn add(&mut self, first: usize, losses: &Chunk, weights: &Chunk) {
        let [training, held_out] = &mut self.sums;
        if let Some(marks) = self.held_out {
            let marks = chunk(marks, first, |mark| f32::from(u8::from(mark != 0)));
            each_row(|i| {
                training[i] += f64::from(losses[i] * weights[i] * (1.0 - marks[i]));
                held_out[i] += f64::from(losses[i] * weights[i] * marks[i]);
            });
        } else {
            each_row(|i| training[i] += f64::from(losses[i] * weights[i]));
        }
    }

    /// Of the sums over each segment.
    pub(crate) fn means(segments: &[Self], total_weights: [f64; 2]) -> RoundLoss {
        let mut sums = [0.0; 2];
        for segment in segments {
            for (sum, lanes) in sums.iter_mut().zip(&segment.sums) {
                *sum = add_up(*sum, lanes);
            }
        }
        RoundLoss { training: sums[0] / total_weights[0], held_out: sums[1] / total_weights[1] }
    }
}

/// Once a round: not worth the code of a loop that is unrolled.
#[inline(never)]
fn add_up(sum: f64, lanes: &[f64]) -> f64 {
    lanes.iter().fold(sum, |sum, loss| sum + loss)
}
