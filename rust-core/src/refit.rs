//! New leaf values for trees that stay as they are. In: an earlier model, rows in its bins, how it was trained. Out: the model
//! whose leaves are `decay` parts what they were and the rest what these rows give, and whose covers are these rows'. (LightGBM's refit.)
//!
//! Boosting goes round by round: each tree is refitted to what the refitted trees before it left over. A leaf that no row
//! reaches keeps its value, a node that none reaches its cover. Directions (monotone constraints) are kept: the new values
//! are put in order as in growing, the old ones were, and so is any mixture of the two.

use crate::boosting::{check_learning_rate, Boosting};
use crate::constraints::{Constraints, TreeRules};
use crate::earlier::Earlier;
use crate::ensemble::{Ensemble, Link};
use crate::error::{number, Error, Result};
use crate::forest::Forest;
use crate::leaf_order::in_order;
use crate::matrix::BinnedMatrix;
use crate::options::TreeOptions;
use crate::pool::Vertex;
use crate::statistics::{finite, ClassTargets, SingleTarget, Statistics};
use crate::target::Target;
use crate::tree::Tree;

/// Rounds or trees that one training added to the model.
#[derive(Clone, Debug)]
pub struct Stage {
    /// How many.
    pub steps: usize,
    /// The options they were grown with; l2 and the constraints matter here.
    pub options: TreeOptions,
    /// Their shrinkage; 1 for a forest.
    pub learning_rate: f64,
}

/// The model with new leaf values. `decay` is 0 (only the new) to 1 (only the old); `stages` tell how all its trees were trained.
///
/// # Errors
/// A decay out of range, stages that are not all of the model, other bins or classes than it has.
pub fn refit(earlier: Earlier, matrix: BinnedMatrix, target: Target, stages: &[Stage], decay: f64) -> Result<Ensemble> {
    if !(0.0..=1.0).contains(&decay) {
        return Err(Error::option(format!("decay must be 0 to 1, not {}", number(decay))));
    }
    let told: usize = stages.iter().map(|stage| stage.steps).sum();
    if told != earlier.steps() {
        let message = format!("{told} rounds or trees are told of, the model has {}", earlier.steps());
        return Err(Error::data(message));
    }
    for stage in stages {
        stage.options.check()?;
        check_learning_rate(stage.learning_rate)?;
        stage.options.constraints.check(&matrix, target.classes)?;
    }
    earlier.check(&[Link::Logistic, Link::Softmax, Link::Mean], &matrix, &target)?;
    target.check_rows(matrix.rows())?;
    match earlier.link {
        Link::Mean => refit_forest(earlier, matrix, target, stages, decay),
        _ => refit_boosting(earlier, matrix, target, stages, decay),
    }
}

fn refit_boosting(
    mut earlier: Earlier,
    matrix: BinnedMatrix,
    target: Target,
    stages: &[Stage],
    decay: f64,
) -> Result<Ensemble> {
    let mut trees = std::mem::take(&mut earlier.trees).into_iter();
    let (outputs, columns) = (earlier.base.len(), matrix.columns());
    let rows: Vec<u32> = target.training_rows().collect();
    // Of the options a refit needs only the stages'.
    let mut boosting = Boosting::resume(earlier, matrix, target, TreeOptions::boosting(), 1.0)?;
    for stage in stages {
        let rules = rules(stage, outputs, columns);
        for _ in 0..stage.steps {
            let normalisers = boosting.normalisers();
            for (output, tree) in trees.by_ref().take(outputs).enumerate() {
                let statistics = boosting.statistics(output, &normalisers);
                let matrix = boosting.matrix();
                let refit = Refit { matrix, rows: &rows, statistics: &statistics, stage, rules: &rules[output], decay };
                let tree = refit.tree(&tree);
                boosting.push(tree);
            }
        }
    }
    Ok(boosting.ensemble(boosting.rounds()))
}

fn refit_forest(
    mut earlier: Earlier,
    matrix: BinnedMatrix,
    target: Target,
    stages: &[Stage],
    decay: f64,
) -> Result<Ensemble> {
    let trees = std::mem::take(&mut earlier.trees);
    let most = target.most_weight();
    let weight = |row: usize| f64::from(target.weights[row]);
    let refitted = if target.classes == 2 {
        let number = |row| (f64::from(target.labels[row]) * weight(row), weight(row));
        let statistics = SingleTarget::new(matrix.rows(), (most, most), number);
        refit_trees(&statistics, trees, &matrix, &target, stages, decay)
    } else {
        let number = |row| (target.labels[row], weight(row));
        let statistics = ClassTargets::new(matrix.rows(), target.classes, most, number);
        refit_trees(&statistics, trees, &matrix, &target, stages, decay)
    };
    earlier.trees = refitted;
    Ok(Forest::resume(earlier, matrix, target, TreeOptions::forest(), false)?.ensemble())
}

