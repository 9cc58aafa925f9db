//! How much each column of a row moves each margin: path-dependent TreeSHAP. In: a model with cover statistics, and rows.
//! Out: for each row and output one contribution a column, then the base (the margin expected under the cover weights);
//! together they sum to the margin.
//!
//! The values are those of Lundberg et al., "From local explanations to global understanding with explainable AI for trees"
//! (2020): Shapley values of the game in which a column outside the coalition sends the row both ways, in the proportion of
//! the covers. At a leaf the game is a product over the columns of its path: a column in the coalition gives 1 if the row
//! passes all its tests there, else 0; a column outside gives its share, the product of its covers' proportions. The
//! Shapley value of such a product is an integral over t from 0 to 1 (Owen, "Multilinear extensions of games", 1972) of the
//! product of `share + t (passes - share)` over the other columns. As in Linear TreeSHAP (Yu et al. 2022) sums of leaves
//! are handed up the tree, so that each edge is visited once; but here the polynomial is known by its values at the points
//! of a quadrature rule (`quadrature`) instead of by its coefficients. All values lie in 0 to 1
//! and nothing is inverted that could be ill-conditioned, so depth costs no precision.

mod plan;
mod quadrature;

use crate::batch::check_length;
use crate::ensemble::{NodeEntry, TreeEntry};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::score::goes_left;
use plan::{share, Plan};
use quadrature::{Block, Points, LANES};
use std::array::from_fn;

/// Explains rows of one model.
///
/// ```
/// # use hedgerow::{BinnedMatrix, Boosting, Model, Target, TreeOptions};
/// # let labels = (0..100).map(|i| u16::from(i >= 60)).collect();
/// # let target = Target::new(labels, 2, vec![], vec![])?;
/// # let mut matrix = BinnedMatrix::for_target(&target)?;
/// # matrix.add_numbers(&(0..100).map(|i| i as f32).collect::<Vec<_>>(), 255)?;
/// # let mut boosting = Boosting::new(matrix, target, TreeOptions::boosting(), 0.1)?;
/// # boosting.step();
/// # let model = Model::read(&hedgerow::write(&boosting.ensemble(1), b"{}")?)?;
/// let explained = hedgerow::Explainer::new(&model)?.explain(&model, &[75.0], 1)?;
/// let [contribution, base] = explained[..] else { panic!("one column and the base") };
/// let mut margin = [0.0];
/// hedgerow::score_row(&model, &[75.0], &mut margin);
/// assert!((contribution + base - margin[0]).abs() < 1e-9);
/// # Ok::<(), hedgerow::Error>(())
/// ```
#[derive(Debug)]
pub struct Explainer(Plan);

/// What a column's tests on the path so far say of the row: a factor `share + t (passes - share)` of the path's product.
#[derive(Clone, Copy)]
struct Factor {
    passes: bool,
    share: f64,
}

/// A column without tests on the path: its factor is 1 everywhere.
const UNTESTED: Factor = Factor { passes: true, share: 1.0 };

/// An inner node on the path.
#[derive(Clone, Copy)]
struct Step {
    node: usize,
    /// Children entered: 0, 1 or 2.
    entered: u8,
    left: bool,
    /// The factor of the node's column before the node.
    before: Factor,
}

/// Everything that explaining writes to, made once a call.
struct Scratch {
    /// One a column.
    factors: Vec<Factor>,
    path: Vec<Step>,
    /// For each level of the path the path's product at each point, times the point's weight.
    products: Vec<Block>,
    /// For each level and output the sum over the leaves met below it of leaf times product.
    sums: Vec<Block>,
}

impl Explainer {
    /// Gets ready: works out the base and how many points each tree needs.
    ///
    /// # Errors
    /// A model with trees but without statistics, or with a node that has two parents.
    pub fn new(model: &Model) -> Result<Self> {
        Plan::new(model).map(Self)
    }

