//! Exact nearest neighbours among rows of numbers and categories. In: columns as they are encoded (f32, NaN = missing). Out: for a row
//! the nearest others, nearest first, of equals the lower row first.
//!
//! The squared distance sums, over the number columns, the squared difference in standard deviations of the column, and for each
//! column of categories that differ a fixed cost. A missing value is as far from a present one as one standard deviation,
//! and at no distance from another missing one.

/// One column.
#[derive(Clone, Debug)]
pub enum Column {
    /// Numbers.
    Numbers(Vec<f32>),
    /// Category codes.
    Categories(Vec<f32>),
}

/// What a missing value adds to a squared distance.
const MISSING: f32 = 1.0;

/// Rows laid out for distances.
pub struct Rows {
    /// Row after row: first the numbers, scaled, then the codes (-1 is missing).
    values: Vec<f32>,
    numbers: usize,
    width: usize,
    any_missing: bool,
    /// What one column of categories that differ adds to a squared distance.
    category_cost: f32,
}

impl Rows {
    /// The rows numbered in `rows`. Number columns are divided by `deviations` (one a number column; 0 is taken for 1).
    pub fn new(columns: &[Column], rows: &[u32], deviations: &[f64], category_cost: f64) -> Self {
        let numbers = columns.iter().filter(|column| matches!(column, Column::Numbers(_))).count();
        let width = columns.len();
        let mut laid = Self {
            values: vec![0.0; rows.len() * width],
            numbers,
            width,
            any_missing: false,
            category_cost: category_cost as f32,
        };
        let (mut number, mut category) = (0, numbers);
        for column in columns {
            match column {
                Column::Numbers(values) => {
                    let scale = match deviations[number] {
                        deviation if deviation > 0.0 => 1.0 / deviation,
                        _ => 1.0,
                    };
                    laid.put(number, rows, |row| (f64::from(values[row]) * scale) as f32);
                    laid.any_missing |= rows.iter().any(|&row| values[row as usize].is_nan());
                    number += 1;
                }
                Column::Categories(codes) => {
                    laid.put(category, rows, |row| if codes[row].is_nan() { -1.0 } else { codes[row] });
                    category += 1;
                }
            }
        }
        laid
    }

    fn put(&mut self, place: usize, rows: &[u32], value: impl Fn(usize) -> f32) {
        for (i, &row) in rows.iter().enumerate() {
            self.values[i * self.width + place] = value(row as usize);
        }
    }

    fn len(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or(0)
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..(row + 1) * self.width]
    }

    /// The squared distance of two rows.
    fn distance(&self, a: &[f32], b: &[f32]) -> f32 {
        let ((a, codes_a), (b, codes_b)) = (a.split_at(self.numbers), b.split_at(self.numbers));
        let numbers = if self.any_missing { with_missing(a, b) } else { squares(a, b) };
        let differing = codes_a.iter().zip(codes_b).filter(|(a, b)| a != b).count();
        numbers + self.category_cost * differing as f32
    }

    /// The `count` rows nearest to row `of`, without itself.
    pub fn nearest(&self, of: usize, count: usize) -> Vec<u32> {
        let target = self.row(of);
        let mut best: Vec<(f32, u32)> = Vec::with_capacity(count + 1);
        let mut worst = f32::INFINITY;
        for row in (0..self.len()).filter(|&row| row != of) {
            let distance = self.distance(target, self.row(row));
            // Rows come in order, so an equal one goes behind. Distances that are no number are as far as can be.
            if best.len() == count && (distance.is_nan() || distance >= worst) {
                continue;
            }
            let at = best.partition_point(|&(other, _)| other <= distance);
            best.insert(at, (distance, row as u32));
            best.truncate(count);
            worst = best.last().map_or(f32::INFINITY, |&(distance, _)| distance);
        }
        best.into_iter().map(|(_, row)| row).collect()
    }
}

/// Four sums at a time, so that the compiler makes SIMD of it; a fixed order, so that every engine has the same bits.
fn squares(a: &[f32], b: &[f32]) -> f32 {
    lanes(a, b, |a, b| (a - b) * (a - b))
}

fn with_missing(a: &[f32], b: &[f32]) -> f32 {
    lanes(a, b, |a, b| {
        let square = (a - b) * (a - b);
        let unknown = if a.is_nan() == b.is_nan() { 0.0 } else { MISSING };
        if a.is_nan() || b.is_nan() {
            unknown
        } else {
            square
        }
    })
}

fn lanes(a: &[f32], b: &[f32], term: impl Fn(f32, f32) -> f32) -> f32 {
    let mut sums = [0.0f32; 4];
    let (whole_a, whole_b) = (a.chunks_exact(4), b.chunks_exact(4));
    let (rest_a, rest_b) = (whole_a.remainder(), whole_b.remainder());
    for (a, b) in whole_a.zip(whole_b) {
        for lane in 0..4 {
            sums[lane] += term(a[lane], b[lane]);
        }
    }
    for (lane, (&a, &b)) in rest_a.iter().zip(rest_b).enumerate() {
        sums[lane] += term(a, b);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_definition() {
        let numbers = vec![0.0f32, 3.0, f32::NAN, f32::NAN];
        let more = vec![1.0f32, 1.0, 1.0, 5.0];
        let codes = vec![0.0f32, 1.0, f32::NAN, 1.0];
        let columns = [Column::Categories(codes), Column::Numbers(numbers), Column::Numbers(more)];
        let rows = Rows::new(&columns, &[0, 1, 2, 3], &[1.5, 0.0], 0.25);
        let distance = |a, b| rows.distance(rows.row(a), rows.row(b));
        assert_eq!(distance(0, 1), 4.0 + 0.25);
        assert_eq!(distance(0, 2), 1.0 + 0.25);
        assert_eq!(distance(2, 3), 16.0 + 0.25);
        assert_eq!(distance(1, 3), 1.0 + 16.0);
        assert_eq!(rows.nearest(0, 2), [2, 1]);
        assert_eq!(rows.nearest(0, 9), [2, 1, 3]);
    }

    #[test]
    fn of_equals_the_lower_row_comes_first() {
        let same = vec![1.0f32; 5];
        let rows = Rows::new(&[Column::Numbers(same)], &[0, 1, 2, 3, 4], &[1.0], 0.0);
        assert_eq!(rows.nearest(2, 3), [0, 1, 3]);
    }
}
