//! Which of a column's bins a number falls into. In: the column's edges and numbers. Out: as [`ColumnBins::bin`](crate::binning::ColumnBins::bin),
//! by steps whose way can not be guessed and so has no branch.

use crate::by_value::key;

/// From so many rows on, cells save more than it takes to lay them out.
const ROWS_FOR_CELLS: usize = 8192;
const CELLS: usize = 1 << 16;
/// Most edges in a cell.
const CROWD: usize = 2;

/// The bins of numbers, NaN = missing = 0.
pub(crate) fn bins_of(values: &[f32], edges: &[f32]) -> Vec<u8> {
    match (values.len() >= ROWS_FOR_CELLS).then(|| EdgeCells::new(edges)).flatten() {
        Some(cells) => values.iter().map(|&value| cells.bin(value)).collect(),
        None => {
            let search = EdgeSearch::new(edges);
            values.iter().map(|&value| search.bin(value)).collect()
        }
    }
}

/// Edges, and no value is above the rest.
fn filled(edges: &[f32]) -> [f32; 256 + CROWD] {
    let mut all = [f32::INFINITY; 256 + CROWD];
    all[..edges.len()].copy_from_slice(edges);
    all
}

#[inline(always)]
fn bin_above(value: f32, below: usize) -> u8 {
    if value.is_nan() {
        0
    } else {
        1 + below as u8
    }
}

/// A search of eight steps.
struct EdgeSearch([f32; 256 + CROWD]);

impl EdgeSearch {
    fn new(edges: &[f32]) -> Self {
        Self(filled(edges))
    }

    #[inline(always)]
    fn bin(&self, value: f32) -> u8 {
        let mut below = 0;
        for step in [128, 64, 32, 16, 8, 4, 2, 1] {
            below += if self.0[(below + step - 1) & 255] < value { step } else { 0 };
        }
        bin_above(value, below)
    }
}

/// A search of a few steps: numbers whose upper bits are the same are a cell, of which it is known how many edges lie before it.
struct EdgeCells {
    edges: [f32; 256 + CROWD],
    /// The upper bits begin here, counted from the lowest edge.
    lowest: u32,
    shift: u32,
    before: Box<[u8; CELLS]>,
}

impl EdgeCells {
    /// None where there are no edges, or many in a cell.
    fn new(edges: &[f32]) -> Option<Self> {
        let (lowest, highest) = (key(*edges.first()?), key(*edges.last()?));
        let shift = (16 - (highest - lowest).leading_zeros() as i32).max(0) as u32;
        let mut cells = Self { edges: filled(edges), lowest, shift, before: vec![0; CELLS].try_into().ok()? };
        for &edge in edges {
            let cell = cells.cell(edge);
            cells.before[cell] += 1;
        }
        let mut before = 0;
        for cell in cells.before.iter_mut() {
            if usize::from(*cell) > CROWD {
                return None;
            }
            (*cell, before) = (before, before + *cell);
        }
        Some(cells)
    }

    #[inline(always)]
    fn cell(&self, value: f32) -> usize {
        ((key(value).saturating_sub(self.lowest) >> self.shift) as usize).min(CELLS - 1)
    }

    #[inline(always)]
    fn bin(&self, value: f32) -> u8 {
        let mut below = usize::from(self.before[self.cell(value)]);
        for _ in 0..CROWD {
            below += usize::from(self.edges[below] < value);
        }
        bin_above(value, below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binning::ColumnBins;
    use proptest::prelude::*;

    /// Edges of any kind: ascending, finite, different.
    fn edges() -> impl Strategy<Value = Vec<f32>> {
        let number = any::<u32>().prop_map(f32::from_bits).prop_filter("a finite one", |value| value.is_finite());
        prop_oneof![
            prop::collection::vec(number, 0..255),
            prop::collection::vec((0u16..3000).prop_map(|value| f32::from(value) * 0.37 - 500.0), 0..255),
            prop::collection::vec((0u16..3000).prop_map(|value| 1e6 + f32::from(value)), 0..255),
        ]
        .prop_map(|mut edges| {
            edges.sort_by(|a, b| a.partial_cmp(b).unwrap());
            edges.dedup();
            edges
        })
    }

    proptest! {
        #[test]
        fn values_fall_into_the_bins_that_comparing_says(edges in edges(), any in prop::collection::vec(any::<u32>(), 100)) {
            let mut values: Vec<f32> = any.into_iter().map(f32::from_bits).collect();
            values.extend([f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0, 1.0]);
            for &edge in &edges {
                let bits = edge.to_bits();
                values.extend([edge, f32::from_bits(bits.wrapping_add(1)), f32::from_bits(bits.wrapping_sub(1))]);
            }
            let bins = ColumnBins::Number { edges: edges.clone() };
            let expected: Vec<u8> = values.iter().map(|&value| bins.bin(value)).collect();
            prop_assert_eq!(bins_of(&values, &edges), expected.clone());
            if let Some(cells) = EdgeCells::new(&edges) {
                prop_assert_eq!(values.iter().map(|&value| cells.bin(value)).collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn many_rows_are_binned_by_cells_unless_edges_crowd() {
        let even: Vec<f32> = (0..254).map(|i| (i as f32 - 127.0) * 0.02).collect();
        assert!(EdgeCells::new(&even).is_some());
        let crowded: Vec<f32> = std::iter::once(0.0).chain((0..200).map(|i| 1e6 + i as f32)).collect();
        assert!(EdgeCells::new(&crowded).is_none());
        let values: Vec<f32> = (0..ROWS_FOR_CELLS).map(|i| (i as f32 - 4000.0) * 0.001).collect();
        for edges in [even, crowded, vec![]] {
            let bins = ColumnBins::Number { edges: edges.clone() };
            assert!(bins_of(&values, &edges).iter().zip(&values).all(|(&bin, &value)| bin == bins.bin(value)));
        }
    }
}
