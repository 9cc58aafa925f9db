//! Trees laid out for many rows. In: a checked model and the plan of its cells. Out: for a tree of few leaves its [`choices`](super::choices);
//! for others the tests of the top levels as a perfect tree, which is answered for 16 rows at once, and below it places that each row
//! walks alone.
//!
//! A place's children stand side by side, so that a step is `at + step + right`; a leaf's step is 0 and its test is false,
//! so that rows which have arrived stay.

use super::choices::{Choice, MOST_LEAVES};
use super::lanes::LANES;
use super::plan::Plan;
use crate::ensemble::node_flag;
use crate::model::{Leaves, Model};
use core::ops::Range;

/// Levels answered at once: beyond, most of the answers would be for places where no row is.
const TOP: usize = 5;
/// Trees of no more leaves have choices: beyond, most of the tests would be of places where no row is.
const FEW_LEAVES: usize = 40;
/// More category tests in a tree than that are not answered for 16 rows at once, but where a row meets them.
const MOST_CATEGORIES: usize = 128;

/// The value of a test for an answer: a row that goes left has -1 there, one that goes right 0.
const ANSWER: i32 = -1;

/// A test at the top: the slot of its cell, and 16 times what that is compared with.
#[derive(Clone, Copy)]
pub(crate) struct TopTest {
    pub(crate) bytes: [i8; LANES],
    pub(crate) slot: u16,
}

/// A category test that is answered for 16 rows at once: the slot of its cells, and its table.
pub(crate) struct CategoryTest {
    pub(crate) slot: u16,
    pub(crate) table: Range<usize>,
}

/// A node or a leaf further down. The value is what a cell is compared with, the start of a table among the tables'
/// bytes, or the leaf's number (see [`Trees::inlined`]).
#[derive(Clone, Copy, Default)]
pub(crate) struct Place {
    pub(crate) slot: u16,
    pub(crate) step: u16,
    pub(crate) value: i32,
}

pub(crate) struct TreePlan {
    /// Its category tests that are answered before all others, into the slots from [`Trees::answers`] on.
    pub(crate) categories: Range<usize>,
    pub(crate) way: Way,
}

/// How rows get to their leaves.
pub(crate) enum Way {
    /// All tests at once, and the values of the leaves by their number.
    Choices { choices: Range<usize>, leaves: Range<usize> },
    /// The top at once, then row by row.
    Walk(WalkPlan),
}

pub(crate) struct WalkPlan {
    /// First of its tests at the top, of which there are none where cells are no bytes.
    pub(crate) tests: usize,
    /// First of its places, of which the first are one for each way out of the top, and their number.
    pub(crate) places: usize,
    pub(crate) count: usize,
    /// Most tests below the top.
    pub(crate) steps: usize,
    /// Whether there are category tests that were not answered before.
    pub(crate) mixed: bool,
}

pub(crate) struct Trees {
    pub(crate) trees: Vec<TreePlan>,
    pub(crate) tests: Vec<TopTest>,
    pub(crate) categories: Vec<CategoryTest>,
    pub(crate) choices: Vec<Choice>,
    /// Values of the leaves of trees with choices, as [`Place::value`] has them.
    pub(crate) leaves: Vec<i32>,
    pub(crate) places: Vec<Place>,
    /// Bytes of category tests.
    pub(crate) tables: Vec<i8>,
    /// Leaves hold their number, as the bits of an f32: each has one. Else the index of the first.
    pub(crate) inlined: bool,
    /// The slots of codes.
    pub(crate) codes: Range<u16>,
    /// The first of the slots for answers of category tests, and the end of them.
    pub(crate) answers: usize,
    pub(crate) slots: usize,
}

impl Trees {
    /// None where nodes have two parents or a tree is too large.
    pub(crate) fn new(model: &Model, plan: &Plan, bytes: bool) -> Option<Self> {
        let mut trees = Self {
            trees: vec![],
            tests: vec![],
            places: vec![],
            choices: vec![],
            leaves: vec![],
            tables: vec![],
            inlined: matches!(model.leaves, Leaves::F32(_)) && model.trees.iter().all(|tree| tree.width == 1),
            categories: vec![],
            codes: plan.codes_from..plan.slots as u16,
            answers: plan.slots,
            slots: plan.slots,
        };
        let most = 2 * model.nodes.len() + model.trees.len() * (1 << TOP);
        for tree in &model.trees {
            let mut builder = Builder { model, plan, into: &mut trees, categories: 0, mixed: false, bytes };
            let tree = builder.tree(tree.root, most)?;
            trees.slots = trees.slots.max(trees.answers + tree.categories.len());
            trees.trees.push(tree);
        }
        Some(trees)
    }
}

struct Builder<'a> {
    model: &'a Model,
    plan: &'a Plan,
    into: &'a mut Trees,
    /// First of the tree's category tests.
    categories: usize,
    mixed: bool,
    bytes: bool,
}

