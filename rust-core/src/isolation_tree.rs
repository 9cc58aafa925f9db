//! One tree of an isolation forest. In: the rows of a sample and chance. Out: a tree whose leaves hold path lengths, the tests
//! on the way plus what the rows that are left together would add.
//!
//! A node draws one of the columns that vary in it, then splits it at random:
//! - numbers: a value drawn evenly between the means of its lowest and its highest bin, and cut between the bins that
//!   this value parts. It is the paper's draw on values rounded to their bins' means;
//! - categories: a subset of those present, any but none and all, missing being one more of them;
//! - a number column where some values are missing: half of the time missing against present, else the numbers are
//!   split and all that are missing go to a side drawn by lot.
//!
//! What a node never saw (a missing value, a category) goes to the side with fewer rows: it is unusual.

use crate::binning::ColumnBins;
use crate::isolation::average_path;
use crate::matrix::BinnedMatrix;
use crate::partition::part;
use crate::random::Random;
use crate::split::{BinSet, Test};
use crate::tree::{Tree, TreeNode};
use std::ops::Range;

/// Grows a tree on `rows`, which it reorders, with at most `most_depth` tests on a path. The matrix has bin means.
pub(crate) fn grow_tree(matrix: &BinnedMatrix, rows: &mut [u32], most_depth: usize, random: Random) -> Tree {
    let varies = |column: usize| {
        let bins = matrix.column(column);
        rows.iter().any(|&row| bins[row as usize] != bins[rows[0] as usize])
    };
    let columns = (0..matrix.columns()).filter(|&column| varies(column)).collect();
    let mut growth = Growth { matrix, columns, random, rows, spare: Vec::new(), tree: Tree::default() };
    growth.run(most_depth);
    growth.tree
}

/// A node or leaf to be.
struct Open {
    rows: Range<usize>,
    depth: usize,
    /// The node and side that refer to this one; none for the root.
    parent: Option<(usize, bool)>,
}

/// What a node's rows have in one column.
struct Present {
    seen: BinSet,
    /// Lowest and highest bin but for the missing one; 255 and 0 where all are missing.
    low: u8,
    high: u8,
}

/// One tree being grown.
struct Growth<'a> {
    matrix: &'a BinnedMatrix,
    /// The columns that vary in the sample, in the order of the last draws.
    columns: Vec<usize>,
    random: Random,
    rows: &'a mut [u32],
    spare: Vec<u32>,
    tree: Tree,
}

