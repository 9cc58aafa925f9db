//! Where the bins of a number column lie on its own scale. In: values and their bins. Out: the mean value of each bin, for
//! learners to which distances matter and not only order.

/// Mean of the present values of each bin from 1 on, ascending; of a bin without values, an edge of it.
pub fn bin_means(edges: &[f32], values: &[f32], binned: &[u8]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0u32); edges.len() + 2];
    for (&value, &bin) in values.iter().zip(binned) {
        let (sum, count) = &mut sums[usize::from(bin)];
        *sum += finite(value);
        *count += 1;
    }
    let mean = |(i, &(sum, count)): (usize, &(f64, u32))| match count {
        0 => f64::from(edges.get(i.saturating_sub(1)).or(edges.last()).copied().unwrap_or(0.0)),
        _ => sum / f64::from(count),
    };
    sums[1..].iter().enumerate().map(mean).collect()
}

/// Infinities stand beyond all other values, but not so far that sums of them lose their meaning.
fn finite(value: f32) -> f64 {
    match value.is_infinite() {
        true => 2.0 * f64::from(f32::MAX.copysign(value)),
        false => f64::from(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binning::ColumnBins;

    #[test]
    fn means_ascend_and_lie_in_their_bins() {
        let values = [1.0, 3.0, 2.0, f32::NAN, 9.0, f32::INFINITY, f32::NEG_INFINITY, f32::MAX];
        let edges = vec![1.5, 4.0, 5.0, 6.0];
        let bins = ColumnBins::Number { edges: edges.clone() };
        let binned = bins.bin_column(&values).unwrap();
        let means = bin_means(&edges, &values, &binned);
        assert_eq!(means[1..4], [2.5, 4.0, 5.0]);
        assert!(means[0] < -1e38 && means[4] > 1e38);
        assert_eq!(bin_means(&[], &[f32::NAN], &[0]), [0.0]);
    }
}
