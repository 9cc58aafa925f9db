//! What explaining rows needs to know of a model, whatever the rows. In: a checked model. Out: the margins expected under
//! the cover weights, how deep its trees are and how many quadrature points each needs; or why it can not be explained.

use super::quadrature::{blocks_for, gauss_legendre, Points};
use crate::ensemble::TreeEntry;
use crate::error::{Error, Result};
use crate::model::Model;

/// Made once a model.
#[derive(Debug)]
pub(super) struct Plan {
    /// Expected sums, before the divisors.
    pub base: Vec<f64>,
    /// Blocks of quadrature points of each tree.
    pub blocks: Vec<u32>,
    /// Most tests on a path, and a level for the leaf.
    pub depth: usize,
    /// Blocks that the products of the deepest path take; none: more than a usize.
    pub products: Option<usize>,
    /// Blocks that the sums take.
    pub sums: Option<usize>,
    /// The rules in use, by their number of blocks; others are empty.
    rules: Vec<Vec<Points>>,
}

/// The proportion of the training weight at a node that went this way: half, where none came.
pub(super) fn share(cover: [f32; 2], left: bool) -> f64 {
    let [to_left, to_right] = cover.map(f64::from);
    let total = to_left + to_right;
    match total > 0.0 {
        true => (if left { to_left } else { to_right }) / total,
        false => 0.5,
    }
}

/// An inner node on the path: how many of its children were entered, and the share of rows that come here.
struct Step {
    node: usize,
    entered: u8,
    share: f64,
}

/// Goes through all trees once.
struct Survey<'a> {
    model: &'a Model,
    seen: Vec<bool>,
    /// Tests of each column on the path.
    tests: Vec<u32>,
    path: Vec<Step>,
    base: Vec<f64>,
}

impl Plan {
    pub fn new(model: &Model) -> Result<Self> {
        if model.cover.len() < model.nodes.len() {
            let message = "the model has no cover statistics, without which it can not be explained";
            return Err(Error::model(message, 20));
        }
        let mut survey = Survey {
            model,
            seen: vec![false; model.nodes.len()],
            tests: vec![0; model.features],
            path: Vec::new(),
            base: model.base.clone(),
        };
        let mut plan = Self { base: vec![], blocks: vec![], depth: 1, products: Some(0), sums: Some(0), rules: vec![] };
        for tree in &model.trees {
            let (depth, columns) = survey.tree(tree)?;
            plan.need(depth + 1, blocks_for(columns), tree.width as usize);
        }
        plan.base = survey.base;
        Ok(plan)
    }

    /// The points of a tree with this many blocks.
    pub fn rule(&self, blocks: u32) -> &[Points] {
        &self.rules[blocks as usize]
    }

    fn need(&mut self, levels: usize, blocks: usize, width: usize) {
        let larger = |old: Option<usize>, new: Option<usize>| Some(old?.max(new?));
        self.blocks.push(blocks as u32);
        self.depth = self.depth.max(levels);
        self.products = larger(self.products, levels.checked_mul(blocks));
        let sums = levels.checked_mul(blocks).and_then(|levels| levels.checked_mul(width));
        self.sums = larger(self.sums, sums);
        if self.rules.len() <= blocks {
            self.rules.resize_with(blocks + 1, Vec::new);
        }
        if self.rules[blocks].is_empty() {
            self.rules[blocks] = gauss_legendre(blocks);
        }
    }
}

impl Survey<'_> {
    /// Adds the tree's expectation to the base; gives most tests and most different columns of a path.
    fn tree(&mut self, tree: &TreeEntry) -> Result<(usize, usize)> {
        let (mut depth, mut columns, mut most_columns) = (0, 0, 0);
        if tree.root < 0 {
            self.expect(tree, !tree.root as usize, 1.0);
        } else {
            self.enter(tree.root as usize, 1.0, &mut columns)?;
        }
        while let Some(level) = self.path.len().checked_sub(1) {
            let step = &mut self.path[level];
            if step.entered == 2 {
                self.leave(&mut columns);
                continue;
            }
            (depth, most_columns) = (depth.max(level + 1), most_columns.max(columns));
            let left = step.entered == 0;
            step.entered += 1;
            let entry = &self.model.nodes[step.node];
            let child = if left { entry.left } else { entry.right };
            let share = step.share * share(self.model.cover[step.node], left);
            match child {
                0.. => self.enter(child as usize, share, &mut columns)?,
                _ => self.expect(tree, !child as usize, share),
            }
        }
        Ok((depth, most_columns))
    }

    fn enter(&mut self, node: usize, share: f64, columns: &mut usize) -> Result<()> {
        if std::mem::replace(&mut self.seen[node], true) {
            let at = self.model.node_offset(node);
            return Err(Error::model("a node has two parents: only trees can be explained", at));
        }
        let tests = &mut self.tests[self.model.nodes[node].feature()];
        *columns += usize::from(*tests == 0);
        *tests += 1;
        self.path.push(Step { node, entered: 0, share });
        Ok(())
    }

    fn leave(&mut self, columns: &mut usize) {
        if let Some(step) = self.path.pop() {
            let tests = &mut self.tests[self.model.nodes[step.node].feature()];
            *tests -= 1;
            *columns -= usize::from(*tests == 0);
        }
    }

    fn expect(&mut self, tree: &TreeEntry, leaf: usize, share: f64) {
        let sums = &mut self.base[tree.output as usize..][..tree.width as usize];
        for (j, sum) in sums.iter_mut().enumerate() {
            *sum += share * tree.weight * self.model.leaves.at(leaf + j);
        }
    }
}
