//! Points and weights on (0, 1) for the integral that a Shapley value is. In: how many features a path of a tree may have.
//! Out: a Gauss-Legendre rule that integrates the products of that path, exactly or to below the last bit of f64.

use std::f64::consts::PI;

/// Points are handled four at a time, so that the loops over them are SIMD.
pub(super) const LANES: usize = 4;
/// Four numbers, one a point.
pub(super) type Block = [f64; LANES];

/// Four points of a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Points {
    /// Where they are.
    pub at: Block,
    /// 1 - at.
    pub rest: Block,
    /// 1 / (1 - at).
    pub inverse_rest: Block,
    /// Weights; those of a whole rule sum to 1.
    pub weight: Block,
}

/// Blocks of points needed for the product of up to `factors` factors `r + t (a - r)`, where a is 0 or 1 and 0 <= r <= 1.
///
/// n points are exact up to the degree 2n - 1, so that factors / 2 points are. With t = (1 + cos u) / 2 such a product is a
/// sum of c_k cos(k u) whose |c_k| are at most the probabilities of a random walk of `factors` steps of -1, 0 or 1 with
/// variance 1/2; those beyond k sum to at most 2 exp(-k^2 / factors) (Hoeffding 1963). So 3.2 sqrt(factors) points are off by
/// less than 1e-17, which is fewer from 42 factors on.
pub(super) fn blocks_for(factors: usize) -> usize {
    let exact = factors.div_ceil(2 * LANES);
    let enough = ((3.2 * (factors as f64).sqrt() + 1.0) / LANES as f64).ceil() as usize;
    exact.min(enough).max(1)
}

/// The rule with this many blocks of points, by Newton's method on the Legendre polynomial.
pub(super) fn gauss_legendre(blocks: usize) -> Vec<Points> {
    let count = blocks * LANES;
    let mut points = vec![Points { at: [0.0; 4], rest: [0.0; 4], inverse_rest: [0.0; 4], weight: [0.0; 4] }; blocks];
    for i in 0..count {
        let (x, slope) = root(count, i);
        let one = &mut points[i / LANES];
        let lane = i % LANES;
        one.at[lane] = 0.5 * (1.0 - x);
        one.rest[lane] = 0.5 * (1.0 + x);
        one.inverse_rest[lane] = 1.0 / one.rest[lane];
        one.weight[lane] = 1.0 / ((1.0 - x) * (1.0 + x) * slope * slope);
    }
    points
}

/// The i-th largest root of the Legendre polynomial of this degree, and the slope there.
fn root(degree: usize, i: usize) -> (f64, f64) {
    let n = degree as f64;
    let mut x = libm::cos(PI * (i as f64 + 0.75) / (n + 0.5));
    let mut slope = 0.0;
    // Quadratic convergence from a guess that is good to 1 / n^2: five steps reach the last bit.
    for _ in 0..6 {
        let (mut before, mut value) = (1.0, x);
        for k in 2..=degree {
            let k = k as f64;
            (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
        }
        slope = n * (before - x * value) / ((1.0 - x) * (1.0 + x));
        x -= value / slope;
    }
    (x, slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integral(rule: &[Points], f: impl Fn(f64) -> f64) -> f64 {
        rule.iter().flat_map(|p| (0..LANES).map(|i| p.weight[i] * f(p.at[i])).collect::<Vec<_>>()).sum()
    }

    #[test]
    fn powers_are_exact() {
        for blocks in [1, 2, 5, 20] {
            let rule = gauss_legendre(blocks);
            for degree in 0..2 * blocks * LANES {
                let error = integral(&rule, |t| t.powi(degree as i32)) - 1.0 / (degree as f64 + 1.0);
                assert!(error.abs() < 1e-14, "{blocks} blocks, degree {degree}: {error}");
            }
        }
    }

    #[test]
    fn many_factors_are_good_to_the_last_bits() {
        for factors in [42, 100, 1000, 10_000, 100_000] {
            let rule = gauss_legendre(blocks_for(factors));
            let degree = factors - 1;
            for cold in [0, 1, 3] {
                // The beta function: t^(n - c) (1 - t)^c integrates to c! (n - c)! / (n + 1)!
                let exact = (1..=cold)
                    .fold(1.0 / (degree as f64 + 1.0), |product, c| product * c as f64 / (degree - c + 1) as f64);
                let found = integral(&rule, |t| t.powi((degree - cold) as i32) * (1.0 - t).powi(cold as i32));
                assert!((found - exact).abs() < 1e-15, "{factors} factors, {cold} cold: {}", found - exact);
            }
        }
    }

    #[test]
    fn points_grow_with_the_root_of_the_factors() {
        assert_eq!([0, 1, 8, 9, 16, 40].map(blocks_for), [1, 1, 1, 2, 2, 5]);
        assert_eq!(blocks_for(10_000), 81);
    }
}
