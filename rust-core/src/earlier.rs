//! A model taken back to where its learner left it. In: model bytes, read. Out: the bins of its columns and its trees over
//! those bins, to grow more of (continued training) or to give new leaf values (refit). Written again, they have the
//! bytes they were read from.
//!
//! Only models that this crate's learners wrote come back: thresholds are bin edges, and each node and leaf has one parent.

use crate::beside::bins_of;
use crate::binning::ColumnBins;
use crate::ensemble::{node_flag, Link, NodeEntry, TreeEntry};
use crate::error::{Code, Error, Result};
use crate::matrix::BinnedMatrix;
use crate::model::{Leaves, Model};
use crate::split::{BinSet, Test};
use crate::target::Target;
use crate::tree::{Tree, TreeNode};

/// What a learner starts from instead of nothing.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub(crate) link: Link,
    pub(crate) base: Vec<f64>,
    pub(crate) trees: Vec<Tree>,
    bins: Vec<ColumnBins>,
}

fn refused(why: &str) -> Error {
    Error { code: Code::BadModel, message: format!("training can not go on from this model: {why}"), offset: None }
}

impl Earlier {
    /// # Errors
    /// The model is not one that a learner here wrote.
    pub fn new(model: &Model) -> Result<Self> {
        let link = match model.link {
            1 => Link::Logistic,
            2 => Link::Softmax,
            3 => Link::Mean,
            _ => return Err(refused("it is no classifier")),
        };
        if model.sum_f32 || model.feature_bins.len() != model.features || model.cover.len() != model.nodes.len() {
            return Err(refused("it has no bins or statistics, as imported models have none"));
        }
        let Leaves::F32(leaves) = &model.leaves else { return Err(refused("its leaves are not f32")) };
        let bins = bins_of(model)?;
        let mut reader = Reader { model, bins: &bins, leaves, next_leaf: 0 };
        let trees = (0..model.trees.len()).map(|i| reader.tree(i)).collect::<Result<Vec<Tree>>>()?;
        if reader.next_leaf != leaves.len() {
            return Err(refused("it has leaves that no tree refers to"));
        }
        let earlier = Self { link, base: model.base.clone(), trees, bins };
        earlier.check_trees(model)?;
        Ok(earlier)
    }

    /// Each round has a tree an output, each tree of a forest all outputs; weights and divisors are as the learners set them.
    fn check_trees(&self, model: &Model) -> Result<()> {
        let outputs = self.base.len();
        let forest = self.link == Link::Mean;
        // Two classes have one output.
        let counted = if self.link == Link::Softmax { outputs > 2 } else { outputs != 2 };
        let whole = self.steps() * self.trees_a_step() == self.trees.len();
        let (width, divisor) = if forest { (outputs, self.trees.len().max(1) as f64) } else { (1, 1.0) };
        let based = !forest || self.base.iter().all(|&base| base == 0.0);
        let fits = |(i, tree): (usize, &TreeEntry)| {
            (tree.weight, tree.width as usize, tree.output as usize) == (1.0, width, i % self.trees_a_step())
        };
        let divided = model.divisor.iter().all(|&d| d == divisor);
        match counted && whole && based && divided && model.trees.iter().enumerate().all(fits) {
            true => Ok(()),
            false => Err(refused("its trees are not in the order of rounds or of a forest")),
        }
    }

    fn trees_a_step(&self) -> usize {
        if self.link == Link::Mean {
            1
        } else {
            self.base.len()
        }
    }

    /// Rounds of boosting, or trees of a forest.
    pub fn steps(&self) -> usize {
        self.trees.len() / self.trees_a_step()
    }

    /// A matrix for the rows of `target`, to be filled by [`Self::add_column`].
    ///
    /// # Errors
    /// As [`BinnedMatrix::new`].
    pub fn matrix(&self, target: &Target) -> Result<BinnedMatrix> {
        BinnedMatrix::new(target.labels.len())
    }

    /// Appends the matrix's next column, in the model's bins.
    ///
    /// # Errors
    /// As [`BinnedMatrix::add`], or more columns than the model has.
    pub fn add_column(&self, matrix: &mut BinnedMatrix, values: &[f32]) -> Result<()> {
        match self.bins.get(matrix.columns()) {
            Some(bins) => matrix.add(bins.clone(), values),
            None => Err(Error::data(format!("the model has only {} columns", self.bins.len()))),
        }
    }

