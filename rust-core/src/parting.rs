//! Parting rows by a test between two memories, for trees of which nobody asks what rows their leaves have. In: rows and a node's test. Out: its rows, those that go left
//! in their place, the others in the same place of the other memory, behind where the left ones would be. Nothing is copied back, and a bound of numbers takes no table.

use crate::matrix::BinnedMatrix;
use crate::split::Test;
use crate::tree::{Tree, TreeNode};
use std::ops::Range;

/// Keeps the rows that go left at the front, in their order, and puts the others at the end of `other`, which is as long, in the reverse order. How many go left.
pub(crate) fn part_off(rows: &mut [u32], other: &mut [u32], column: &[u8], test: &Test, missing_left: bool) -> usize {
    match test {
        Test::UpTo(last) => {
            let (below, most) = bound(*last, missing_left);
            put(rows, other, column, |bin| bin.wrapping_sub(below) <= most)
        }
        Test::Listed { .. } => {
            let goes_left: [bool; 256] =
                std::array::from_fn(|bin| if bin == 0 { missing_left } else { test.goes_left(bin as u8) });
            put(rows, other, column, |bin| goes_left[usize::from(bin)])
        }
    }
}

/// A bin goes left that is at most the second number once the first is taken from it. Missing values are below all others, or above.
fn bound(last: u8, missing_left: bool) -> (u8, u8) {
    if missing_left {
        (0, last)
    } else {
        (1, last - 1)
    }
}

/// Which way a row goes can not be guessed, so each is written to both sides, as in [`part`](crate::partition::part).
#[inline(always)]
fn put(rows: &mut [u32], other: &mut [u32], column: &[u8], goes_left: impl Fn(u8) -> bool) -> usize {
    let other = &mut other[..rows.len()];
    let mut left = 0;
    let mut right = rows.len();
    for i in 0..rows.len() {
        let row = rows[i];
        let goes_left = usize::from(goes_left(column[row as usize]));
        rows[left] = row;
        other[right - 1] = row;
        left += goes_left;
        right = right + goes_left - 1;
    }
    left
}

/// Calls `visit` with the first value of each leaf that rows fall in, and these.
#[inline(never)]
pub(crate) fn visit_leaves(
    tree: &Tree,
    matrix: &BinnedMatrix,
    mut rows: Vec<u32>,
    visit: &mut dyn FnMut(usize, &[u32]),
) {
    let mut spare = vec![0; rows.len()];
    let mut open: Vec<(i32, Range<usize>, bool)> = vec![(tree.root(), 0..rows.len(), false)];
    while let Some((reference, range, moved)) = open.pop() {
        if range.is_empty() {
            continue;
        }
        let (rows, spare) = if moved { (&mut spare, &mut rows) } else { (&mut rows, &mut spare) };
        if reference < 0 {
            visit(!reference as usize, &rows[range]);
            continue;
        }
        let TreeNode { column, test, missing_left, left, right, .. } = &tree.nodes[reference as usize];
        let column = matrix.column(*column as usize);
        let (rows, other) = (&mut rows[range.clone()], &mut spare[range.clone()]);
        let middle = range.start + part_off(rows, other, column, test, *missing_left);
        open.push((*right, middle..range.end, !moved));
        open.push((*left, range.start..middle, moved));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::BinSet;
    use proptest::prelude::*;

    fn test() -> impl Strategy<Value = Test> {
        prop_oneof![
            (1..=u8::MAX).prop_map(Test::UpTo),
            (prop::collection::vec(any::<u8>(), 0..200), any::<bool>()).prop_map(|(bins, listed_right)| Test::Listed {
                bins: bins.into_iter().filter(|&bin| bin > 0).collect::<BinSet>(),
                listed_right
            }),
        ]
    }

    proptest! {
        #[test]
        fn rows_go_where_the_test_sends_them(
            column in prop::collection::vec(any::<u8>(), 0..80),
            test in test(),
            missing_left in any::<bool>(),
        ) {
            let mut rows: Vec<u32> = (0..column.len() as u32).collect();
            let goes_left = |bin: u8| if bin == 0 { missing_left } else { test.goes_left(bin) };
            let (left, mut right): (Vec<u32>, Vec<u32>) = rows.iter().partition(|&&row| goes_left(column[row as usize]));
            right.reverse();
            let mut other = vec![0; rows.len()];
            let middle = part_off(&mut rows, &mut other, &column, &test, missing_left);
            prop_assert_eq!(&rows[..middle], left);
            prop_assert_eq!(&other[middle..], right);
        }
    }
}
