//! Rows to cells. In: the tests of a model, then rows of f32 numbers. Out: whole numbers such that every numeric test is
//! `cell > value`, right if so, whatever is missing.
//!
//! A feature has a slot for each way in which its tests take what is missing: in it a missing value is less than every threshold
//! (left) or greater (right). Where no feature has more than 255 thresholds, a cell is the number of thresholds below the
//! value, in one byte; else the f32 as an i32 that sorts alike. A category code becomes its rank among the listed codes of its
//! feature, then "not listed" and "missing"; its two slots hold byte and bit of that rank in a test's table.

use super::cell::{key, signed, Cell, Thresholds, MOST_BELOW};
use super::lanes::LANES;
use crate::ensemble::{node_flag, NodeEntry};
use crate::model::Model;
use crate::score::ZERO;

/// No more codes than that are looked up in a table.
const MOST_WORDS: usize = 2048;
/// Longest tables that are looked up for 16 rows at once, in times 16 bytes.
const MOST_PARTS: usize = 4;
/// The rank of a code that is in no list.
const NOT_LISTED: u32 = u32::MAX;

/// A feature that numeric tests ask for.
struct Number {
    feature: usize,
    thresholds: Thresholds,
    /// The kinds of its tests (missing goes left, values next to zero are missing), each with its slot.
    slots: Vec<(usize, u16)>,
}

impl Number {
    fn slot(&self, kind: usize) -> Option<u16> {
        self.slots.iter().find(|&&(known, _)| known == kind).map(|&(_, slot)| slot)
    }
}

/// A feature that category tests ask for: slot of the byte, the bit's is the next.
struct Category {
    feature: usize,
    slot: u16,
    /// Rank by code: of those that are in any list.
    ranks: Vec<u32>,
    listed: u32,
}

/// Which cells a model's rows have.
pub(crate) struct Plan {
    numbers: Vec<Number>,
    categories: Vec<Category>,
    /// Two by feature: index into `numbers` and `categories`, and 1.
    place: Vec<u32>,
    pub(crate) slots: usize,
    /// Slots from here on are of codes.
    pub(crate) codes_from: u16,
}

impl Plan {
    /// None for models of shapes that are not worth it: long rows of which little is looked at, very long lists.
    pub(crate) fn new(model: &Model) -> Option<Self> {
        if model.features > 1024 + 4 * model.nodes.len() {
            return None;
        }
        let mut plan =
            Self { numbers: vec![], categories: vec![], place: vec![0; 2 * model.features], slots: 1, codes_from: 0 };
        plan.add_numbers(model)?;
        plan.codes_from = plan.slots as u16;
        plan.add_categories(model)?;
        Some(plan)
    }

    fn add_numbers(&mut self, model: &Model) -> Option<()> {
        for node in model.nodes.iter().filter(|node| !is_category(node)) {
            let place = &mut self.place[2 * node.feature()];
            if *place == 0 {
                let thresholds = Thresholds::none();
                self.numbers.push(Number { feature: node.feature(), thresholds, slots: vec![] });
                *place = self.numbers.len() as u32;
            }
            let number = &mut self.numbers[*place as usize - 1];
            number.thresholds.add(key(f32::from_bits(node.value)));
            if number.slot(kind(node)).is_none() {
                number.slots.push((kind(node), u16::try_from(self.slots).ok()?));
                self.slots += 1;
            }
        }
        self.numbers.iter_mut().for_each(|number| number.thresholds.finish());
        Some(())
    }

    fn add_categories(&mut self, model: &Model) -> Option<()> {
        let mut words = 0;
        let most = 16 * model.nodes.len() + 2 * model.categories.len();
        for node in model.nodes.iter().filter(|node| is_category(node)) {
            let list = list(model, node);
            words += list.len();
            if list.len() > MOST_WORDS || words > most {
                return None;
            }
            let place = &mut self.place[2 * node.feature() + 1];
            if *place == 0 {
                let slot = u16::try_from(self.slots + 1).ok()? - 1;
                self.slots += 2;
                self.categories.push(Category { feature: node.feature(), slot, ranks: vec![], listed: 0 });
                *place = self.categories.len() as u32;
            }
            let ranks = &mut self.categories[*place as usize - 1].ranks;
            ranks.resize(ranks.len().max(32 * list.len()), NOT_LISTED);
            for (code, rank) in ranks[..32 * list.len()].iter_mut().enumerate() {
                if is_listed(list, code) {
                    *rank = 0;
                }
            }
        }
        // A table has a bit for each code of the feature, however short the test's own list.
        let codes = |node: &NodeEntry| self.category_of(node).ranks.len();
        if model.nodes.iter().filter(|node| is_category(node)).map(codes).sum::<usize>() / 32 > most {
            return None;
        }
        for category in &mut self.categories {
            for rank in category.ranks.iter_mut().filter(|rank| **rank != NOT_LISTED) {
                *rank = category.listed;
                category.listed += 1;
            }
        }
        Some(())
    }

