//! Where a number column is cut into bins. In: values (NaN = missing) and, where there are any, the rows' classes. Out:
//! ascending finite edges.
//!
//! Distinct values get a bin each where they fit; else bins hold about equally many rows, heavy values alone (the idea of
//! LightGBM's greedy search). Then, with classes, an edge moves within its two bins to where the classes change, if they
//! do so beyond chance: rules such as "reputation above 0.6" hold exactly, and a bin that straddles one would be wrong
//! for every row on its lesser side. (Kerber's ChiMerge, 1992, finds all edges by such a test; here it moves them.)

use crate::random::Random;

/// Rows that edges are chosen from; more change the edges by less than their own spread.
const SAMPLE: usize = 200_000;

/// Keeps an even sample of at most [`SAMPLE`] items, in order.
pub(crate) fn thin<T: Copy>(items: &mut Vec<T>) {
    let count = items.len();
    if count <= SAMPLE {
        return;
    }
    let mut random = Random::new(count as u64, 0);
    let start = |i: usize| (i as u64 * count as u64 / SAMPLE as u64) as usize;
    for i in 0..SAMPLE {
        let (from, to) = (start(i), start(i + 1));
        items[i] = items[from + random.below((to - from) as u32) as usize];
    }
    items.truncate(SAMPLE);
}

/// At most `max_bins - 1` edges. `classes` is empty or has one number a value.
pub fn choose_edges(values: &[f32], classes: &[u16], max_bins: usize) -> Vec<f32> {
    let class = |i: usize| classes.get(i).copied().unwrap_or(0);
    // -0 and 0 are one value to every comparison, so they must be one here.
    let present = values.iter().enumerate().filter(|(_, v)| !v.is_nan()).map(|(i, &v)| (v + 0.0, class(i)));
    let mut sample: Vec<(f32, u16)> = present.collect();
    thin(&mut sample);
    sort_by_value(&mut sample);
    let distinct = runs(&sample);
    let cuts = if distinct.len() <= max_bins {
        distinct.windows(2).map(|pair| pair[1]).collect()
    } else {
        let mut cuts = even_cuts(&distinct, sample.len(), max_bins);
        if !classes.is_empty() {
            move_cuts(&mut cuts, &sample);
        }
        cuts
    };
    cuts.into_iter().filter_map(|cut| edge_between(sample[cut - 1].0, sample[cut].0)).collect()
}

/// Sorts by the values, which are not NaN: by three digits of their bits, the least first.
fn sort_by_value(sample: &mut Vec<(f32, u16)>) {
    const DIGIT: u32 = 11;
    // Bits that ascend with the value.
    let key = |value: f32| value.to_bits() ^ (((value.to_bits() as i32 >> 31) as u32) | 1 << 31);
    let digit = |value: f32, place: u32| (key(value) >> (place * DIGIT)) as usize & ((1 << DIGIT) - 1);
    let mut other = vec![(0.0, 0); sample.len()];
    for place in 0..3 {
        let mut starts = [0u32; 1 << DIGIT];
        sample.iter().for_each(|&(value, _)| starts[digit(value, place)] += 1);
        let mut end = 0;
        for start in &mut starts {
            (*start, end) = (end, end + *start);
        }
        for &item in sample.iter() {
            let start = &mut starts[digit(item.0, place)];
            other[*start as usize] = item;
            *start += 1;
        }
        std::mem::swap(sample, &mut other);
    }
}

/// Where each distinct value begins in the sorted sample.
fn runs(sample: &[(f32, u16)]) -> Vec<usize> {
    (0..sample.len()).filter(|&i| i == 0 || sample[i - 1].0 != sample[i].0).collect()
}

/// A finite number e with low <= e < high: the middle where rounding allows it. None between -infinity and the
/// lowest finite number.
fn edge_between(low: f32, high: f32) -> Option<f32> {
    let middle = (f64::from(low.max(f32::MIN)) + f64::from(high.min(f32::MAX))) / 2.0;
    let edge = middle as f32;
    let edge = if edge < high { edge } else { low };
    (edge.is_finite() && low <= edge && edge < high).then_some(edge)
}

/// Cuts (positions in the sample at which a bin begins) that share the rows evenly. `distinct` are the allowed ones.
fn even_cuts(distinct: &[usize], total: usize, max_bins: usize) -> Vec<usize> {
    let count = |i: usize| distinct.get(i + 1).copied().unwrap_or(total) - distinct[i];
    let share = total.div_ceil(max_bins);
    let heavy = |i: usize| count(i) >= share;
    let heavies = (0..distinct.len()).filter(|&i| heavy(i));
    let mut light_bins = max_bins - heavies.clone().count();
    let mut light_rows = total - heavies.map(count).sum::<usize>();
    let mut cuts = Vec::with_capacity(max_bins - 1);
    let mut filled = 0usize;
    for i in 0..distinct.len() - 1 {
        filled += if heavy(i) { 0 } else { count(i) };
        // The share is taken anew after each cut, so that bins cut short before a heavy value leave room behind it.
        let full = filled > 0 && filled * light_bins.max(1) >= light_rows;
        if (full || heavy(i) || heavy(i + 1)) && cuts.len() < max_bins - 1 {
            cuts.push(distinct[i + 1]);
            light_bins = light_bins.saturating_sub(usize::from(filled > 0));
            light_rows -= filled;
            filled = 0;
        }
    }
    cuts
}

