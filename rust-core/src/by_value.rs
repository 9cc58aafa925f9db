//! The rows of a sample in the order of one column's values. In: values, NaN = missing, and classes. Out: one whole number a present value
//! that ascends with it, sorted by its digits, the least first. The order of equal values says nothing.

/// A value and the class of its row: 32 bits that ascend with the value, then the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Item(u64);

/// Bits that ascend with a value that is not NaN. -0 and 0 are one value to every comparison, so they have the same.
#[inline(always)]
pub(crate) fn key(value: f32) -> u32 {
    let bits = (value + 0.0).to_bits();
    bits ^ (((bits as i32 >> 31) as u32) | 1 << 31)
}

impl Item {
    #[inline(always)]
    pub(crate) fn new(value: f32, class: u16) -> Self {
        Self(u64::from(key(value)) << 32 | u64::from(class))
    }

    #[inline(always)]
    pub(crate) fn key(self) -> u32 {
        (self.0 >> 32) as u32
    }

    pub(crate) fn value(self) -> f32 {
        let key = self.key();
        f32::from_bits(key ^ (((!key as i32 >> 31) as u32) | 1 << 31))
    }

    #[inline(always)]
    pub(crate) fn class(self) -> usize {
        usize::from(self.0 as u16)
    }

    #[inline(always)]
    fn digit(self, place: usize) -> usize {
        (self.0 >> (32 + place as u32 * DIGIT)) as usize & (DIGITS - 1)
    }
}

const DIGIT: u32 = 11;
const DIGITS: usize = 1 << DIGIT;

/// The values of these rows that are not NaN, sorted, each with the class that stands beside the row. A digit that all have in common, as the
/// last ones of small whole numbers, takes no pass.
pub(crate) fn sorted(values: &[f32], rows: &[(u32, u16)]) -> Vec<Item> {
    let mut items = Vec::with_capacity(rows.len());
    let mut counts = [[0u32; DIGITS]; 3];
    for &(row, class) in rows {
        let value = values[row as usize];
        if !value.is_nan() {
            let item = Item::new(value, class);
            (0..3).for_each(|place| counts[place][item.digit(place)] += 1);
            items.push(item);
        }
    }
    let mut other = items.clone();
    for (place, starts) in counts.iter_mut().enumerate() {
        if items.first().is_none_or(|first| starts[first.digit(place)] as usize == items.len()) {
            continue;
        }
        pass(place, starts, &items, &mut other);
        std::mem::swap(&mut items, &mut other);
    }
    items
}

/// Puts the items in the order of a digit. `starts` tells how many have each.
fn pass(place: usize, starts: &mut [u32; DIGITS], items: &[Item], other: &mut [Item]) {
    let mut end = 0;
    for start in starts.iter_mut() {
        (*start, end) = (end, end + *start);
    }
    for &item in items {
        let start = &mut starts[item.digit(place)];
        other[*start as usize] = item;
        *start += 1;
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Any bits, and values that many have.
    fn value() -> impl Strategy<Value = f32> {
        prop_oneof![
            any::<u32>().prop_map(f32::from_bits),
            prop::sample::select(vec![f32::NAN, 0.0, -0.0, 1.0, f32::INFINITY, f32::NEG_INFINITY, f32::MIN, f32::MAX]),
            (0u8..50).prop_map(f32::from),
        ]
    }

    proptest! {
        #[test]
        fn values_are_sorted_by_digits_as_by_comparing(given in prop::collection::vec((value(), any::<u16>()), 0..300)) {
            let mut items = sample(&given);
            let mut expected: Vec<(f32, u16)> = given.into_iter().filter(|row| !row.0.is_nan()).collect();
            expected.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap());
            prop_assert!(items.iter().map(|item| item.value()).eq(expected.iter().map(|item| item.0)));
            items.sort();
            let mut all: Vec<Item> = expected.iter().map(|&(value, class)| Item::new(value, class)).collect();
            all.sort();
            prop_assert_eq!(items, all);
        }
    }

    /// Rows of a sample in order.
    pub(crate) fn sample(rows: &[(f32, u16)]) -> Vec<Item> {
        let values: Vec<f32> = rows.iter().map(|row| row.0).collect();
        sorted(&values, &(0u32..).zip(rows.iter().map(|row| row.1)).collect::<Vec<_>>())
    }
}