impl Growth<'_> {
    fn run(&mut self, most_depth: usize) {
        let mut open = vec![Open { rows: 0..self.rows.len(), depth: 0, parent: None }];
        while let Some(node) = open.pop() {
            let split = if node.depth < most_depth { self.draw_split(&node.rows) } else { None };
            match split {
                Some((column, left)) => open.extend(self.split(&node, column, &left)),
                None => self.close(&node),
            }
        }
    }

    /// A random split of these rows: the column and the bins seen that go left. None where all rows are alike.
    fn draw_split(&mut self, rows: &Range<usize>) -> Option<(usize, BinSet)> {
        if rows.len() < 2 {
            return None;
        }
        for tried in 0..self.columns.len() {
            self.random.choose_to_front(&mut self.columns[tried..], 1);
            let column = self.columns[tried];
            let present = self.present(column, rows);
            let left = match self.matrix.means(column) {
                Some(means) if !self.matrix.bins(column).is_category() => self.split_numbers(&present, means),
                _ => self.split_categories(&present),
            };
            if let Some(left) = left {
                return Some((column, left));
            }
        }
        None
    }

    fn present(&self, column: usize, rows: &Range<usize>) -> Present {
        let bins = self.matrix.column(column);
        let mut present = Present { seen: BinSet::default(), low: u8::MAX, high: 0 };
        for &row in &self.rows[rows.clone()] {
            let bin = bins[row as usize];
            present.seen.insert(bin);
            if bin > 0 {
                (present.low, present.high) = (present.low.min(bin), present.high.max(bin));
            }
        }
        present
    }

    fn split_numbers(&mut self, present: &Present, means: &[f64]) -> Option<BinSet> {
        let (low, high, missing) = (present.low, present.high, present.seen.contains(0));
        if high == 0 || low == high && !missing {
            return None;
        }
        let mut left = BinSet::default();
        if low == high || missing && self.coin() {
            (low..=high).for_each(|bin| left.insert(bin));
            return Some(left);
        }
        let mean = |bin: u8| means[usize::from(bin) - 1];
        let drawn = mean(low) + self.unit() * (mean(high) - mean(low));
        // The last bin stays right whatever rounding does to the number drawn.
        (low..high).filter(|&bin| bin == low || mean(bin) <= drawn).for_each(|bin| left.insert(bin));
        if missing && self.coin() {
            left.insert(0);
        }
        Some(left)
    }

    fn split_categories(&mut self, present: &Present) -> Option<BinSet> {
        let seen: Vec<u8> = (0..=u8::MAX).filter(|&bin| present.seen.contains(bin)).collect();
        if seen.len() < 2 {
            return None;
        }
        loop {
            let mut left = BinSet::default();
            let mut count = 0;
            for chunk in seen.chunks(64) {
                let bits = self.random.next_u64();
                for (_, &bin) in chunk.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1) {
                    left.insert(bin);
                    count += 1;
                }
            }
            if (1..seen.len()).contains(&count) {
                return Some(left);
            }
        }
    }

    fn split(&mut self, node: &Open, column: usize, left: &BinSet) -> [Open; 2] {
        let bins = self.matrix.column(column);
        let rows = &mut self.rows[node.rows.clone()];
        let goes_left = std::array::from_fn(|bin| left.contains(bin as u8));
        let seen_missing = rows.iter().any(|&row| bins[row as usize] == 0);
        let count = part(rows, bins, &goes_left, &mut self.spare);
        let lighter_left = count < rows.len() - count;
        let test = match self.matrix.bins(column) {
            ColumnBins::Number { edges } => {
                let all = edges.len() as u8 + 1;
                let parted = rows[count..].iter().any(|&row| bins[row as usize] != 0);
                let last = (1..all).rev().find(|&bin| parted && left.contains(bin));
                Test::UpTo(last.unwrap_or(all))
            }
            ColumnBins::Category { .. } => {
                let side = if lighter_left { &rows[count..] } else { &rows[..count] };
                let mut listed = BinSet::default();
                side.iter().map(|&row| bins[row as usize]).filter(|&bin| bin > 0).for_each(|bin| listed.insert(bin));
                Test::Listed { bins: listed, listed_right: lighter_left }
            }
        };
        let missing_left = if seen_missing { left.contains(0) } else { lighter_left };
        let cover = [count as f32, (rows.len() - count) as f32];
        let index = self.tree.nodes.len();
        self.refer(node.parent, index as i32);
        self.tree.nodes.push(TreeNode {
            column: column as u32,
            test,
            missing_left,
            left: 0,
            right: 0,
            cover,
            gain: 0.0,
        });
        let middle = node.rows.start + count;
        let child = |rows, left| Open { rows, depth: node.depth + 1, parent: Some((index, left)) };
        [child(middle..node.rows.end, false), child(node.rows.start..middle, true)]
    }

    fn close(&mut self, node: &Open) {
        let leaf = self.tree.leaves.len();
        self.refer(node.parent, !(leaf as i32));
        self.tree.leaves.push((node.depth as f64 + average_path(node.rows.len())) as f32);
    }

    fn refer(&mut self, parent: Option<(usize, bool)>, reference: i32) {
        match parent {
            Some((node, true)) => self.tree.nodes[node].left = reference,
            Some((node, false)) => self.tree.nodes[node].right = reference,
            None => {}
        }
    }

    fn coin(&mut self) -> bool {
        self.random.next_u64() >> 63 == 1
    }

    /// At least 0, less than 1.
    fn unit(&mut self) -> f64 {
        (self.random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }
}
