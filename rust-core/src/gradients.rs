//! Losses, targets (negative gradients) and weights (hessians) of many rows at once. In: margins and labels. Out: the numbers
//! of `loss.rs`, to about 1e-12, in loops without branches, of which the compiler makes SIMD.
//!
//! `exp` and `ln` here are not those of the probabilities. They are short polynomials of plain additions and multiplications,
//! so their bits are the same on every platform too.

use std::ops::Range;

/// Rows worked on together.
pub(crate) const CHUNK: usize = 64;

/// Rows that one hand works on. Sums of numbers that are not whole are made segment by segment, whoever makes them.
pub(crate) const SEGMENT: usize = 256 * CHUNK;

/// The segments of so many rows.
pub(crate) fn segments(rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows).step_by(SEGMENT).map(move |first| first..rows.min(first + SEGMENT))
}

/// Adding and taking away 1.5 * 2^52 rounds a number below 2^51 to a whole one, which is then in its low bits.
pub(crate) const ROUND: f64 = 6_755_399_441_055_744.0;

/// exp(x) for x up to 0; at least exp(-700).
#[inline(always)]
fn exp(x: f64) -> f64 {
    const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = if x > -700.0 { x } else { -700.0 };
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = (x - whole * LN2_HIGH) - whole * LN2_LOW;
    // Taylor to the tenth power: |r| is at most ln(2) / 2, so what is left out is below 3e-13.
    let mut sum = 1.0 / 3_628_800.0;
    for factor in [362_880.0, 40_320.0, 5_040.0, 720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0] {
        sum = sum * r + 1.0 / factor;
    }
    sum * f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52)
}

/// ln(x) for finite x from 1.
#[inline(always)]
fn ln(x: f64) -> f64 {
    // x = mantissa * 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)).
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let bits = x.to_bits().wrapping_sub(SQRT_HALF);
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)).wrapping_add(SQRT_HALF));
    let exponent = f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000) - 4_503_599_627_370_496.0;
    // 2 artanh(s); s * s is at most 0.0295, so what is left out is below 1e-13.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut sum = 1.0 / 17.0;
    for odd in [15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        sum = sum * square + 1.0 / odd;
    }
    exponent * std::f64::consts::LN_2 + 2.0 * s * sum
}

/// Two rows at a time, side by side, as SIMD has two f64: the module is built without loops that the compiler makes vectors of.
#[inline(always)]
pub(crate) fn each_row(mut work: impl FnMut(usize)) {
    for i in (0..CHUNK).step_by(2) {
        work(i);
        work(i + 1);
    }
}

/// Numbers of up to [`CHUNK`] rows.
pub(crate) type Chunk = [f64; CHUNK];

/// Of the binary log-loss: targets y - p, weights p (1 - p), and the losses in nats.
#[inline(never)]
pub(crate) fn binary(margins: &Chunk, labels: &Chunk, targets: &mut Chunk, weights: &mut Chunk, losses: &mut Chunk) {
    each_row(|i| {
        let small = exp(-margins[i].abs());
        let share = 1.0 / (1.0 + small);
        let p = if margins[i] >= 0.0 { share } else { small * share };
        targets[i] = labels[i] - p;
        weights[i] = small * share * share;
        // ln(1 + exp(z)) without overflow, z being the margin against the label.
        let z = margins[i] * (1.0 - 2.0 * labels[i]);
        losses[i] = if z > 0.0 { z } else { 0.0 } + ln(1.0 + small);
    });
}

/// Targets and weights of one class of the softmax log-loss; `is_label` is 1 where it is the row's class, else 0.
#[inline(never)]
pub(crate) fn softmax_targets(
    margins: &Chunk,
    normalisers: &Chunk,
    is_label: &Chunk,
    targets: &mut Chunk,
    weights: &mut Chunk,
) {
    each_row(|i| {
        let difference = margins[i] - normalisers[i];
        let p = exp(if difference < 0.0 { difference } else { 0.0 });
        targets[i] = is_label[i] - p;
        weights[i] = p * (1.0 - p);
    });
}