    /// For each of `count` rows and each output `model.features` contributions, then the base. Sums are f64, also for a model
    /// that sums its margins in f32.
    /// `model` is the one this was made for.
    ///
    /// # Errors
    /// `rows` is not `count` times `model.features` long; or the result, or the paths of very deep trees, do not fit memory.
    ///
    /// # Panics
    /// When `model` is another one.
    pub fn explain(&self, model: &Model, rows: &[f32], count: usize) -> Result<Vec<f64>> {
        check_length(model, rows, count)?;
        let width = model.features + 1;
        let each = model.outputs().checked_mul(width).ok_or_else(too_large)?;
        let mut out = filled(count.checked_mul(each), 0.0)?;
        let mut scratch = self.scratch(model)?;
        for (row, out) in out.chunks_exact_mut(each).enumerate() {
            self.explain_row(model, &rows[row * model.features..][..model.features], out, &mut scratch);
        }
        Ok(out)
    }

    fn scratch(&self, model: &Model) -> Result<Scratch> {
        let path = Step { node: 0, entered: 0, left: false, before: UNTESTED };
        Ok(Scratch {
            factors: filled(Some(model.features), UNTESTED)?,
            path: filled(Some(self.0.depth), path)?,
            products: filled(self.0.products, [0.0; LANES])?,
            sums: filled(self.0.sums, [0.0; LANES])?,
        })
    }

    fn explain_row(&self, model: &Model, row: &[f32], out: &mut [f64], scratch: &mut Scratch) {
        let width = model.features + 1;
        for (tree, &blocks) in model.trees.iter().zip(&self.0.blocks) {
            if tree.root >= 0 {
                let out = &mut out[tree.output as usize * width..];
                Walk { model, row, tree, rule: self.0.rule(blocks), out, scratch: &mut *scratch }.run();
            }
        }
        let base = self.0.base.iter().zip(&model.divisor);
        for (out, (base, divisor)) in out.chunks_exact_mut(width).zip(base) {
            out[width - 1] = *base;
            out.iter_mut().for_each(|value| *value /= divisor);
        }
    }
}

fn too_large() -> Error {
    Error::data("the explanation is too large for the memory: explain fewer rows at once")
}

/// `count` copies of a value, if there is memory for them.
fn filled<T: Clone>(count: Option<usize>, value: T) -> Result<Vec<T>> {
    let count = count.ok_or_else(too_large)?;
    let mut items = Vec::new();
    items.try_reserve_exact(count).map_err(|_| too_large())?;
    items.resize(count, value);
    Ok(items)
}

/// One row through one tree, all of its edges, without recursion: a tree may be as deep as it has nodes.
struct Walk<'a> {
    model: &'a Model,
    row: &'a [f32],
    tree: &'a TreeEntry,
    rule: &'a [Points],
    /// From the tree's first output on.
    out: &'a mut [f64],
    scratch: &'a mut Scratch,
}

