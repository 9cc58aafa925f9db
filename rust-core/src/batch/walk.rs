//! Two times sixteen rows down a tree. In: their cells and the tree. Out: the value of the leaf that each reaches.

use super::cell::Cell;
use super::choices::{Results, PAIR};
use super::lanes::{Lanes, LANES};
use super::trees::{Place, TopTest, TreePlan, Trees, WalkPlan, Way};
use core::ops::Range;

/// Rows that walk alone below the top at the same time, so that the loads of one overlap with those of the others.
const TOGETHER: usize = 8;
/// After so many steps together it is looked whether all have arrived.
const STRIDE: usize = 4;

/// The cells of 16 rows: slot by slot, 16 numbers.
pub(crate) type Cells<C> = [[C; LANES]];

/// Cells in which rows can walk.
pub(crate) trait Walk: Cell {
    /// Answers the tree's category tests.
    fn answer_categories(trees: &Trees, tree: &TreePlan, cells: &mut Cells<Self>);
    /// The numbers of the leaves that the choices come to.
    fn choose(
        trees: &Trees,
        choices: Range<usize>,
        results: &mut Results,
        cells: [&Cells<Self>; PAIR],
    ) -> [[u8; LANES]; PAIR];
    /// The number of the way by which each row leaves the top of a tree.
    fn top(trees: &Trees, tree: &WalkPlan, cells: &Cells<Self>) -> [u8; LANES];
}

impl Walk for i32 {
    fn answer_categories(_: &Trees, _: &TreePlan, _: &mut Cells<i32>) {}

    fn choose(_: &Trees, _: Range<usize>, _: &mut Results, _: [&Cells<i32>; PAIR]) -> [[u8; LANES]; PAIR] {
        [[0; LANES]; PAIR]
    }

    fn top(_: &Trees, _: &WalkPlan, _: &Cells<i32>) -> [u8; LANES] {
        [0; LANES]
    }
}

impl Walk for i8 {
    fn answer_categories(trees: &Trees, tree: &TreePlan, cells: &mut Cells<i8>) {
        for (i, test) in trees.categories[tree.categories.clone()].iter().enumerate() {
            let slot = usize::from(test.slot);
            let table = &trees.tables.as_chunks().0[test.table.clone()];
            let left = Lanes::of(&cells[slot]).look_up(table).misses(Lanes::of(&cells[slot + 1]));
            cells[trees.answers + i] = left.to_array().map(|byte| byte as i8);
        }
    }

    fn choose(
        trees: &Trees,
        choices: Range<usize>,
        results: &mut Results,
        cells: [&Cells<i8>; PAIR],
    ) -> [[u8; LANES]; PAIR] {
        results.leaves(&trees.choices[choices], cells)
    }

    fn top(trees: &Trees, tree: &WalkPlan, cells: &Cells<i8>) -> [u8; LANES] {
        five_levels(trees.tests[tree.tests..].first_chunk().expect("31 tests"), cells)
    }
}

/// The values of the leaves of two blocks of 16 rows.
pub(crate) fn leaves<C: Walk>(
    trees: &Trees,
    tree: &TreePlan,
    results: &mut Results,
    cells: [&mut Cells<C>; PAIR],
) -> [[i32; LANES]; PAIR] {
    let cells = cells.map(|cells| {
        C::answer_categories(trees, tree, cells);
        &*cells
    });
    match &tree.way {
        Way::Choices { choices, leaves } => {
            let values = &trees.leaves[leaves.clone()];
            C::choose(trees, choices.clone(), results, cells).map(|leaves| leaves.map(|leaf| values[usize::from(leaf)]))
        }
        Way::Walk(tree) => cells.map(|cells| walk(trees, tree, cells)),
    }
}

fn walk<C: Walk>(trees: &Trees, tree: &WalkPlan, cells: &Cells<C>) -> [i32; LANES] {
    let ways = C::top(trees, tree, cells);
    let places = &trees.places[tree.places..][..tree.count];
    let mut values = [0; LANES];
    if tree.mixed {
        for (lane, value) in values.iter_mut().enumerate() {
            *value = alone(trees, places, cells, ways[lane].into(), lane);
        }
        return values;
    }
    for half in (0..LANES).step_by(TOGETHER) {
        together(places, cells, half, &ways, tree.steps, &mut values);
    }
    values
}

/// All tests are answered, and of each level the answer of the node where the row is makes the next bit of the way.
#[inline(always)]
fn five_levels(tests: &[TopTest; 31], cells: &Cells<i8>) -> [u8; LANES] {
    macro_rules! test {
        ($i:expr) => {
            Lanes::of(&cells[usize::from(tests[$i].slot)]).above(Lanes::of(&tests[$i].bytes))
        };
    }
    // The subtree's answers of the level, at which `i` is its first node: those above choose.
    macro_rules! two {
        ($above:ident, $i:expr) => {
            $above.choose(test!($i + 1), test!($i))
        };
    }
    macro_rules! four {
        ($higher:ident, $above:ident, $i:expr) => {
            $higher.choose(two!($above, $i + 2), two!($above, $i))
        };
    }
    let first = test!(0);
    let second = two!(first, 1);
    let third = four!(first, second, 3);
    let fourth = first.choose(four!(second, third, 11), four!(second, third, 7));
    let left = second.choose(four!(third, fourth, 19), four!(third, fourth, 15));
    let right = second.choose(four!(third, fourth, 27), four!(third, fourth, 23));
    let fifth = first.choose(right, left);
    Lanes::all(0).append(first).append(second).append(third).append(fourth).append(fifth).to_array()
}

/// Eight rows from their ways out of the top to the values of their leaves, by numeric tests alone.
#[inline(never)]
fn together<C: Cell>(
    places: &[Place],
    cells: &Cells<C>,
    first: usize,
    ways: &[u8; LANES],
    mut steps: usize,
    values: &mut [i32; LANES],
) {
    let mut at: [usize; TOGETHER] = core::array::from_fn(|i| ways[first + i].into());
    while steps > 0 {
        let now = steps.min(STRIDE);
        for _ in 0..now {
            at = core::array::from_fn(|i| {
                let place = &places[at[i]];
                let right = cells[usize::from(place.slot)][first + i].above(place.value);
                at[i] + usize::from(place.step) + usize::from(right)
            });
        }
        steps -= now;
        // Trees that were grown leaf by leaf are much deeper in some places than in most.
        if steps > 2 && at.iter().all(|&at| places[at].step == 0) {
            break;
        }
    }
    values[first..].iter_mut().zip(at).for_each(|(value, at)| *value = places[at].value);
}

/// One row by tests of all kinds.
fn alone<C: Cell>(trees: &Trees, places: &[Place], cells: &Cells<C>, mut at: usize, lane: usize) -> i32 {
    loop {
        let place = &places[at];
        if place.step == 0 {
            return place.value;
        }
        let slot = usize::from(place.slot);
        let cell = cells[slot][lane];
        let right = if trees.codes.contains(&place.slot) {
            let byte = trees.tables[(place.value + cell.into()) as usize];
            i32::from(byte) & cells[slot + 1][lane].into() != 0
        } else {
            cell.above(place.value)
        };
        at += usize::from(place.step) + usize::from(right);
    }
}