/// ln(sum of exp(margins)) of each row; `margins(i)` are those of output `i`.
pub(crate) fn normalisers(outputs: usize, margins: impl Fn(usize) -> Chunk, normalisers: &mut Chunk) {
    let mut most = [f64::NEG_INFINITY; CHUNK];
    for output in 0..outputs {
        let margins = margins(output);
        each_row(|i| {
            most[i] = if margins[i] > most[i] { margins[i] } else { most[i] };
        });
    }
    let mut sums = [0.0; CHUNK];
    for output in 0..outputs {
        let margins = margins(output);
        each_row(|i| {
            sums[i] += exp(margins[i] - most[i]);
        });
    }
    each_row(|i| {
        normalisers[i] = most[i] + ln(sums[i]);
    });
}

/// The values from `first` on, as many as there are, then zeros.
#[inline(never)]
pub(crate) fn chunk<T: Copy>(values: &[T], first: usize, number: impl Fn(T) -> f64) -> Chunk {
    let mut chunk = [0.0; CHUNK];
    match values[first..].first_chunk::<CHUNK>() {
        Some(values) => each_row(|i| chunk[i] = number(values[i])),
        None => chunk.iter_mut().zip(&values[first..]).for_each(|(to, &value)| *to = number(value)),
    }
    chunk
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{binary_loss, binary_target, log_sum_exp, softmax_target};
    use crate::random::Random;

    fn drawn(random: &mut Random, width: f64) -> Chunk {
        std::array::from_fn(|_| (f64::from(random.below(1 << 24)) / f64::from(1 << 23) - 1.0) * width)
    }

    fn assert_near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 2e-12 * (1e-3 + expected.abs()), "{found}, not {expected}");
    }

    #[test]
    fn binary_numbers_are_those_of_single_rows() {
        let mut random = Random::new(1, 1);
        for width in [0.1, 3.0, 40.0, 700.0] {
            let margins = drawn(&mut random, width);
            let labels: Chunk = std::array::from_fn(|i| f64::from((i % 2) as u8));
            let (mut targets, mut weights, mut losses) = ([0.0; CHUNK], [0.0; CHUNK], [0.0; CHUNK]);
            binary(&margins, &labels, &mut targets, &mut weights, &mut losses);
            for i in 0..CHUNK {
                let (target, weight) = binary_target(margins[i], (i % 2) as u16);
                assert_near(targets[i], target);
                assert_near(weights[i], weight);
                assert_near(losses[i], binary_loss(margins[i], (i % 2) as u16));
            }
        }
    }

    #[test]
    fn softmax_numbers_are_those_of_single_rows() {
        let mut random = Random::new(2, 1);
        for outputs in [2, 3, 40] {
            for width in [0.1, 3.0, 40.0, 900.0] {
                let margins: Vec<Chunk> = (0..outputs).map(|_| drawn(&mut random, width)).collect();
                let is_label: Chunk = std::array::from_fn(|i| f64::from(u8::from(i % 3 == 0)));
                let mut all = [0.0; CHUNK];
                normalisers(outputs, |output| margins[output], &mut all);
                let (mut targets, mut weights) = ([0.0; CHUNK], [0.0; CHUNK]);
                softmax_targets(&margins[1], &all, &is_label, &mut targets, &mut weights);
                for i in 0..CHUNK {
                    let normaliser = log_sum_exp(margins.iter().map(|margins| margins[i]));
                    assert_near(all[i], normaliser);
                    let (target, weight) = softmax_target(margins[1][i], normaliser, i % 3 == 0);
                    assert_near(targets[i], target);
                    assert_near(weights[i], weight);
                }
            }
        }
    }

    #[test]
    fn certain_rows_have_no_loss() {
        let (mut margins, labels) = ([0.0; CHUNK], [1.0; CHUNK]);
        margins[0] = 1e4;
        margins[1] = -1e4;
        let (mut losses, mut targets, mut weights) = ([0.0; CHUNK], [0.0; CHUNK], [0.0; CHUNK]);
        binary(&margins, &labels, &mut targets, &mut weights, &mut losses);
        assert_eq!((losses[0], losses[1]), (0.0, 1e4));
        assert_eq!((targets[0], targets[1]), (0.0, 1.0));
        assert_eq!(losses[2], std::f64::consts::LN_2);
        assert!(weights[0] > 0.0 && weights[0] < 1e-300);
    }
}