fn refit_trees<S: Statistics>(
    statistics: &S,
    trees: Vec<Tree>,
    matrix: &BinnedMatrix,
    target: &Target,
    stages: &[Stage],
    decay: f64,
) -> Vec<Tree> {
    let rows: Vec<u32> = target.training_rows().collect();
    let mut trees = trees.into_iter();
    let mut refitted = Vec::new();
    for stage in stages {
        let rules = &rules(stage, 1, matrix.columns())[0];
        let refit = Refit { matrix, rows: &rows, statistics, stage, rules, decay };
        refitted.extend(trees.by_ref().take(stage.steps).map(|tree| refit.tree(&tree)));
    }
    refitted
}

/// The directions alone: no node is asked anew.
fn rules(stage: &Stage, outputs: usize, columns: usize) -> Vec<TreeRules> {
    let monotone = stage.options.constraints.monotone.clone();
    Constraints { monotone, groups: Vec::new() }.rules(outputs, columns)
}

/// What the trees of one output and stage are refitted by.
struct Refit<'a, S> {
    matrix: &'a BinnedMatrix,
    rows: &'a [u32],
    statistics: &'a S,
    stage: &'a Stage,
    rules: &'a TreeRules,
    decay: f64,
}

impl<S: Statistics> Refit<'_, S> {
    fn tree(&self, old: &Tree) -> Tree {
        let sums = self.sums(old);
        let mut tree = old.clone();
        for (node, new) in old.nodes.iter().zip(&mut tree.nodes) {
            let sides = [node.left, node.right].map(|reference| sums.of(reference, self.statistics.width()));
            let cover = sides.map(|sums| self.statistics.weight(sums) as f32);
            if cover != [0.0, 0.0] {
                new.cover = cover;
            }
        }
        let new = if self.rules.directed() { self.ordered_values(old, &sums) } else { self.values(old, &sums) };
        for (value, new) in tree.leaves.iter_mut().zip(new) {
            *value = finite(self.decay * f64::from(*value) + (1.0 - self.decay) * f64::from(new));
        }
        tree
    }

    /// The leaf values that the rows give, or the old ones.
    fn values(&self, old: &Tree, sums: &TreeSums<S::Sums>) -> Vec<f32> {
        let Stage { options, learning_rate, .. } = self.stage;
        let mut values = Vec::with_capacity(old.leaves.len());
        for (sums, old) in sums.leaves.iter().zip(old.leaves.chunks_exact(self.statistics.width())) {
            if self.statistics.weight(sums) > 0.0 {
                self.statistics.push_leaf(sums, options.l2, *learning_rate, &mut values);
            } else {
                values.extend(old);
            }
        }
        values
    }

    /// The same in order, for leaves of one value.
    fn ordered_values(&self, old: &Tree, sums: &TreeSums<S::Sums>) -> Vec<f32> {
        let Stage { options, learning_rate, .. } = self.stage;
        let leaf = |(sums, old): (&S::Sums, &f32)| match self.statistics.single(sums) {
            Some((target, weight)) if weight > 0.0 => Vertex::leaf(target, weight + options.l2),
            _ => Vertex::yielding(f64::from(*old) / learning_rate),
        };
        let leaves: Vec<Vertex> = sums.leaves.iter().zip(&old.leaves).map(leaf).collect();
        let values = in_order(old, self.matrix, self.rules, leaves);
        values.iter().map(|value| finite(value * learning_rate)).collect()
    }

    fn sums(&self, tree: &Tree) -> TreeSums<S::Sums> {
        let width = self.statistics.width();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); tree.leaves.len() / width];
        for &row in self.rows {
            members[tree.leaf_of(self.matrix, row as usize) / width].push(row);
        }
        let leaves = members.iter().map(|rows| self.statistics.sum(rows)).collect();
        let mut sums = TreeSums { leaves, nodes: vec![self.statistics.none(); tree.nodes.len()] };
        // Children come after their parents.
        for (i, node) in tree.nodes.iter().enumerate().rev() {
            let mut all = sums.of(node.left, width).clone();
            self.statistics.add_sums(&mut all, sums.of(node.right, width));
            sums.nodes[i] = all;
        }
        sums
    }
}

/// Sums over the rows of each node and leaf.
struct TreeSums<Sums> {
    nodes: Vec<Sums>,
    leaves: Vec<Sums>,
}

impl<Sums> TreeSums<Sums> {
    /// Of the node or leaf (of this width) that is referred to.
    fn of(&self, reference: i32, width: usize) -> &Sums {
        match reference {
            0.. => &self.nodes[reference as usize],
            _ => &self.leaves[!reference as usize / width],
        }
    }
}
