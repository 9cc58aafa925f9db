//! The sums of a tile's rows, output by output. In: a tree and the leaves that 16 rows reach. Out: margins, row after row, with the bits of
//! the plain scorer: each sum takes its trees in their order.

use super::lanes::LANES;
use super::TILE;
use crate::ensemble::TreeEntry;
use crate::model::{Leaves, Model};
use crate::score::add;

pub(crate) struct Sums<'a> {
    model: &'a Model,
    /// See [`Trees::inlined`](super::trees::Trees::inlined).
    inlined: bool,
    /// An output's sums of all rows, then the next output's.
    outputs: Vec<[[f64; LANES]; TILE / LANES]>,
}

impl<'a> Sums<'a> {
    pub(crate) fn new(model: &'a Model, inlined: bool) -> Self {
        Self { model, inlined, outputs: vec![[[0.0; LANES]; TILE / LANES]; model.outputs()] }
    }

    /// Before the first tree.
    pub(crate) fn start(&mut self) {
        for (sums, &base) in self.outputs.iter_mut().zip(&self.model.base) {
            sums.as_flattened_mut().fill(if self.model.sum_f32 { f64::from(base as f32) } else { base });
        }
    }

    /// Adds the leaf of each row of a block: its number where leaves are inlined, else the index of its first.
    pub(crate) fn add(&mut self, tree: &TreeEntry, block: usize, leaves: &[i32; LANES]) {
        let (weight, output, width) = (tree.weight, tree.output as usize, tree.width as usize);
        let outputs = &mut self.outputs[output..][..width];
        match (self.inlined, self.model.sum_f32, &self.model.leaves) {
            (true, false, _) => vector::add(&mut outputs[0][block], weight, leaves),
            (true, true, _) => {
                for (sum, &leaf) in outputs[0][block].iter_mut().zip(leaves) {
                    *sum = f64::from(*sum as f32 + weight as f32 * f32::from_bits(leaf as u32));
                }
            }
            (false, false, Leaves::F32(numbers)) => {
                for (j, sums) in outputs.iter_mut().enumerate() {
                    let bits = leaves.map(|leaf| numbers[leaf as usize + j].to_bits() as i32);
                    vector::add(&mut sums[block], weight, &bits);
                }
            }
            _ => {
                for (lane, &leaf) in leaves.iter().enumerate() {
                    for (j, sums) in outputs.iter_mut().enumerate() {
                        let sum = &mut sums[block][lane];
                        *sum = add(self.model, *sum, weight, leaf as usize + j);
                    }
                }
            }
        }
    }

    /// After the last tree: the margins of the first rows, as many as there is room for.
    pub(crate) fn finish(&self, margins: &mut [f64]) {
        for (row, margins) in margins.chunks_exact_mut(self.outputs.len()).enumerate() {
            for ((margin, sums), divisor) in margins.iter_mut().zip(&self.outputs).zip(&self.model.divisor) {
                *margin = sums[row / LANES][row % LANES] / divisor;
            }
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector {
    use super::LANES;
    use core::arch::wasm32::*;

    /// Adds to each sum the weight times the number whose bits are given.
    #[inline(always)]
    pub(super) fn add(sums: &mut [f64; LANES], weight: f64, bits: &[i32; LANES]) {
        let weight = f64x2_splat(weight);
        for (sums, bits) in sums.as_chunks_mut::<2>().0.iter_mut().zip(bits.as_chunks::<2>().0) {
            let numbers = f64x2_promote_low_f32x4(i32x4(bits[0], bits[1], 0, 0));
            let sum = f64x2_add(f64x2(sums[0], sums[1]), f64x2_mul(weight, numbers));
            *sums = [f64x2_extract_lane::<0>(sum), f64x2_extract_lane::<1>(sum)];
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod vector {
    use super::LANES;

    pub(super) fn add(sums: &mut [f64; LANES], weight: f64, bits: &[i32; LANES]) {
        sums.iter_mut().zip(bits).for_each(|(sum, &bits)| *sum += weight * f64::from(f32::from_bits(bits as u32)));
    }
}
