//! Trees of few leaves for many rows: all tests are answered for the rows at once, and from the leaves up each node chooses between what its
//! children came to. The work is that of the number of nodes, whatever the depth: trees that were grown leaf by leaf are deep
//! where few rows go.

use super::lanes::{Lanes, LANES};
use super::walk::Cells;

/// Blocks of rows that go together: what is read of a node serves both.
pub(crate) const PAIR: usize = 2;
/// Most leaves; the leaves' numbers and the nodes' results fit one byte.
pub(crate) const MOST_LEAVES: usize = 128;

/// A node: the slot of its cell, 16 times what that is compared with, where its children's results lie and where its own goes.
pub(crate) struct Choice {
    pub(crate) bytes: [i8; LANES],
    pub(crate) slot: u16,
    pub(crate) left: u8,
    pub(crate) right: u8,
    pub(crate) into: u8,
}

/// Results: for each leaf its own number, then those of the nodes.
pub(crate) struct Results(Box<[[Lanes; PAIR]; 256]>);

impl Results {
    pub(crate) fn new() -> Self {
        let results: Vec<_> = (0..=u8::MAX).map(|number| [Lanes::all(number as i8); PAIR]).collect();
        Self(results.try_into().unwrap_or_else(|_| unreachable!("256 of them")))
    }

    /// The number of the leaf that each row reaches.
    pub(crate) fn leaves(&mut self, choices: &[Choice], cells: [&Cells<i8>; PAIR]) -> [[u8; LANES]; PAIR] {
        let mut last = 0;
        for choice in choices {
            let bytes = Lanes::of(&choice.bytes);
            let [left, right] = [choice.left, choice.right].map(|result| self.0[usize::from(result)]);
            last = choice.into;
            let chosen = core::array::from_fn(|i| {
                Lanes::of(&cells[i][usize::from(choice.slot)]).above(bytes).choose(right[i], left[i])
            });
            self.0[usize::from(last)] = chosen;
        }
        self.0[usize::from(last)].map(Lanes::to_array)
    }
}
