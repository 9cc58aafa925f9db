//! Random forest for classification (Breiman 2001) with class shares in the leaves, averaged over the trees. One call of
//! [`Forest::step`] grows one tree. A tree depends on the seed and its own number only, so any share of the trees can
//! be grown elsewhere and gives the same bytes.

use crate::boosting::draw_columns;
use crate::constraints::TreeRules;
use crate::earlier::Earlier;
use crate::ensemble::{Ensemble, Link};
use crate::error::{Error, Result};
use crate::grower::{Grower, Grown};
use crate::matrix::BinnedMatrix;
use crate::options::TreeOptions;
use crate::out_of_bag::OutOfBag;
use crate::parting::visit_leaves;
use crate::random::Random;
use crate::statistics::{ClassTargets, SingleTarget};
use crate::target::Target;
use crate::tree::Tree;
use std::ops::Range;

/// Leaf values all trees together may have: a gigabyte of f32.
const MOST_LEAF_VALUES: usize = 1 << 28;

/// Training in progress.
pub struct Forest {
    matrix: BinnedMatrix,
    target: Target,
    options: TreeOptions,
    bootstrap_weights: bool,
    rules: TreeRules,
    training: Vec<u32>,
    /// Trees of an earlier training, which come first in the model.
    earlier: Vec<Tree>,
    first_tree: usize,
    trees: Vec<Tree>,
    leaf_values: usize,
    unseen: OutOfBag,
}

impl Forest {
    /// Ready for the tree number `first_tree` (0, unless other trees are grown elsewhere). With `bootstrap_weights` each
    /// tree weights the classes evenly within its own draw of rows.
    ///
    /// # Errors
    /// An option out of range.
    pub fn new(
        matrix: BinnedMatrix,
        target: Target,
        options: TreeOptions,
        bootstrap_weights: bool,
        first_tree: usize,
    ) -> Result<Self> {
        options.check()?;
        options.constraints.check(&matrix, target.classes)?;
        if target.classes > 2 && !options.constraints.monotone.is_empty() {
            return Err(Error::option("monotone constraints of a forest need two classes; boosting takes more"));
        }
        target.check_rows(matrix.rows())?;
        let training = target.training_rows().collect();
        let rules = options.constraints.rules(1, matrix.columns()).swap_remove(0);
        let unseen = OutOfBag::new(matrix.rows(), outputs(target.classes));
        Ok(Self {
            matrix,
            target,
            options,
            bootstrap_weights,
            rules,
            training,
            earlier: Vec::new(),
            first_tree,
            trees: Vec::new(),
            leaf_values: 0,
            unseen,
        })
    }

    /// Ready for the tree after those of `earlier`, whose bins and trees are kept. On the same rows and with the same
    /// options the trees to come are those that one larger forest would have. Only they tell of rows unseen: which rows the earlier
    /// trees saw is not known.
    ///
    /// # Errors
    /// An option out of range, other bins or classes than `earlier` has, or no forest.
    pub fn resume(
        earlier: Earlier,
        matrix: BinnedMatrix,
        target: Target,
        options: TreeOptions,
        bootstrap_weights: bool,
    ) -> Result<Self> {
        earlier.check(&[Link::Mean], &matrix, &target)?;
        let mut forest = Self::new(matrix, target, options, bootstrap_weights, earlier.trees.len())?;
        forest.leaf_values = earlier.trees.iter().map(|tree| tree.leaves.len()).sum();
        forest.earlier = earlier.trees;
        Ok(forest)
    }

    /// Trees grown here.
    pub fn trees(&self) -> usize {
        self.trees.len()
    }

    /// Grows one more tree.
    ///
    /// # Errors
    /// The forest has become too large to be kept; what was grown before stays.
    pub fn step(&mut self) -> Result<()> {
        let tree = self.grow_number(self.first_tree + self.trees.len());
        self.leaf_values += tree.leaves.len();
        check_size(self.leaf_values)?;
        self.trees.push(tree);
        Ok(())
    }

    /// Grows the trees numbered `numbers`, keeps their out-of-bag sums and gives them away as a part for
    /// [`ForestParts`](crate::ForestParts).
    ///
    /// # Errors
    /// The part is too large to be kept.
    pub fn part(&mut self, numbers: Range<usize>) -> Result<Ensemble> {
        let outputs = outputs(self.target.classes);
        let mut part = Ensemble::new(&self.matrix, Link::Mean, vec![0.0; outputs]);
        for number in numbers {
            let tree = self.grow_number(number);
            check_size(part.leaves.len() + tree.leaves.len())?;
            part.push(&self.matrix, &tree, 0, outputs);
        }
        Ok(part)
    }

    /// Out-of-bag sums of all trees grown here.
    pub fn out_of_bag(&self) -> &OutOfBag {
        &self.unseen
    }

    /// Class shares of each row by the trees that did not see it (out of bag; all trees for a held-out row): row after row,
    /// one number (the second class's) for two classes, else one a class. NaN where every tree saw the row.
    pub fn unseen(&self) -> Vec<f64> {
        self.unseen.shares()
    }