impl Walk<'_> {
    fn run(mut self) {
        let weights = self.rule.iter().map(|points| points.weight);
        self.scratch.products.iter_mut().zip(weights).for_each(|(product, weight)| *product = weight);
        self.enter(0, self.tree.root as usize);
        let mut level = 0;
        loop {
            let step = self.scratch.path[level];
            let node = self.model.nodes[step.node];
            if step.entered < 2 {
                self.scratch.path[level].entered += 1;
                let child = self.descend(level, &step, &node);
                match child {
                    Some(reference @ 0..) => {
                        level += 1;
                        self.enter(level, reference as usize);
                    }
                    Some(leaf) => {
                        self.reach(level + 1, !leaf as usize);
                        self.leave(level);
                    }
                    None => {}
                }
            } else if level > 0 {
                level -= 1;
                self.leave(level);
            } else {
                return;
            }
        }
    }

    /// Puts an inner node on the path; its product is there already.
    fn enter(&mut self, level: usize, node: usize) {
        let entry = &self.model.nodes[node];
        let before = self.scratch.factors[entry.feature()];
        let left = goes_left(self.model, entry, self.row);
        self.scratch.path[level] = Step { node, entered: 0, left, before };
        let length = self.rule.len() * self.tree.width as usize;
        self.scratch.sums[level * length..][..length].fill([0.0; LANES]);
    }

    /// Goes to the next child: sets the column's factor and the product below. None where no row can come to be.
    fn descend(&mut self, level: usize, step: &Step, node: &NodeEntry) -> Option<i32> {
        let to_left = step.entered == 0;
        let portion = share(self.model.cover[step.node], to_left);
        let before = step.before;
        let now = Factor { passes: before.passes && to_left == step.left, share: before.share * portion };
        if !now.passes && now.share == 0.0 {
            return None;
        }
        self.scratch.factors[node.feature()] = now;
        let blocks = self.rule.len();
        let (above, below) = self.scratch.products[level * blocks..][..2 * blocks].split_at_mut(blocks);
        for ((above, below), points) in above.iter().zip(below).zip(self.rule) {
            *below = replace(above, points, before, now, portion);
        }
        Some(if to_left { node.left } else { node.right })
    }

    /// The sums of a leaf.
    fn reach(&mut self, level: usize, leaf: usize) {
        let blocks = self.rule.len();
        let width = self.tree.width as usize;
        let products = &self.scratch.products[level * blocks..][..blocks];
        let sums = self.scratch.sums[level * blocks * width..].chunks_exact_mut(blocks);
        for (j, sums) in sums.take(width).enumerate() {
            let value = self.tree.weight * self.model.leaves.at(leaf + j);
            for (sum, product) in sums.iter_mut().zip(products) {
                *sum = product.map(|product| value * product);
            }
        }
    }

    /// Comes back up to `level` from the child last entered: credits the node's column and adds the child's sums.
    fn leave(&mut self, level: usize) {
        let step = self.scratch.path[level];
        let column = self.model.nodes[step.node].feature();
        let now = std::mem::replace(&mut self.scratch.factors[column], step.before);
        let length = self.rule.len() * self.tree.width as usize;
        let (above, below) = self.scratch.sums[level * length..][..2 * length].split_at_mut(length);
        // Once the row has failed a test of the column, further tests of it on the path change only the share, which
        // cancels: they have no effect.
        if step.before.passes {
            let stride = self.model.features + 1;
            let sums = below.chunks_exact(self.rule.len());
            for (sums, out) in sums.zip(self.out[column..].iter_mut().step_by(stride)) {
                *out += credit(self.rule, sums, step.before, now);
            }
        }
        for (above, below) in above.iter_mut().zip(below) {
            above.iter_mut().zip(below).for_each(|(above, below)| *above += *below);
        }
    }
}

/// The product with the column's factor `before` replaced by `now`. Only factors of passed columns are divided by: they
/// are at least t. The factor of a failed one is share (1 - t), so that a further test multiplies by its portion.
#[inline]
fn replace(product: &Block, points: &Points, before: Factor, now: Factor, portion: f64) -> Block {
    if !before.passes {
        return product.map(|product| product * portion);
    }
    let of = |factor: Factor, i: usize| {
        let failed = factor.share * points.rest[i];
        if factor.passes {
            points.at[i] + failed
        } else {
            failed
        }
    };
    match before.share < 1.0 {
        true => from_fn(|i| product[i] * of(now, i) / of(before, i)),
        false => from_fn(|i| product[i] * of(now, i)),
    }
}

/// What the leaves under an edge give the column of the node above it, less what they already gave it before: `passes - share`
/// times the sum without the column's factor. `before` has passed.
#[inline]
fn credit(rule: &[Points], sums: &[Block], before: Factor, now: Factor) -> f64 {
    let mut total = [0.0; LANES];
    for (points, sums) in rule.iter().zip(sums) {
        for i in 0..LANES {
            let (t, rest) = (points.at[i], points.rest[i]);
            let new = if now.passes { (1.0 - now.share) / (t + now.share * rest) } else { -points.inverse_rest[i] };
            total[i] += sums[i] * new;
        }
        if before.share < 1.0 {
            for i in 0..LANES {
                let factor = points.at[i] + before.share * points.rest[i];
                total[i] -= sums[i] * ((1.0 - before.share) / factor);
            }
        }
    }
    (total[0] + total[1]) + (total[2] + total[3])
}
