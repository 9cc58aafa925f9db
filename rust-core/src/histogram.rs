//! Histograms of several columns at once. In: binned columns, rows, two whole numbers a row. Out: their sums by bin.
//!
//! Four columns are collected together: their slots (16 KiB) fit a level-1 cache beside the bins, and a row's number and its
//! sums are read once for four updates. A slot is 16 bytes, one SIMD addition. Rows that lie side by side are read without
//! looking at their numbers. Sums are those of [`Statistics::collect`](crate::statistics::Statistics::collect), the plain
//! way: additions of whole numbers, in any order.

use std::ops::Range;

/// What is summed of a row, and of a bin.
pub(crate) type Slot = [i64; 2];

/// Columns collected together.
const BLOCK: usize = 4;

/// With so few rows it costs more to clear a block than to collect columns one by one.
const FEW_ROWS: usize = 48;

/// A column's bins and where its slots lie in a histogram, in numbers.
pub type Part<'a> = (&'a [u8], Range<usize>);

/// Adds `numbers[row]` of each row to the bins of each part, whose place in `histogram` is all zero on entry. `rows` ascend.
pub(crate) fn collect(parts: &[Part], rows: &[u32], numbers: &[Slot], histogram: &mut [i64]) {
    if rows.len() < FEW_ROWS {
        return parts.iter().for_each(|(column, place)| collect_few(column, rows, numbers, &mut histogram[place.clone()]));
    }
    let mut slots = [[[0i64; 2]; 256]; BLOCK];
    for block in parts.chunks(BLOCK) {
        match *block {
            [(a, _), (b, _), (c, _), (d, _)] => collect_block([a, b, c, d], rows, numbers, &mut slots),
            _ => block.iter().zip(&mut slots).for_each(|((column, _), slots)| {
                collect_block([*column], rows, numbers, std::array::from_mut(slots));
            }),
        }
        for ((_, place), slots) in block.iter().zip(&mut slots) {
            let part = &mut histogram[place.clone()];
            let used = &mut slots[..part.len() / 2];
            part.copy_from_slice(used.as_flattened());
            used.fill([0; 2]);
        }
    }
}

fn collect_few(column: &[u8], rows: &[u32], numbers: &[Slot], part: &mut [i64]) {
    let slots = part.as_chunks_mut::<2>().0;
    for &row in rows {
        add(&mut slots[usize::from(column[row as usize])], numbers[row as usize]);
    }
}

/// A u8 can not miss 256 slots, and columns are as long as `numbers`, so one bound is checked a row.
fn collect_block<const COLUMNS: usize>(
    columns: [&[u8]; COLUMNS],
    rows: &[u32],
    numbers: &[Slot],
    slots: &mut [[Slot; 256]; COLUMNS],
) {
    let columns = columns.map(|column| &column[..numbers.len()]);
    let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else { return };
    if (last - first) as usize + 1 == rows.len() {
        let range = first as usize..last as usize + 1;
        let numbers = &numbers[range.clone()];
        let columns = columns.map(|column| &column[range.clone()][..numbers.len()]);
        for (i, &number) in numbers.iter().enumerate() {
            for (column, slots) in columns.iter().zip(&mut *slots) {
                add(&mut slots[usize::from(column[i])], number);
            }
        }
    } else {
        for &row in rows {
            let number = numbers[row as usize];
            for (column, slots) in columns.iter().zip(&mut *slots) {
                add(&mut slots[usize::from(column[row as usize])], number);
            }
        }
    }
}

#[inline(always)]
fn add(slot: &mut Slot, number: Slot) {
    slot[0] += number[0];
    slot[1] += number[1];
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROWS: usize = 200;

    /// Column by column and row by row.
    fn plainly(columns: &[Vec<u8>], rows: &[u32], numbers: &[Slot]) -> Vec<i64> {
        let mut histogram = vec![0; columns.len() * 512];
        for (i, column) in columns.iter().enumerate() {
            for &row in rows {
                let slot = i * 512 + 2 * usize::from(column[row as usize]);
                histogram[slot] += numbers[row as usize][0];
                histogram[slot + 1] += numbers[row as usize][1];
            }
        }
        histogram
    }

    proptest! {
        #[test]
        fn blocks_give_the_plain_sums(
            columns in prop::collection::vec(prop::collection::vec(any::<u8>(), ROWS), 0..10),
            numbers in prop::collection::vec([-(1i64 << 40)..1 << 40, 0..1i64 << 60], ROWS),
            kept in prop::collection::vec(any::<bool>(), ROWS),
            (from, to) in (0..ROWS, 0..ROWS),
        ) {
            let scattered: Vec<u32> = (0..ROWS as u32).filter(|&row| kept[row as usize]).collect();
            let together: Vec<u32> = (from.min(to) as u32..from.max(to) as u32).collect();
            let parts: Vec<Part> =
                columns.iter().enumerate().map(|(i, column)| (column.as_slice(), i * 512..(i + 1) * 512)).collect();
            for rows in [scattered, together] {
                let mut histogram = vec![0; columns.len() * 512];
                collect(&parts, &rows, &numbers, &mut histogram);
                prop_assert_eq!(histogram, plainly(&columns, &rows, &numbers));
            }
        }
    }
}
