//! The linear separation against the conditions that its optimum meets, and against plain gradient descent.

use hedgerow::linear::{Accuracy, Separation};
use hedgerow::random::Random;
use hedgerow::SparseRows;

const EXACT: Accuracy = Accuracy { tolerance: 1e-9, passes: 20_000 };

struct Sample {
    rows: SparseRows,
    signs: Vec<i8>,
}

/// Rows of a few entries each; the sign follows two of the columns, not always.
fn sample(count: usize, width: u32, seed: u64) -> Sample {
    let mut random = Random::new(seed, 0);
    let (mut starts, mut columns, mut values, mut signs) = (vec![0], vec![], vec![], vec![]);
    for _ in 0..count {
        let mut chosen: Vec<u32> = (0..width).collect();
        random.choose_to_front(&mut chosen, 5);
        let own = &mut chosen[..5];
        own.sort_unstable();
        let side = own.contains(&1) || (own.contains(&2) && random.below(4) > 0);
        signs.push(if side { 1 } else { -1 });
        columns.extend_from_slice(own);
        values.extend((0..5).map(|_| 0.2 + random.below(100) as f32 / 100.0));
        starts.push(columns.len() as u32);
    }
    Sample { rows: SparseRows::new(starts, columns, values, width as usize).unwrap(), signs }
}

/// Half the squared length of the weights and the bias, plus the costs of the squared hinge losses.
fn primal(sample: &Sample, emphasis: &[f32], weights: &[f64], bias: f64, cost: f64) -> f64 {
    let length: f64 = weights.iter().map(|w| w * w).sum::<f64>() + bias * bias;
    let losses = (0..sample.signs.len()).filter(|&row| sample.signs[row] != 0).map(|row| {
        let margin = f64::from(sample.signs[row]) * (sample.rows.dot(row, weights) + bias);
        let factor = emphasis.get(row).map_or(1.0, |&weight| f64::from(weight));
        cost * factor * (1.0 - margin).max(0.0).powi(2)
    });
    0.5 * length + losses.sum::<f64>()
}

/// The slow, obvious way to the same minimum: steps against the gradient, halved until they descend.
fn descend(sample: &Sample, emphasis: &[f32], cost: f64) -> f64 {
    let mut at = vec![0.0; sample.rows.width() + 1];
    let value = |at: &[f64]| primal(sample, emphasis, &at[..at.len() - 1], at[at.len() - 1], cost);
    let mut best = value(&at);
    for _ in 0..20_000 {
        let mut gradient = at.clone();
        let bias = at.len() - 1;
        for row in (0..sample.signs.len()).filter(|&row| sample.signs[row] != 0) {
            let sign = f64::from(sample.signs[row]);
            let short = 1.0 - sign * (sample.rows.dot(row, &at[..bias]) + at[bias]);
            if short <= 0.0 {
                continue;
            }
            let factor = emphasis.get(row).map_or(1.0, |&weight| f64::from(weight));
            let pull = -2.0 * cost * factor * short * sign;
            sample.rows.row(row).for_each(|(column, value)| gradient[column] += pull * value);
            gradient[bias] += pull;
        }
        let mut step = 1.0;
        loop {
            let next: Vec<f64> = at.iter().zip(&gradient).map(|(a, g)| a - step * g).collect();
            let lower = value(&next);
            if lower < best {
                (at, best) = (next, lower);
                break;
            }
            step /= 2.0;
            if step < 1e-15 {
                return best;
            }
        }
    }
    best
}

fn solved<'a>(sample: &'a Sample, emphasis: &'a [f32], costs: &[f64], accuracy: Accuracy) -> Separation<'a> {
    let mut separation = Separation::new(&sample.rows, &sample.signs, emphasis, 7).unwrap();
    costs.iter().for_each(|&cost| separation.solve(cost, accuracy).unwrap());
    separation
}

