//! Property tests of everything that takes input from outside: model bytes and training data. Whatever comes in, the answer is
//! an error or a model that works; nothing panics, and sizes are such that a run that does not end is a fault.
//!
//! A few seconds of the same cases each time; `HEDGEROW_FUZZ_CASES=100000 cargo test --release -p hedgerow --test fuzz` tries
//! that many new ones of each property. The seed of a case that fails is written to `regressions.txt` and runs first from then
//! on. A seed means another case once the strategies change: keep the case as a test of its own beside the property.

mod bytes;
mod constraints;
mod going_on;
mod input;
mod isolation;
mod training;

use proptest::test_runner::{Config, FileFailurePersistence, RngSeed};

/// Cases of each property without the environment variable.
const CASES: u32 = 500;

fn config() -> Config {
    let asked = std::env::var("HEDGEROW_FUZZ_CASES").ok();
    let cases = asked.as_deref().map_or(CASES, |text| text.parse().expect("HEDGEROW_FUZZ_CASES is a number of cases"));
    Config {
        cases,
        rng_seed: if asked.is_some() { RngSeed::Random } else { RngSeed::Fixed(4) },
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/fuzz/regressions.txt"))),
        max_shrink_iters: 4096,
        ..Config::default()
    }
}

/// Whether two margins are the same number bit for bit; any NaN is as good as another.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

/// Numbers at the ends of f32 and around zero, and everyday ones.
const NUMBERS: [f32; 16] = [
    f32::NAN,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::MAX,
    f32::MIN,
    f32::MIN_POSITIVE,
    1e-45,
    -1e-45,
    0.0,
    -0.0,
    1.0,
    1.000_000_1,
    -7.5,
    2.0,
    3.0,
    1e30,
];