    /// Whether a byte a cell is enough.
    pub(crate) fn fits_bytes(&self) -> bool {
        self.numbers.iter().all(|number| number.thresholds.count <= MOST_BELOW)
            && self.categories.iter().all(|category| category.parts() <= MOST_PARTS)
    }

    /// Slot and value of a numeric test.
    pub(crate) fn numeric(&self, node: &NodeEntry, bytes: bool) -> (u16, i32) {
        let number = &self.numbers[self.place[2 * node.feature()] as usize - 1];
        let key = key(f32::from_bits(node.value));
        let value = if bytes { signed(number.thresholds.below(key)).into() } else { key };
        (number.slot(kind(node)).expect("each kind was gathered"), value)
    }

    fn category_of(&self, node: &NodeEntry) -> &Category {
        &self.categories[self.place[2 * node.feature() + 1] as usize - 1]
    }

    /// Slot of a category test, whose table is added: a bit a rank, 1 goes right. And how many times 16 bytes the table has.
    pub(crate) fn category(&self, model: &Model, node: &NodeEntry, tables: &mut Vec<i8>) -> (u16, usize) {
        let category = self.category_of(node);
        let list = list(model, node);
        let has = |flag: u32| node.test & flag != 0;
        let listed = category.listed as usize;
        let from = tables.len();
        tables.resize(from + category.parts() * LANES, 0);
        let mut set = |rank: usize, right: bool| tables[from + rank / 8] |= i8::from(right) << (rank % 8);
        for (code, &rank) in category.ranks.iter().enumerate().filter(|(_, &rank)| rank != NOT_LISTED) {
            set(rank as usize, is_listed(list, code) == has(node_flag::LISTED_RIGHT));
        }
        set(listed, !has(node_flag::LISTED_RIGHT));
        set(listed + 1, !has(node_flag::MISSING_LEFT));
        (category.slot, category.parts())
    }

    /// The cells of up to 16 rows; `cells` has `slots` arrays, of which the first is for what is less than all.
    pub(crate) fn fill<C: Cell>(&self, rows: &[f32], features: usize, cells: &mut [[C; LANES]]) {
        for number in &self.numbers {
            let most = C::most(&number.thresholds);
            for (lane, row) in rows.chunks_exact(features).enumerate() {
                let x = row[number.feature];
                let cell = C::of(key(x), &number.thresholds);
                for &(kind, slot) in &number.slots {
                    let missing = x.is_nan() || kind & 2 != 0 && x.abs() <= ZERO;
                    let stand_in = if kind & 1 != 0 { C::LEAST } else { most };
                    cells[usize::from(slot)][lane] = if missing { stand_in } else { cell };
                }
            }
        }
        for category in &self.categories {
            for (lane, row) in rows.chunks_exact(features).enumerate() {
                let rank = category.rank(row[category.feature]);
                cells[usize::from(category.slot)][lane] = C::plain(rank / 8);
                cells[usize::from(category.slot) + 1][lane] = C::plain(1 << (rank % 8));
            }
        }
    }
}

impl Category {
    /// How many times 16 bytes a table of its tests has.
    fn parts(&self) -> usize {
        (self.listed as usize + 2).div_ceil(8 * LANES)
    }

    fn rank(&self, x: f32) -> u32 {
        if x.is_nan() {
            return self.listed + 1;
        }
        // Up to 65,536 codes: exact as f32. The cast cuts; below 0 nothing is listed.
        let known = if x >= 0.0 { self.ranks.get(x as usize) } else { None };
        *known.filter(|&&rank| rank != NOT_LISTED).unwrap_or(&self.listed)
    }
}

fn is_category(node: &NodeEntry) -> bool {
    node.test & node_flag::CATEGORY != 0
}

fn kind(node: &NodeEntry) -> usize {
    let has = |flag: u32| usize::from(node.test & flag != 0);
    has(node_flag::MISSING_LEFT) | has(node_flag::ZERO_MISSING) << 1
}

fn is_listed(list: &[u32], code: usize) -> bool {
    list.get(code / 32).is_some_and(|word| word >> (code % 32) & 1 == 1)
}

/// The words of a category test's list.
fn list<'a>(model: &'a Model, node: &NodeEntry) -> &'a [u32] {
    let index = node.value as usize;
    &model.categories[index + 1..][..model.categories[index] as usize]
}
