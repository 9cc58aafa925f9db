//! Where a number column is cut into bins. In: values (NaN = missing) and, where there are any, the rows' classes. Out:
//! ascending finite edges.
//!
//! Distinct values get a bin each where they fit; else bins hold about equally many rows, heavy values alone (the idea of
//! LightGBM's greedy search). Then, with classes, an edge moves within its two bins to where the classes change, if they
//! do so beyond chance: rules such as "reputation above 0.6" hold exactly, and a bin that straddles one would be wrong
//! for every row on its lesser side. (Kerber's ChiMerge, 1992, finds all edges by such a test; here it moves them.)

use crate::by_value::{sorted, Item};
use crate::class_cuts::move_cuts;
use crate::random::Random;
use std::ops::Range;

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
    let mut rows = Vec::with_capacity(values.len());
    for (i, value) in values.iter().enumerate() {
        if !value.is_nan() {
            rows.push((i as u32, class(i)));
        }
    }
    thin(&mut rows);
    edges_of(values, &rows, classes.iter().max().map_or(0, |&most| usize::from(most) + 1), max_bins)
}

/// At most `max_bins - 1` edges by the values of these rows and their classes, which are below `classes`; of 0 classes nothing is told.
pub(crate) fn edges_of(values: &[f32], rows: &[(u32, u16)], classes: usize, max_bins: usize) -> Vec<f32> {
    let sample = sorted(values, rows);
    let cuts = few_cuts(&sample, max_bins).unwrap_or_else(|| {
        let mut cuts = even_cuts(&sample, max_bins);
        if classes > 0 {
            move_cuts(&mut cuts, &sample, classes);
        }
        cuts
    });
    cuts.into_iter().filter_map(|cut| edge_between(sample[cut - 1].value(), sample[cut].value())).collect()
}

/// Where the run of equal values that holds position `at` ends: looked for in steps that double, then halve.
fn run_end(sample: &[Item], at: usize) -> usize {
    let same = |i: usize| i < sample.len() && sample[i].key() == sample[at].key();
    let mut step = 1;
    while same(at + step) {
        step *= 2;
    }
    let (mut inside, mut outside) = (at + step / 2, at + step);
    while outside - inside > 1 {
        let middle = (inside + outside) / 2;
        if same(middle) {
            inside = middle
        } else {
            outside = middle
        }
    }
    outside
}

/// A cut between any two distinct values, if that makes at most `max_bins` bins.
fn few_cuts(sample: &[Item], max_bins: usize) -> Option<Vec<usize>> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < sample.len() {
        if cuts.len() == max_bins {
            return None;
        }
        at = run_end(sample, at);
        cuts.push(at);
    }
    cuts.pop();
    Some(cuts)
}

/// A finite number e with low <= e < high: the middle where rounding allows it. None between -infinity and the
/// lowest finite number.
fn edge_between(low: f32, high: f32) -> Option<f32> {
    let middle = (f64::from(low.max(f32::MIN)) + f64::from(high.min(f32::MAX))) / 2.0;
    let edge = middle as f32;
    let edge = if edge < high { edge } else { low };
    (edge.is_finite() && low <= edge && edge < high).then_some(edge)
}

/// Cuts (positions in the sample at which a bin begins) that share the rows evenly.
fn even_cuts(sample: &[Item], max_bins: usize) -> Vec<usize> {
    let heavies = heavy_runs(sample, sample.len().div_ceil(max_bins));
    let mut light_bins = max_bins - heavies.len();
    let mut light_rows = sample.len() - heavies.iter().map(|run| run.len()).sum::<usize>();
    let mut next_heavy = 0;
    let mut cuts = Vec::with_capacity(max_bins - 1);
    let mut from = 0;
    while cuts.len() < max_bins - 1 {
        let heavy = heavies.get(next_heavy).cloned().unwrap_or(sample.len()..sample.len());
        let cut = if heavy.start == from {
            next_heavy += 1;
            heavy.end
        } else {
            // The share is taken anew after each cut, so that bins cut short before a heavy value leave room behind it.
            let full = from + light_rows.div_ceil(light_bins.max(1)).max(1);
            let cut = if full < heavy.start { run_end(sample, full - 1) } else { heavy.start };
            light_bins = light_bins.saturating_sub(1);
            light_rows -= cut - from;
            cut
        };
        if cut == sample.len() {
            break;
        }
        cuts.push(cut);
        from = cut;
    }
    cuts
}

/// The runs of equal values that are at least a share long. Each holds a position that is a multiple of the share.
fn heavy_runs(sample: &[Item], share: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < sample.len() {
        let (key, end) = (sample[at].key(), run_end(sample, at));
        if end >= share && sample[end - share].key() == key {
            runs.push(sample[..at].partition_point(|item| item.key() < key)..end);
        }
        at = end.div_ceil(share) * share;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::by_value::tests::sample;
    use proptest::prelude::*;

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
    fn a_thinned_list_is_an_even_sample() {
        let mut items: Vec<u32> = (0..1_000_000).collect();
        thin(&mut items);
        assert_eq!(items.len(), SAMPLE);
        assert!(items.iter().enumerate().all(|(i, &item)| item / 5 == i as u32));
    }

    /// [`even_cuts`] by a look at every distinct value: `distinct` is where they begin.
    fn even_cuts_of_all(distinct: &[usize], total: usize, max_bins: usize) -> Vec<usize> {
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

    /// Values of which some are many rows'.
    fn samples() -> impl Strategy<Value = Vec<Item>> {
        let value = prop_oneof![(0u16..1000).prop_map(f32::from), (0u8..4).prop_map(f32::from), Just(500.0)];
        prop::collection::vec((value, 1usize..40), 0..150).prop_map(|runs| {
            sample(&runs.iter().flat_map(|&(value, count)| vec![(value, 0); count]).collect::<Vec<_>>())
        })
    }

    proptest! {
        #[test]
        fn cuts_are_those_of_a_look_at_every_value(sample in samples(), max_bins in 2usize..60) {
            let begins = |&i: &usize| i == 0 || sample[i - 1].value() != sample[i].value();
            let distinct: Vec<usize> = (0..sample.len()).filter(begins).collect();
            let few = (distinct.len() <= max_bins).then(|| distinct.iter().copied().skip(1).collect::<Vec<_>>());
            prop_assert_eq!(few_cuts(&sample, max_bins), few);
            if distinct.len() > max_bins {
                prop_assert_eq!(even_cuts(&sample, max_bins), even_cuts_of_all(&distinct, sample.len(), max_bins));
            }
        }
    }
}
