//! Parting rows by a test. In: rows and where each bin goes. Out: the same rows, those that go left first.

use crate::crew::Hands;
use crate::matrix::BinnedMatrix;
use crate::tree::Tree;

/// With fewer rows it costs more to hand work out than to do it.
pub(crate) const SHARED_ROWS: usize = 1 << 14;

/// Moves the rows that go left to the front, keeping order on both sides. How many they are. `spare` is memory to use.
///
/// Every row is written to both sides and only one of them moves on: which way a row goes can not be guessed, so a branch
/// would cost several times what the second write does.
pub(crate) fn part(rows: &mut [u32], column: &[u8], goes_left: &[bool; 256], spare: &mut Vec<u32>) -> usize {
    if spare.len() < rows.len() {
        spare.resize(rows.len(), 0);
    }
    let spare = &mut spare[..rows.len()];
    let mut kept = 0;
    for i in 0..rows.len() {
        let row = rows[i];
        rows[kept] = row;
        spare[i - kept] = row;
        kept += usize::from(goes_left[usize::from(column[row as usize])]);
    }
    let others = rows.len() - kept;
    rows[kept..].copy_from_slice(&spare[..others]);
    kept
}

/// The same by several hands: each parts a share, and what goes left is then moved together.
pub(crate) fn part_shared(
    hands: Hands,
    rows: &mut [u32],
    column: &[u8],
    goes_left: &[bool; 256],
    spare: &mut Vec<u32>,
) -> usize {
    let hands = hands.if_worth(rows.len() >= SHARED_ROWS);
    if hands.count() == 1 {
        return part(rows, column, goes_left, spare);
    }
    let share = rows.len().div_ceil(hands.count());
    let kept = hands.map(rows.chunks_mut(share), |rows| part(rows, column, goes_left, &mut Vec::new()));
    let mut end = 0;
    for (kept, first) in kept.into_iter().zip((0..).step_by(share)) {
        rows[end..first + kept].rotate_left(first - end);
        end += kept;
    }
    end
}

/// Reorders rows so that those of each leaf lie together, and calls `visit` with the leaf's first value and its rows.
#[inline(never)]
pub(crate) fn part_by_leaf(tree: &Tree, matrix: &BinnedMatrix, rows: &mut [u32], visit: &mut dyn FnMut(usize, &[u32])) {
    let mut spare = Vec::new();
    let mut open = vec![(tree.root(), 0..rows.len())];
    while let Some((reference, range)) = open.pop() {
        if range.is_empty() {
            continue;
        }
        if reference < 0 {
            visit(!reference as usize, &rows[range]);
            continue;
        }
        let node = &tree.nodes[reference as usize];
        let goes_left = std::array::from_fn(|bin| node.goes_left(bin as u8));
        let column = matrix.column(node.column as usize);
        let middle = range.start + part(&mut rows[range.clone()], column, &goes_left, &mut spare);
        open.push((node.right, middle..range.end));
        open.push((node.left, range.start..middle));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crew::Crew;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_are_parted_in_order(column in prop::collection::vec(any::<u8>(), 1..80), bound in any::<u8>()) {
            let mut rows: Vec<u32> = (0..column.len() as u32).collect();
            let goes_left = std::array::from_fn(|bin| bin as u8 % 7 < bound % 7);
            let (left, right): (Vec<u32>, Vec<u32>) =
                rows.iter().partition(|&&row| goes_left[usize::from(column[row as usize])]);
            prop_assert_eq!(part(&mut rows, &column, &goes_left, &mut Vec::new()), left.len());
            prop_assert_eq!(rows, [left, right].concat());
        }

        #[test]
        fn shares_are_parted_as_a_whole(column in prop::collection::vec(any::<u8>(), 3 * SHARED_ROWS), bound in any::<u8>(), hands in 2usize..5) {
            let mut rows: Vec<u32> = (0..column.len() as u32).collect();
            let mut plainly = rows.clone();
            let goes_left = std::array::from_fn(|bin| bin as u8 <= bound);
            let crew = Crew::new(hands);
            prop_assert_eq!(
                part_shared(Hands::of(&crew), &mut rows, &column, &goes_left, &mut Vec::new()),
                part(&mut plainly, &column, &goes_left, &mut Vec::new())
            );
            prop_assert_eq!(rows, plainly);
        }
    }
}
