//! Isolation forest (Liu, Ting, Zhou 2008): unsupervised. Trees of random splits on small samples of the rows; a row that
//! soon stands alone is unlike the others. In: a matrix with bin means, and which of its rows to learn from. Out: an
//! ensemble of one output whose margin is the mean path length of a row, and whose link makes the score
//! 2^(-margin / c(sample size)) of it. One call of [`Isolation::step`] grows one tree, which depends on the seed and its own
//! number only.
//!
//! `isolation_tree.rs` says how a tree splits.

use crate::ensemble::{Ensemble, Link};
use crate::error::{Error, Result};
use crate::forest::check_size;
use crate::isolation_tree::grow_tree;
use crate::loss::ln;
use crate::matrix::BinnedMatrix;
use crate::random::{Marks, Random};
use crate::tree::Tree;

/// Keeps the trees' stream of numbers apart from those of a forest of the same seed.
const STREAM: u64 = 0x6a09_e667_f3bc_c908;

/// Mean path length of an unsuccessful search among `rows` keys in a binary search tree: what a node of so many rows is
/// expected to add. The harmonic number is estimated by ln + Euler's constant, as in the paper.
pub fn average_path(rows: usize) -> f64 {
    const EULER: f64 = 0.577_215_664_901_532_9;
    match rows {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => {
            let others = (rows - 1) as f64;
            2.0 * (ln(others) + EULER) - 2.0 * others / rows as f64
        }
    }
}

/// Training in progress.
pub struct Isolation {
    matrix: BinnedMatrix,
    /// Rows that samples are drawn from.
    training: Vec<u32>,
    /// Rows of a sample.
    sample: usize,
    seed: u64,
    first_tree: usize,
    trees: Vec<Tree>,
    leaf_values: usize,
    /// Path lengths of all rows, summed over the trees; empty where they are not watched.
    paths: Vec<f64>,
}

impl Isolation {
    /// Ready for the tree number `first_tree`, learning from the rows `training` (each once) by samples of `sample_rows`, or
    /// of all of them where there are fewer. With `watch` the path lengths of all rows are kept.
    ///
    /// # Errors
    /// Samples of fewer than two rows, rows that the matrix does not have, or a matrix without bin means.
    pub fn new(
        matrix: BinnedMatrix,
        training: Vec<u32>,
        sample_rows: usize,
        seed: u64,
        first_tree: usize,
        watch: bool,
    ) -> Result<Self> {
        if sample_rows < 2 {
            return Err(Error::option(format!("sampleRows must be at least 2, not {sample_rows}")));
        }
        if training.len() < 2 {
            return Err(Error::data("an isolation forest needs two rows to tell apart"));
        }
        if training.iter().any(|&row| row as usize >= matrix.rows()) {
            return Err(Error::data(format!("a training row is not among the {} rows", matrix.rows())));
        }
        if (0..matrix.columns()).any(|column| matrix.means(column).is_none()) {
            return Err(Error::data("the matrix has no bin means"));
        }
        let sample = sample_rows.min(training.len());
        let paths = if watch { vec![0.0; matrix.rows()] } else { Vec::new() };
        Ok(Self { matrix, training, sample, seed, first_tree, trees: Vec::new(), leaf_values: 0, paths })
    }

    /// Grows one more tree.
    ///
    /// # Errors
    /// The forest has become too large to be kept; what was grown before stays.
    pub fn step(&mut self) -> Result<()> {
        let tree = self.grow(self.first_tree + self.trees.len());
        self.leaf_values += tree.leaves.len();
        check_size(self.leaf_values)?;
        for (row, path) in self.paths.iter_mut().enumerate() {
            *path += f64::from(tree.leaves[tree.leaf_of(&self.matrix, row)]);
        }
        self.trees.push(tree);
        Ok(())
    }

    /// The path length that makes a score of one half: that expected of a row like any other. Rounded as leaf values are,
    /// so that where all rows are alike their score is one half and nothing above.
    pub fn normaliser(&self) -> f64 {
        f64::from(average_path(self.sample) as f32)
    }

    /// The mean path length of each row of the matrix by the trees grown, with the scorers' bits; empty where not watched.
    pub fn margins(&self) -> Vec<f64> {
        self.paths.iter().map(|path| path / self.divisor()).collect()
    }

    /// The model of the trees grown.
    pub fn ensemble(&self) -> Ensemble {
        let mut ensemble = Ensemble::new(&self.matrix, Link::Exp2, vec![0.0]);
        ensemble.link_parameter = self.normaliser();
        ensemble.divisor = vec![self.divisor()];
        self.trees.iter().for_each(|tree| ensemble.push(&self.matrix, tree, 0, 1));
        ensemble
    }

    fn divisor(&self) -> f64 {
        self.trees.len().max(1) as f64
    }

    fn grow(&self, number: usize) -> Tree {
        let mut random = Random::new(self.seed ^ STREAM, number as u64);
        let mut rows = self.draw(&mut random);
        // The least depth at which a balanced tree tells all rows of the sample apart.
        let most_depth = (usize::BITS - (self.sample - 1).leading_zeros()) as usize;
        grow_tree(&self.matrix, &mut rows, most_depth, random)
    }

    /// The rows of one sample, each once, ascending (Floyd's algorithm: Bentley and Floyd 1987).
    fn draw(&self, random: &mut Random) -> Vec<u32> {
        let count = self.training.len() as u32;
        let mut chosen = Marks::new(self.training.len());
        for last in count - self.sample as u32..count {
            let place = random.below(last + 1);
            if !chosen.insert(place) {
                chosen.insert(last);
            }
        }
        chosen.ascending().map(|place| self.training[place as usize]).collect()
    }
}
