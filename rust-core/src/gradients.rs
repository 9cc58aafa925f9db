//! Losses, targets (negative gradients) and weights (hessians) of many rows at once. In: margins and labels. Out: the numbers
//! of `loss.rs`, to the precision of f32, in loops without branches, of which the compiler makes SIMD.
//!
//! `exp` and `ln` here are not those of the probabilities. They are short polynomials of plain additions and multiplications,
//! so their bits are the same on every platform too.

use std::ops::Range;

/// Rows worked on together.
pub(crate) const CHUNK: usize = 128;

/// Rows that one hand works on. Sums of numbers that are not whole are made segment by segment, whoever makes them.
pub(crate) const SEGMENT: usize = 128 * CHUNK;

/// The segments of so many rows.
pub(crate) fn segments(rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows).step_by(SEGMENT).map(move |first| first..rows.min(first + SEGMENT))
}

/// Adding and taking away 1.5 * 2^23 rounds a number below 2^22 to a whole one, which is then in its low bits.
const ROUND: f32 = 12_582_912.0;

/// exp(x) for x up to 0; at least exp(-87).
#[inline(always)]
fn exp(x: f32) -> f32 {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = if x > -87.0 { x } else { -87.0 };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = (x - whole * LN2_HIGH) - whole * LN2_LOW;
    // Taylor to the seventh power: |r| is at most ln(2) / 2, so what is left out is below 6e-9.
    let sum = polynomial(r, [1.0, 1.0, 1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5_040.0]);
    sum * f32::from_bits(shifted.to_bits().wrapping_add(127) << 23)
}

/// ln of a number, given s = (number - 1) / (number + 1), up to a third: 2 artanh(s). What is left out is below 2e-9 of it.
#[inline(always)]
fn ln_by_artanh(s: f32) -> f32 {
    let factors = [1.0, 1.0 / 3.0, 1.0 / 5.0, 1.0 / 7.0, 1.0 / 9.0, 1.0 / 11.0, 1.0 / 13.0, 1.0 / 15.0];
    2.0 * s * polynomial(s * s, factors)
}

/// The sum of these times the powers of x, from 0 on. In halves (Estrin): no term waits for all before it.
#[inline(always)]
fn polynomial(x: f32, [a, b, c, d, e, f, g, h]: [f32; 8]) -> f32 {
    let square = x * x;
    let (low, high) = ((a + b * x) + square * (c + d * x), (e + f * x) + square * (g + h * x));
    low + (square * square) * high
}

/// ln(x) for finite x from 1.
#[inline(always)]
fn ln(x: f32) -> f32 {
    // x = mantissa * 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)).
    const SQRT_HALF: u32 = 0x3f35_04f3;
    let bits = x.to_bits().wrapping_sub(SQRT_HALF);
    let mantissa = f32::from_bits((bits & ((1 << 23) - 1)).wrapping_add(SQRT_HALF));
    let exponent = f32::from_bits((bits >> 23) | 0x4b00_0000) - 8_388_608.0;
    exponent * std::f32::consts::LN_2 + ln_by_artanh((mantissa - 1.0) / (mantissa + 1.0))
}

/// Four rows at a time, side by side, as SIMD has four f32: the module is built without loops that the compiler makes vectors of.
#[inline(always)]
pub(crate) fn each_row(mut work: impl FnMut(usize)) {
    for i in (0..CHUNK).step_by(4) {
        work(i);
        work(i + 1);
        work(i + 2);
        work(i + 3);
    }
}

/// Numbers of up to [`CHUNK`] rows.
pub(crate) type Chunk<T = f32> = [T; CHUNK];

/// Of the binary log-loss: targets y - p, weights p (1 - p), and the losses in nats.
#[inline(never)]
pub(crate) fn binary(margins: &Chunk, labels: &Chunk, targets: &mut Chunk, weights: &mut Chunk, losses: &mut Chunk) {
    each_row(
        #[inline(always)]
        |i| (targets[i], weights[i], losses[i]) = binary_row(margins[i], labels[i]),
    );
}

#[inline(always)]
fn binary_row(margin: f32, label: f32) -> (f32, f32, f32) {
    let small = exp(-margin.abs());
    let share = 1.0 / (1.0 + small);
    // The margin against the label. The target is the probability of the other class: a difference of near numbers would lose it.
    let sign = 1.0 - 2.0 * label;
    let z = margin * sign;
    let target = -sign * if z >= 0.0 { share } else { small * share };
    // ln(1 + exp(z)) without overflow; the first term is z where it is above 0.
    let loss = 0.5 * (z + z.abs()) + ln_by_artanh(small / (2.0 + small));
    (target, small * share * share, loss)
}

