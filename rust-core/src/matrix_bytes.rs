//! A binned matrix as bytes and back, so that columns are binned once and trees can be grown elsewhere.
//!
//! Little-endian: rows u32, columns u32; then for each column its kind u32 (0 numbers, 1 categories), the number of edges or
//! categories u32, the edges f32 each, and one byte a row. Which rows chose the edges is not kept: a matrix that comes back
//! is complete.

use crate::binning::{ColumnBins, MAX_BINS};
use crate::error::{Error, Result};
use crate::matrix::BinnedMatrix;

impl BinnedMatrix {
    /// All columns as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let edges: usize = (0..self.columns()).map(|column| self.bins(column).len()).sum();
        let mut out = Vec::with_capacity(8 + self.columns() * (8 + self.rows()) + 4 * edges);
        let words =
            |out: &mut Vec<u8>, words: [usize; 2]| words.iter().for_each(|&w| out.extend((w as u32).to_le_bytes()));
        words(&mut out, [self.rows(), self.columns()]);
        for column in 0..self.columns() {
            match self.bins(column) {
                ColumnBins::Number { edges } => {
                    words(&mut out, [0, edges.len()]);
                    edges.iter().for_each(|edge| out.extend(edge.to_le_bytes()));
                }
                ColumnBins::Category { count } => words(&mut out, [1, *count]),
            }
            out.extend(self.column(column));
        }
        out
    }

    /// The matrix of [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    /// Bytes that are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut rest = bytes;
        let (rows, columns) = (word(&mut rest)?, word(&mut rest)?);
        let mut matrix = Self::new(rows)?;
        for _ in 0..columns {
            let (kind, count) = (word(&mut rest)?, word(&mut rest)?);
            let bins = match kind {
                0 if count < MAX_BINS => {
                    let edges = take(&mut rest, 4 * count)?.chunks_exact(4);
                    let edges = edges.map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
                    ColumnBins::Number { edges }
                }
                1 if count <= MAX_BINS => ColumnBins::Category { count },
                _ => return Err(damaged()),
            };
            let binned = take(&mut rest, rows)?;
            if binned.iter().any(|&bin| usize::from(bin) >= bins.len()) {
                return Err(damaged());
            }
            matrix.push_binned(bins, binned.to_vec());
        }
        match rest.is_empty() {
            true => Ok(matrix),
            false => Err(damaged()),
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count).ok_or_else(damaged)?;
    *rest = left;
    Ok(taken)
}

fn word(rest: &mut &[u8]) -> Result<usize> {
    let bytes = take(rest, 4)?;
    Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
}

fn damaged() -> Error {
    Error::data("these bytes are no binned columns")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> BinnedMatrix {
        let mut matrix = BinnedMatrix::new(4).unwrap();
        matrix.add_numbers(&[3.0, f32::NAN, -1.5, 8.0], 255).unwrap();
        matrix.add_categories(&[0.0, 2.0, f32::NAN, 1.0], 3).unwrap();
        matrix
    }

    #[test]
    fn there_and_back() {
        let matrix = matrix();
        let again = BinnedMatrix::from_bytes(&matrix.to_bytes()).unwrap();
        assert_eq!((again.rows(), again.columns()), (4, 2));
        for column in 0..2 {
            assert_eq!(again.bins(column), matrix.bins(column));
            assert_eq!(again.column(column), matrix.column(column));
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        let bytes = matrix().to_bytes();
        for length in 0..bytes.len() {
            assert!(BinnedMatrix::from_bytes(&bytes[..length]).is_err());
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(BinnedMatrix::from_bytes(&longer).is_err());
        let mut bin = bytes.clone();
        *bin.last_mut().unwrap() = 4;
        assert!(BinnedMatrix::from_bytes(&bin).is_err());
        let mut kind = bytes;
        kind[8] = 2;
        assert!(BinnedMatrix::from_bytes(&kind).is_err());
    }
}