    /// The model of the trees grown, after those of an earlier training.
    pub fn ensemble(&self) -> Ensemble {
        let outputs = outputs(self.target.classes);
        let mut ensemble = Ensemble::new(&self.matrix, Link::Mean, vec![0.0; outputs]);
        ensemble.divisor.fill((self.earlier.len() + self.trees.len()).max(1) as f64);
        self.earlier.iter().chain(&self.trees).for_each(|tree| ensemble.push(&self.matrix, tree, 0, outputs));
        ensemble
    }

    /// Grows a tree, whose rows out of bag are added up.
    fn grow_number(&mut self, number: usize) -> Tree {
        let mut random = Random::new(self.options.seed, number as u64);
        let draws = self.draw(&mut random);
        let mut rows = chosen(self.training.clone(), &draws, true);
        let tree = self.grow(&draws, &mut rows, &mut random).tree;
        self.watch_unseen(&draws, &tree);
        tree
    }

    /// How often each row is drawn: as many draws with replacement as `subsample` says. That one is drawn more than 255 times does not happen.
    fn draw(&self, random: &mut Random) -> Vec<u8> {
        let mut draws = vec![0u8; self.matrix.rows()];
        let count = ((self.training.len() as f64 * self.options.subsample).ceil() as usize).max(1);
        let most = self.training.len() as u32;
        let all = self.training.len() == self.matrix.rows();
        for _ in 0..count {
            let drawn = random.below(most);
            let row = if all { drawn } else { self.training[drawn as usize] } as usize;
            draws[row] = draws[row].saturating_add(1);
        }
        draws
    }

    fn grow(&self, draws: &[u8], rows: &mut [u32], random: &mut Random) -> Grown {
        let columns = draw_columns(&self.matrix, self.options.feature_subsample, random);
        let limits = self.options.limits(columns.len(), 1.0, 0.0);
        let labels = &self.target.labels;
        let factors = self.class_factors(draws);
        let weight = |row: usize| {
            f64::from(draws[row]) * f64::from(self.target.weights[row]) * factors[usize::from(labels[row])]
        };
        let most = rows.iter().map(|&row| weight(row as usize)).fold(0.0, f64::max);
        let mut grower = Grower::new(&self.matrix, limits).with_rules(&self.rules).without_leaf_rows();
        let all_rows = self.matrix.rows();
        if self.target.classes == 2 {
            let number = |row| (f64::from(labels[row]) * weight(row), weight(row));
            let mut statistics = SingleTarget::new(all_rows, (most, most), number);
            grower.grow(&mut statistics, rows, &columns, random)
        } else {
            let number = |row| (labels[row], weight(row));
            let mut statistics = ClassTargets::new(all_rows, self.target.classes, most, number);
            grower.grow(&mut statistics, rows, &columns, random)
        }
    }

    /// What each class's weights are multiplied with in this draw.
    fn class_factors(&self, draws: &[u8]) -> Vec<f64> {
        let classes = self.target.classes;
        if !self.bootstrap_weights {
            return vec![1.0; classes];
        }
        let mut sums = vec![0.0; classes];
        for &row in &self.training {
            let label = usize::from(self.target.labels[row as usize]);
            sums[label] += f64::from(draws[row as usize]) * f64::from(self.target.weights[row as usize]);
        }
        let total: f64 = sums.iter().sum();
        sums.iter().map(|&sum| if sum > 0.0 { total / (classes as f64 * sum) } else { 0.0 }).collect()
    }

    fn watch_unseen(&mut self, draws: &[u8], tree: &Tree) {
        let outputs = outputs(self.target.classes);
        let rows = chosen((0..self.matrix.rows() as u32).collect(), draws, false);
        visit_leaves(tree, &self.matrix, rows, &mut |leaf, rows| {
            self.unseen.add(rows, &tree.leaves[leaf..leaf + outputs]);
        });
        self.unseen.count(draws.iter().map(|&draws| draws == 0));
    }
}

/// Those of the rows that were drawn, or were not. Which they are can not be guessed, so there is no branch.
#[inline(never)]
fn chosen(mut rows: Vec<u32>, draws: &[u8], drawn: bool) -> Vec<u32> {
    let mut count = 0;
    for i in 0..rows.len() {
        let row = rows[i];
        rows[count] = row;
        count += usize::from((draws[row as usize] > 0) == drawn);
    }
    rows.truncate(count);
    rows
}

/// # Errors
/// More leaf values than a forest may have.
pub(crate) fn check_size(leaf_values: usize) -> Result<()> {
    match leaf_values > MOST_LEAF_VALUES {
        true => Err(Error::data("the forest is too large: set maxLeaves, maxDepth or minRowsPerLeaf, or fewer trees")),
        false => Ok(()),
    }
}

/// Two classes need one number, the share of the second.
pub(crate) fn outputs(classes: usize) -> usize {
    if classes == 2 {
        1
    } else {
        classes
    }
}