/// Targets and weights of one class of the softmax log-loss. In: margins less normalisers; `is_label` is 1 where it is the row's class, else 0.
#[inline(never)]
pub(crate) fn softmax_targets(differences: &Chunk, is_label: &Chunk, targets: &mut Chunk, weights: &mut Chunk) {
    each_row(|i| {
        let p = exp(if differences[i] < 0.0 { differences[i] } else { 0.0 });
        targets[i] = is_label[i] - p;
        weights[i] = p * (1.0 - p);
    });
}

/// ln(sum of exp(margins)) of each row; `margins(i)` are those of output `i`.
pub(crate) fn normalisers(outputs: usize, margins: impl Fn(usize) -> Chunk<f64>, normalisers: &mut Chunk<f64>) {
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
        let mut differences = [0.0; CHUNK];
        each_row(|i| differences[i] = (margins[i] - most[i]) as f32);
        add_exp(&differences, &mut sums);
    }
    each_row(|i| {
        normalisers[i] = most[i] + f64::from(ln(sums[i]));
    });
}

#[inline(never)]
fn add_exp(differences: &Chunk, sums: &mut Chunk) {
    each_row(|i| sums[i] += exp(differences[i]));
}

/// The values from `first` on, as many as there are, then zeros.
#[inline(never)]
pub(crate) fn chunk<T: Copy, N: Copy + Default>(values: &[T], first: usize, number: impl Fn(T) -> N) -> Chunk<N> {
    let mut chunk = [N::default(); CHUNK];
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

    fn drawn(random: &mut Random, width: f32) -> Chunk {
        std::array::from_fn(|_| (random.below(1 << 24) as f32 / (1 << 23) as f32 - 1.0) * width)
    }

    /// Relative where the way to it loses nothing, else `loss`.
    fn assert_near(found: f32, expected: f64, loss: f64) {
        let found = f64::from(found);
        assert!((found - expected).abs() <= 4e-7 * expected.abs() + loss, "{found}, not {expected}");
    }

    #[test]
    fn binary_numbers_are_those_of_single_rows() {
        let mut random = Random::new(1, 1);
        for width in [0.1, 3.0, 40.0, 700.0] {
            let margins = drawn(&mut random, width);
            let labels: Chunk = std::array::from_fn(|i| f32::from((i % 2) as u8));
            let (mut targets, mut weights, mut losses) = ([0.0; CHUNK], [0.0; CHUNK], [0.0; CHUNK]);
            binary(&margins, &labels, &mut targets, &mut weights, &mut losses);
            for i in 0..CHUNK {
                let (margin, label) = (f64::from(margins[i]), (i % 2) as u16);
                let (target, weight) = binary_target(margin, label);
                // loss.rs rounds 1 - p and 1 + exp.
                assert_near(targets[i], target, 2e-16);
                assert_near(weights[i], weight, 2e-16);
                assert_near(losses[i], binary_loss(margin, label), 2e-16);
            }
        }
    }

    #[test]
    fn softmax_numbers_are_those_of_single_rows() {
        let mut random = Random::new(2, 1);
        for outputs in [2, 3, 40] {
            for width in [0.1, 3.0, 40.0, 900.0] {
                let margins: Vec<Chunk<f64>> = (0..outputs).map(|_| drawn(&mut random, width).map(f64::from)).collect();
                let is_label: Chunk = std::array::from_fn(|i| f32::from(u8::from(i % 3 == 0)));
                let mut all = [0.0; CHUNK];
                normalisers(outputs, |output| margins[output], &mut all);
                let (mut targets, mut weights) = ([0.0; CHUNK], [0.0; CHUNK]);
                let differences = std::array::from_fn(|i| (margins[1][i] - all[i]) as f32);
                softmax_targets(&differences, &is_label, &mut targets, &mut weights);
                for i in 0..CHUNK {
                    let normaliser = log_sum_exp(margins.iter().map(|margins| margins[i]));
                    assert!((all[i] - normaliser).abs() < 4e-7, "{}, not {normaliser}", all[i]);
                    let (target, weight) = softmax_target(margins[1][i], normaliser, i % 3 == 0);
                    assert_near(targets[i], target, 4e-7);
                    assert_near(weights[i], weight, 4e-7);
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
        assert!(losses[0] < 1e-37 && targets[0] < 1e-37, "{} {}", losses[0], targets[0]);
        assert_eq!((losses[1], targets[1]), (1e4, 1.0));
        assert_near(losses[2], std::f64::consts::LN_2, 0.0);
        assert!(weights[0] > 0.0 && weights[0] < 1e-37);
    }
}
