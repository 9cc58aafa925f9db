//! A forest put together from parts has the bytes and the out-of-bag shares of one that was grown in one place.

use hedgerow::random::Random;
use hedgerow::{write, BinnedMatrix, Forest, ForestParts, Target, TreeOptions};

const ROWS: usize = 300;
const TREES: usize = 12;

fn matrix() -> BinnedMatrix {
    let mut random = Random::new(5, 0);
    let mut matrix = BinnedMatrix::new(ROWS).unwrap();
    let mut column = |most: u32| -> Vec<f32> {
        (0..ROWS).map(|_| if random.below(9) == 0 { f32::NAN } else { random.below(most) as f32 }).collect()
    };
    matrix.add_numbers(&column(1000), 64).unwrap();
    matrix.add_categories(&column(40), 40).unwrap();
    matrix.add_numbers(&column(7), 255).unwrap();
    matrix
}

fn forest(classes: usize, matrix: BinnedMatrix) -> Forest {
    let codes = matrix.column(1);
    let labels = (0..ROWS).map(|row| (usize::from(codes[row]) * 7 / 3 + row % 2) as u16 % classes as u16).collect();
    let held_out = (0..ROWS).map(|row| u8::from(row % 11 == 0)).collect();
    let target = Target::new(labels, classes, vec![], held_out).unwrap();
    Forest::new(matrix, target, TreeOptions { seed: 9, ..TreeOptions::forest() }, true, 0).unwrap()
}

fn bits(shares: &[f64]) -> Vec<u64> {
    shares.iter().map(|share| share.to_bits()).collect()
}

#[test]
fn any_grouping_gives_the_same() {
    for classes in [2, 3] {
        let mut whole = forest(classes, matrix());
        (0..TREES).for_each(|_| whole.step().unwrap());
        for group in [1, 5, TREES] {
            let bytes = matrix().to_bytes();
            let mut workers = [0, 1].map(|_| forest(classes, BinnedMatrix::from_bytes(&bytes).unwrap()));
            let mut parts = ForestParts::new(&matrix(), classes);
            for (i, first) in (0..TREES).step_by(group).enumerate() {
                let part = workers[i % 2].part(first..(first + group).min(TREES)).unwrap();
                parts.add(&write(&part, b"").unwrap()).unwrap();
            }
            for worker in workers.iter().rev() {
                parts.add_unseen(worker.out_of_bag().sums(), worker.out_of_bag().trees()).unwrap();
            }
            assert_eq!(write(parts.ensemble(), b"{}").unwrap(), write(&whole.ensemble(), b"{}").unwrap());
            assert_eq!(bits(&parts.unseen()), bits(&whole.unseen()));
        }
    }
}

#[test]
fn foreign_parts_are_refused() {
    let mut parts = ForestParts::new(&matrix(), 2);
    let other = write(&forest(3, matrix()).part(0..1).unwrap(), b"").unwrap();
    assert_eq!(parts.add(&other).unwrap_err().message, "these trees are of another forest");
    assert!(parts.add(b"no model").is_err());
    assert!(parts.add_unseen(&[1], &[1]).is_err());
    assert!(parts.ensemble().trees.is_empty());
}