#[test]
fn it_finds_the_minimum_that_gradient_descent_finds() {
    for (seed, cost) in [(1, 0.1), (2, 1.0), (3, 10.0)] {
        let sample = sample(60, 12, seed);
        let emphasis: Vec<f32> = (0..60).map(|row| if row % 7 == 0 { 3.0 } else { 1.0 }).collect();
        for emphasis in [&[][..], &emphasis] {
            let separation = solved(&sample, emphasis, &[cost], EXACT);
            let found = primal(&sample, emphasis, separation.weights(), separation.bias(), cost);
            let wanted = descend(&sample, emphasis, cost);
            assert!((found - wanted).abs() <= 1e-6 * wanted, "{found} instead of {wanted}");
        }
    }
}

#[test]
fn duals_are_none_below_0_and_the_gap_to_the_primal_is_closed() {
    let sample = sample(300, 40, 4);
    let separation = solved(&sample, &[], &[2.0], EXACT);
    assert!(separation.duals().iter().all(|&dual| dual >= 0.0));
    let half: f64 = separation.weights().iter().map(|w| w * w).sum::<f64>() + separation.bias().powi(2);
    let dual: f64 = separation.duals().iter().map(|a| a - a * a / 8.0).sum::<f64>() - 0.5 * half;
    let gap = primal(&sample, &[], separation.weights(), separation.bias(), 2.0) - dual;
    assert!(gap.abs() < 1e-6, "{gap}");
}

#[test]
fn a_path_of_costs_ends_where_the_last_cost_alone_does() {
    let sample = sample(200, 30, 5);
    let path = solved(&sample, &[], &[0.1, 1.0, 5.0], EXACT);
    let alone = solved(&sample, &[], &[5.0], EXACT);
    for (a, b) in path.weights().iter().zip(alone.weights()) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn rows_with_sign_0_have_no_say_and_equal_seeds_give_equal_bits() {
    let mut one = sample(100, 20, 6);
    one.signs[3] = 0;
    let mut other = sample(100, 20, 6);
    other.signs[3] = 0;
    let (a, b) = (solved(&one, &[], &[1.0], Accuracy::default()), solved(&other, &[], &[1.0], Accuracy::default()));
    assert_eq!(a.weights(), b.weights());
    assert_eq!(a.duals()[3], 0.0);
    // Weight 0 leaves a row out as well.
    let mut emphasis = vec![1.0; 100];
    emphasis[3] = 0.0;
    let whole = sample(100, 20, 6);
    let c = solved(&whole, &emphasis, &[1.0], Accuracy::default());
    assert_eq!(a.weights(), c.weights());
}

#[test]
fn one_side_only_or_no_row_at_all_ends() {
    let mut sample = sample(50, 10, 8);
    sample.signs.fill(1);
    assert!(solved(&sample, &[], &[1.0], Accuracy::default()).bias() > 0.0);
    sample.signs.fill(0);
    assert_eq!(solved(&sample, &[], &[1.0], Accuracy::default()).bias(), 0.0);
}

#[test]
fn what_is_no_sparse_matrix_or_no_task_is_refused() {
    let rows = |starts: Vec<u32>, columns: Vec<u32>, values: Vec<f32>| SparseRows::new(starts, columns, values, 3);
    assert!(rows(vec![], vec![], vec![]).is_err());
    assert!(rows(vec![1, 1], vec![0], vec![1.0]).is_err());
    assert!(rows(vec![0, 2, 1], vec![0], vec![1.0]).is_err());
    assert!(rows(vec![0, 1], vec![3], vec![1.0]).is_err());
    assert!(rows(vec![0, 1], vec![0], vec![f32::NAN]).is_err());
    assert!(rows(vec![0, 1], vec![0], vec![]).is_err());
    let good = rows(vec![0, 1, 1], vec![2], vec![1.0]).unwrap();
    assert!(Separation::new(&good, &[1], &[], 0).is_err());
    assert!(Separation::new(&good, &[1, -1], &[1.0], 0).is_err());
    assert!(Separation::new(&good, &[1, -1], &[1.0, f32::NAN], 0).is_err());
    let mut separation = Separation::new(&good, &[1, -1], &[], 0).unwrap();
    assert!(separation.solve(0.0, Accuracy::default()).is_err());
    assert!(separation.solve(f64::INFINITY, Accuracy::default()).is_err());
}
