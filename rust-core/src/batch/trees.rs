//! Trees laid out for many rows. In: a checked model and the plan of its cells. Out: for each tree the tests of its top levels
//! as a perfect tree, which is answered for 16 rows at once, and below it places that each row walks alone.
//!
//! A place's children stand side by side, so that a step is `at + step + right`; a leaf's step is 0 and its test is false,
//! so that rows which have arrived stay.

use super::lanes::LANES;
use super::plan::Plan;
use crate::ensemble::node_flag;
use crate::model::{Leaves, Model};
use core::ops::Range;

/// Most levels answered at once: beyond, most of the answers would be for places where no row is.
pub(crate) const TOP: usize = 5;
/// Levels of shallow trees.
const SHALLOW: usize = 2;

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

/// A category test that is answered for 16 rows at once: the slot of its cells and the start of its table.
pub(crate) struct CategoryTest {
    pub(crate) slot: u16,
    pub(crate) table: u32,
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
    /// First of its tests at the top, and for how many levels.
    pub(crate) tests: usize,
    pub(crate) levels: usize,
    /// First of its places, of which the first are one for each way out of the top, and their number.
    pub(crate) places: usize,
    pub(crate) count: usize,
    /// Most tests below the top.
    pub(crate) steps: usize,
    /// Its category tests that are answered before all others, into the slots from [`Trees::answers`] on.
    pub(crate) categories: Range<usize>,
    /// Whether others are left.
    pub(crate) mixed: bool,
}

pub(crate) struct Trees {
    pub(crate) trees: Vec<TreePlan>,
    pub(crate) tests: Vec<TopTest>,
    pub(crate) categories: Vec<CategoryTest>,
    pub(crate) places: Vec<Place>,
    /// Bytes of category tests, at least 32 each.
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
            // What is never looked up may be read all the same.
            tables: vec![0; 2 * LANES],
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
        let (tests, places, categories) = (self.into.tests.len(), self.into.places.len(), self.into.categories.len());
        self.categories = categories;
        let levels = self.levels(root);
        let mut references = vec![root];
        for _ in 0..levels {
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
        let categories = categories..self.into.categories.len();
        Some(TreePlan { tests, levels, places, count, steps, categories, mixed: self.mixed })
    }

    /// How many levels of the tree are answered at once.
    fn levels(&self, root: i32) -> usize {
        match self.depth(root, SHALLOW + 1) {
            _ if !self.bytes => 0,
            0 => 0,
            1..=SHALLOW => SHALLOW,
            _ => TOP,
        }
    }

    /// Most tests from there to a leaf, but not more than `most`.
    fn depth(&self, reference: i32, most: usize) -> usize {
        match self.children(reference) {
            Some([left, right]) if most > 0 => 1 + self.depth(left, most - 1).max(self.depth(right, most - 1)),
            _ => 0,
        }
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
        let value = match &self.model.leaves {
            Leaves::F32(leaves) if self.into.inlined => leaves[!reference as usize].to_bits() as i32,
            _ => !reference,
        };
        Some(Place { slot: 0, step: 0, value })
    }

    /// Slot and value of a node's test.
    fn test(&mut self, reference: i32) -> Option<(u16, i32)> {
        let node = &self.model.nodes[reference as usize];
        if node.test & node_flag::CATEGORY == 0 {
            return Some(self.plan.numeric(node, self.bytes));
        }
        let table = self.into.tables.len();
        let slot = self.plan.category(self.model, node, &mut self.into.tables);
        let answered = self.into.categories.len() - self.categories;
        if self.bytes && answered < MOST_CATEGORIES {
            self.into.categories.push(CategoryTest { slot, table: table as u32 });
            return Some((u16::try_from(self.into.answers + answered).ok()?, ANSWER));
        }
        self.mixed = true;
        Some((slot, table as i32))
    }
}
