//! Log-loss of one row: its value, and for each output the target (negative gradient) and weight (hessian) that a
//! tree is grown on. The same `exp` and `ln` serve every runtime, so that bytes do not depend on the platform.

/// exp(x), the same bits everywhere.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// ln(x), the same bits everywhere.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// 1 / (1 + exp(-margin)).
pub fn sigmoid(margin: f64) -> f64 {
    1.0 / (1.0 + exp(-margin))
}

/// Binary log-loss of a margin for the label 0 or 1, in nats.
pub fn binary_loss(margin: f64, label: u16) -> f64 {
    // ln(1 + exp(z)) without overflow, z being the margin against the label.
    let z = if label == 1 { -margin } else { margin };
    z.max(0.0) + ln(1.0 + exp(-z.abs()))
}

/// Target y - p and weight p (1 - p) of the binary log-loss.
pub fn binary_target(margin: f64, label: u16) -> (f64, f64) {
    let p = sigmoid(margin);
    (f64::from(label) - p, p * (1.0 - p))
}

/// ln(sum of exp(margins)), the normaliser of the softmax.
pub fn log_sum_exp(margins: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = margins.clone().fold(f64::NEG_INFINITY, f64::max);
    most + ln(margins.map(|margin| exp(margin - most)).sum())
}

/// Target and weight of one class of the softmax log-loss; `is_label` tells whether it is the row's class.
pub fn softmax_target(margin: f64, normaliser: f64, is_label: bool) -> (f64, f64) {
    let p = exp(margin - normaliser).min(1.0);
    (f64::from(u8::from(is_label)) - p, p * (1.0 - p))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: f64 = 1e-5;

    #[test]
    fn binary_targets_are_the_derivatives() {
        for label in [0, 1] {
            for margin in [-8.0, -1.3, 0.0, 0.2, 5.0] {
                let loss = |m| binary_loss(m, label);
                let (target, weight) = binary_target(margin, label);
                let slope = (loss(margin + STEP) - loss(margin - STEP)) / (2.0 * STEP);
                let bend = (loss(margin + STEP) - 2.0 * loss(margin) + loss(margin - STEP)) / (STEP * STEP);
                assert!((target + slope).abs() < 1e-8, "{target} {slope}");
                assert!((weight - bend).abs() < 2e-5, "{weight} {bend}");
            }
        }
        assert_eq!(binary_loss(1e4, 0), 1e4);
        assert_eq!(binary_loss(1e4, 1), 0.0);
    }

    /// ts/model/exp.test.ts holds the TypeScript twin to the same number.
    #[test]
    fn exp_has_the_bits_that_typescript_has() {
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        for i in 0..=60_000i32 {
            let x = f64::from(i - 30_000) / 40.0 + f64::from(i % 97) / 7919.0;
            hash = (hash ^ exp(x).to_bits()).wrapping_mul(0x0000_0100_0000_01b3);
        }
        assert_eq!(hash, 13_957_835_564_012_540_274);
    }

    /// ts/model/log.test.ts holds the TypeScript twin to the same number.
    #[test]
    fn ln_has_the_bits_that_typescript_has() {
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        for i in 0..=60_000i32 {
            let x = exp(f64::from(i - 30_000) / 41.0 + f64::from(i % 97) / 7919.0);
            hash = (hash ^ ln(x).to_bits()).wrapping_mul(0x0000_0100_0000_01b3);
        }
        assert_eq!(hash, 14_445_715_352_607_162_250);
    }

    #[test]
    fn softmax_targets_are_the_derivatives() {
        let margins = [0.3, -2.0, 1.5, 0.0];
        for label in 0..4 {
            for class in 0..4 {
                let loss = |shift: f64| {
                    let mut moved = margins;
                    moved[class] += shift;
                    log_sum_exp(moved.iter().copied()) - moved[label]
                };
                let normaliser = log_sum_exp(margins.iter().copied());
                let (target, weight) = softmax_target(margins[class], normaliser, class == label);
                let slope = (loss(STEP) - loss(-STEP)) / (2.0 * STEP);
                let bend = (loss(STEP) - 2.0 * loss(0.0) + loss(-STEP)) / (STEP * STEP);
                assert!((target + slope).abs() < 1e-8);
                assert!((weight - bend).abs() < 2e-5);
            }
        }
    }
}