impl Builder<'_> {
    fn tree(&mut self, root: i32, most: usize) -> Option<TreePlan> {
        self.categories = self.into.categories.len();
        let way = match self.bytes && self.leaves(root, FEW_LEAVES + 1) <= FEW_LEAVES {
            true => self.choices(root)?,
            false => Way::Walk(self.walk(root, most)?),
        };
        Some(TreePlan { categories: self.categories..self.into.categories.len(), way })
    }

    /// How many leaves the tree has, but not more than `most`.
    fn leaves(&self, reference: i32, most: usize) -> usize {
        match self.children(reference) {
            Some([left, right]) if most > 1 => {
                let left = self.leaves(left, most);
                (left + self.leaves(right, most - left.min(most))).min(most)
            }
            _ => 1.min(most),
        }
    }

    fn choices(&mut self, root: i32) -> Option<Way> {
        let (choices, leaves) = (self.into.choices.len(), self.into.leaves.len());
        self.choose(root, choices, leaves)?;
        Some(Way::Choices { choices: choices..self.into.choices.len(), leaves: leaves..self.into.leaves.len() })
    }

    /// Adds the choices below a reference, then its own, and gives where the result lies.
    fn choose(&mut self, reference: i32, choices: usize, leaves: usize) -> Option<u8> {
        let Some(children) = self.children(reference) else {
            let value = self.leaf(reference);
            self.into.leaves.push(value);
            return u8::try_from(self.into.leaves.len() - 1 - leaves).ok();
        };
        let (slot, value) = self.test(reference)?;
        let [left, right] = children.map(|child| self.choose(child, choices, leaves));
        let into = u8::try_from(MOST_LEAVES + self.into.choices.len() - choices).ok()?;
        self.into.choices.push(Choice { bytes: [value as i8; LANES], slot, left: left?, right: right?, into });
        Some(into)
    }

    fn walk(&mut self, root: i32, most: usize) -> Option<WalkPlan> {
        let (tests, places) = (self.into.tests.len(), self.into.places.len());
        let mut references = vec![root];
        for _ in 0..if self.bytes { TOP } else { 0 } {
            for reference in core::mem::take(&mut references) {
                references.extend(self.top(reference)?);
            }
        }
        let mut steps = 0;
        // Level by level; `references` are what the places from `at` on shall be.
        let mut at = places;
        self.into.places.resize(at + references.len(), Place::default());
        loop {
            let mut below = vec![];
            for (i, &reference) in references.iter().enumerate() {
                let step = self.into.places.len() + below.len() - (at + i);
                self.into.places[at + i] = self.place(reference, step)?;
                below.extend(self.children(reference).into_iter().flatten());
            }
            if below.is_empty() {
                break;
            }
            steps += 1;
            at = self.into.places.len();
            if at + below.len() > most {
                return None;
            }
            self.into.places.resize(at + below.len(), Place::default());
            references = below;
        }
        let count = self.into.places.len() - places;
        Some(WalkPlan { tests, places, count, steps, mixed: self.mixed })
    }

    fn children(&self, reference: i32) -> Option<[i32; 2]> {
        let node = self.model.nodes.get(usize::try_from(reference).ok()?)?;
        Some([node.left, node.right])
    }

    /// Writes a test of the top and gives what is below it; a leaf that is reached early is on both sides.
    fn top(&mut self, reference: i32) -> Option<[i32; 2]> {
        let Some(children) = self.children(reference) else {
            self.into.tests.push(TopTest { bytes: [i8::MAX; LANES], slot: 0 });
            return Some([reference; 2]);
        };
        let (slot, value) = self.test(reference)?;
        self.into.tests.push(TopTest { bytes: [value as i8; LANES], slot });
        Some(children)
    }

    fn place(&mut self, reference: i32, step: usize) -> Option<Place> {
        if reference >= 0 {
            let (slot, value) = self.test(reference)?;
            return Some(Place { slot, value, step: u16::try_from(step).ok()? });
        }
        Some(Place { slot: 0, step: 0, value: self.leaf(reference) })
    }

    /// The value of a leaf.
    fn leaf(&self, reference: i32) -> i32 {
        match &self.model.leaves {
            Leaves::F32(leaves) if self.into.inlined => leaves[!reference as usize].to_bits() as i32,
            _ => !reference,
        }
    }

    /// Slot and value of a node's test.
    fn test(&mut self, reference: i32) -> Option<(u16, i32)> {
        let node = &self.model.nodes[reference as usize];
        if node.test & node_flag::CATEGORY == 0 {
            return Some(self.plan.numeric(node, self.bytes));
        }
        let table = self.into.tables.len();
        let (slot, parts) = self.plan.category(self.model, node, &mut self.into.tables);
        let answered = self.into.categories.len() - self.categories;
        if self.bytes && answered < MOST_CATEGORIES {
            let first = table / LANES;
            self.into.categories.push(CategoryTest { slot, table: first..first + parts });
            return Some((u16::try_from(self.into.answers + answered).ok()?, ANSWER));
        }
        self.mixed = true;
        Some((slot, table as i32))
    }
}