    /// # Errors
    /// The matrix has other bins, the target other classes than the model, or the model another link.
    pub(crate) fn check(&self, links: &[Link], matrix: &BinnedMatrix, target: &Target) -> Result<()> {
        if !links.contains(&self.link) {
            return Err(refused("it was trained by the other method"));
        }
        let outputs = if self.base.len() == 1 { 2 } else { self.base.len() };
        if target.classes != outputs {
            return Err(Error::data(format!("there are {} classes, the model has {outputs}", target.classes)));
        }
        let same = matrix.columns() == self.bins.len() && (0..self.bins.len()).all(|i| *matrix.bins(i) == self.bins[i]);
        match same {
            true => Ok(()),
            false => Err(Error::data("the columns are not in the model's bins")),
        }
    }
}

/// Reads the trees one after another; each has the leaves after those of the tree before.
struct Reader<'a> {
    model: &'a Model,
    bins: &'a [ColumnBins],
    leaves: &'a [f32],
    next_leaf: usize,
}

impl Reader<'_> {
    fn tree(&mut self, index: usize) -> Result<Tree> {
        let trees = &self.model.trees;
        let (first_node, width) = (trees[index].first_node as usize, trees[index].width as usize);
        let end = trees.get(index + 1).map_or(self.model.nodes.len(), |next| next.first_node as usize);
        let first_leaf = self.next_leaf;
        self.next_leaf += (end - first_node + 1) * width;
        let leaves = self.leaves.get(first_leaf..self.next_leaf).ok_or_else(|| refused("its trees share leaves"))?;
        let mut met = vec![false; 2 * (end - first_node) + 1];
        let mut own = |reference: i32| {
            let (place, moved) = if reference >= 0 {
                let node = (reference as usize).checked_sub(first_node).filter(|node| first_node + node < end)?;
                (node, node as i32)
            } else {
                let leaf = (!reference as usize).checked_sub(first_leaf)?;
                let fits = leaf < leaves.len() && leaf % width == 0;
                (end - first_node + leaf / width, fits.then_some(!(leaf as i32))?)
            };
            // Met a second time, it has two parents; what is never met then leaves another to be met twice.
            (!std::mem::replace(&mut met[place], true)).then_some(moved)
        };
        let mut moved = |reference| own(reference).ok_or_else(|| refused("a node or leaf has not one parent"));
        if moved(trees[index].root)? != if end == first_node { !0 } else { 0 } {
            return Err(refused("a tree does not begin with its root"));
        }
        let mut tree = Tree { nodes: Vec::with_capacity(end - first_node), leaves: leaves.to_vec() };
        for i in first_node..end {
            let node = &self.model.nodes[i];
            let (column, test) = self.test(node)?;
            tree.nodes.push(TreeNode {
                column,
                test,
                missing_left: node.test & node_flag::MISSING_LEFT != 0,
                left: moved(node.left)?,
                right: moved(node.right)?,
                cover: self.model.cover[i],
                gain: self.model.gain[i],
            });
        }
        Ok(tree)
    }

    fn test(&self, node: &NodeEntry) -> Result<(u32, Test)> {
        let column = node.test & node_flag::FEATURE;
        let has = |flag: u32| node.test & flag != 0;
        let test = match &self.bins[column as usize] {
            ColumnBins::Number { edges } if !has(node_flag::CATEGORY | node_flag::ZERO_MISSING) => {
                let threshold = f32::from_bits(node.value);
                let below = edges.partition_point(|&edge| edge < threshold);
                let known = edges.get(below).map_or(threshold == f32::INFINITY, |&edge| edge.to_bits() == node.value);
                known.then_some(Test::UpTo(below as u8 + 1))
            }
            ColumnBins::Category { count } if has(node_flag::CATEGORY) => self
                .listed(node.value as usize, *count)
                .map(|bins| Test::Listed { bins, listed_right: has(node_flag::LISTED_RIGHT) }),
            _ => None,
        };
        Ok((column, test.ok_or_else(|| refused("a test does not fit the bins of its column"))?))
    }

    /// The bins of a category list, if it lists codes below `count` only, in no more words than needed.
    fn listed(&self, index: usize, count: usize) -> Option<BinSet> {
        let words = self.model.categories[index] as usize;
        let list = &self.model.categories[index + 1..][..words];
        let mut bins = BinSet::default();
        for code in (0..32 * words).filter(|code| list[code / 32] >> (code % 32) & 1 == 1) {
            bins.insert(u8::try_from(code + 1).ok().filter(|_| code < count)?);
        }
        list.last().is_none_or(|&word| word != 0).then_some(bins)
    }
}