/// Moves each cut to the place between its neighbours where the classes differ most, if that is beyond chance.
fn move_cuts(cuts: &mut [usize], sample: &[(f32, u16)]) {
    let classes = sample.iter().map(|&(_, class)| usize::from(class) + 1).max().unwrap_or(0);
    let mut counts = ClassCounts { left: vec![0; classes], right: vec![0; classes] };
    for i in 0..cuts.len() {
        let from = if i == 0 { 0 } else { cuts[i - 1] };
        let to = cuts.get(i + 1).copied().unwrap_or(sample.len());
        if let Some(cut) = counts.best_cut(&sample[from..to]) {
            cuts[i] = from + cut;
        }
    }
}

/// Rows of each class on both sides of a cut; all zero between uses.
struct ClassCounts {
    left: Vec<u64>,
    right: Vec<u64>,
}

impl ClassCounts {
    /// The cut of these rows with the largest Gini gain, if the gain is beyond chance.
    fn best_cut(&mut self, rows: &[(f32, u16)]) -> Option<usize> {
        for &(_, class) in rows {
            self.right[usize::from(class)] += 1;
        }
        let seen: u64 = rows.len() as u64;
        let (mut left_squares, mut right_squares) = (0, self.right.iter().map(|c| c * c).sum::<u64>());
        let present = self.right.iter().filter(|&&count| count > 0).count();
        let whole = right_squares as f64 / seen as f64;
        let mut best: Option<(f64, usize)> = None;
        for (i, &(_, class)) in rows.iter().enumerate() {
            if i > 0 && rows[i - 1].0 != rows[i].0 {
                let sides = left_squares as f64 / i as f64 + right_squares as f64 / (seen - i as u64) as f64;
                if best.is_none_or(|(most, _)| sides > most) {
                    best = Some((sides, i));
                }
            }
            let (left, right) = (&mut self.left[usize::from(class)], &mut self.right[usize::from(class)]);
            left_squares += 2 * *left + 1;
            right_squares -= 2 * *right - 1;
            *left += 1;
            *right -= 1;
        }
        rows.iter().for_each(|&(_, class)| self.left[usize::from(class)] = 0);
        // Gain by Gini impurity is chi-square with (classes - 1) degrees of freedom, divided by them (Light and Margolin
        // 1971). The limit is far in its tail, since the best of many cuts is tested.
        let freedom = present as f64 - 1.0;
        let impurity = 1.0 - whole / seen as f64;
        let limit = freedom + 4.0 * (2.0 * freedom).sqrt() + 10.0;
        best.filter(|(sides, _)| present > 1 && (sides - whole) * freedom > limit * impurity).map(|(_, cut)| cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10,000 values, class 1 from `from` on, else class 0 or 1 by chance.
    fn labelled(from: f32) -> (Vec<f32>, Vec<u16>) {
        let mut random = Random::new(5, 5);
        let values: Vec<f32> = (0..10_000).map(|_| random.below(1 << 24) as f32 / 16_777_216.0).collect();
        let classes = values.iter().map(|&v| u16::from(v >= from || random.below(6) == 0)).collect();
        (values, classes)
    }

    #[test]
    fn an_edge_moves_to_where_the_classes_change() {
        for from in [0.1234, 0.6, 0.98] {
            let (values, classes) = labelled(from);
            let nearest = |edges: Vec<f32>| edges.iter().map(|edge| (edge - from).abs()).fold(1.0, f32::min);
            assert!(nearest(choose_edges(&values, &classes, 64)) < 0.0005);
            let edges = choose_edges(&values, &classes, 64);
            assert!(edges.len() == 63 && edges.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn chance_hardly_moves_an_edge() {
        let (values, _) = labelled(2.0);
        let even = choose_edges(&values, &[], 255);
        let mut random = Random::new(6, 6);
        let moved = [2, 3, 20].map(|classes| {
            let shuffled: Vec<u16> = values.iter().map(|_| random.below(classes) as u16).collect();
            let edges = choose_edges(&values, &shuffled, 255);
            edges.iter().zip(&even).filter(|(a, b)| a != b).count()
        });
        assert!(moved.iter().sum::<usize>() * 100 < 3 * even.len(), "{moved:?} of {} each", even.len());
    }

    #[test]
    fn values_are_sorted_by_digits_as_by_comparing() {
        let mut random = Random::new(8, 8);
        for count in [0, 5, 4_095, 4_096, 20_000] {
            let value = |random: &mut Random| f32::from_bits(random.next_u64() as u32 & !(1 << 23));
            let mut sample: Vec<(f32, u16)> = (0..count).map(|i| (value(&mut random), i as u16)).collect();
            sample.extend([(f32::INFINITY, 1), (f32::NEG_INFINITY, 2), (0.0, 3), (f32::MIN, 4), (f32::MAX, 5)]);
            let mut expected = sample.clone();
            expected.sort_by(|a, b| a.0.total_cmp(&b.0));
            sort_by_value(&mut sample);
            assert!(sample.iter().map(|item| item.0).eq(expected.iter().map(|item| item.0)));
            sample.sort_by_key(|item| item.1);
            expected.sort_by_key(|item| item.1);
            assert!(sample.iter().map(|item| item.1).eq(expected.iter().map(|item| item.1)));
        }
    }

    #[test]
    fn a_thinned_list_is_an_even_sample() {
        let mut items: Vec<u32> = (0..1_000_000).collect();
        thin(&mut items);
        assert_eq!(items.len(), SAMPLE);
        assert!(items.iter().enumerate().all(|(i, &item)| item / 5 == i as u32));
    }
}
