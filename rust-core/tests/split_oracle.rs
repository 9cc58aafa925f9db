//! The split search against trying everything: every edge and missing side, every subset of categories.

use hedgerow::binning::ColumnBins;
use hedgerow::drawn::{Best, Column};
use hedgerow::random::Random;
use hedgerow::split::{Search, Split, SplitLimits, FEW_CATEGORIES};
use hedgerow::statistics::{ClassTargets, SingleTarget, Statistics};
use hedgerow::Direction;

const FREE: SplitLimits = SplitLimits {
    min_rows: 1,
    min_weight: 0.0,
    min_gain: 0.0,
    l2: 0.0,
    category_smoothing: 0.0,
    category_l2: 0.0,
    min_category_rows: 0,
    noise: 0.0,
};

/// A random node: one column's bins (0 is missing), a target and a weight a row.
struct Node {
    bins: Vec<u8>,
    targets: Vec<(f64, f64)>,
}

fn node(random: &mut Random, bins: u32) -> Node {
    let rows = 3 + random.below(30) as usize;
    let unit = |random: &mut Random| f64::from(random.below(1 << 20)) / f64::from(1u32 << 20);
    Node {
        bins: (0..rows).map(|_| random.below(bins) as u8).collect(),
        targets: (0..rows).map(|_| (2.0 * unit(random) - 1.0, 0.01 + unit(random))).collect(),
    }
}

fn search<S: Statistics>(
    statistics: S,
    node: &Node,
    bins: &ColumnBins,
    limits: &SplitLimits,
) -> Option<Split<S::Sums>> {
    search_along(Direction::Free, statistics, node, bins, limits)
}

fn search_along<S: Statistics>(
    direction: Direction,
    statistics: S,
    node: &Node,
    bins: &ColumnBins,
    limits: &SplitLimits,
) -> Option<Split<S::Sums>> {
    let rows: Vec<u32> = (0..node.bins.len() as u32).collect();
    let mut histogram = vec![0; bins.len() * statistics.stride()];
    statistics.collect(&node.bins, &rows, &mut histogram);
    let mut total = statistics.none();
    histogram.chunks_exact(statistics.stride()).for_each(|slot| statistics.add(&mut total, slot));
    Search { statistics: &statistics, limits, total: &total, direction }.best(0, bins, &histogram)
}

/// Score of the rows for which `take` holds.
fn score(node: &Node, l2: f64, take: impl Fn(u8) -> bool) -> Option<f64> {
    let taken = node.bins.iter().zip(&node.targets).filter(|(&bin, _)| take(bin));
    let (g, h, n) = taken.fold((0.0, 0.0, 0), |(g, h, n), (_, &(target, weight))| (g + target, h + weight, n + 1));
    (n > 0).then(|| g * g / (h + l2))
}

fn gain(node: &Node, l2: f64, left: impl Fn(u8) -> bool) -> f64 {
    let sides = score(node, l2, &left).zip(score(node, l2, |bin| !left(bin)));
    let all = score(node, l2, |_| true).unwrap();
    sides.map_or(0.0, |(left, right)| left + right - all)
}

fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-7 * (1.0 + expected.abs()), "found {found}, best is {expected}");
}

#[test]
fn numbers_find_the_best_edge_and_missing_side() {
    let mut random = Random::new(5, 0);
    for _ in 0..300 {
        let edges = 1 + random.below(7);
        let bins = ColumnBins::Number { edges: (0..edges).map(|i| i as f32).collect() };
        let node = node(&mut random, edges + 2);
        let mut best = 0.0f64;
        for last in 1..=edges as u8 + 1 {
            best = best.max(gain(&node, 0.5, |bin| bin != 0 && bin <= last));
            best = best.max(gain(&node, 0.5, |bin| bin <= last));
        }
        let statistics = SingleTarget::new(node.bins.len(), (1.0, 2.0), |row| node.targets[row]);
        let limits = SplitLimits { l2: 0.5, ..FREE };
        let split = search(statistics, &node, &bins, &limits);
        assert_close(split.as_ref().map_or(0.0, |split| split.gain), best);
        if let Some(split) = split {
            assert_close(gain(&node, 0.5, |bin| split.goes_left(bin)), best);
        }
    }
}

#[test]
fn two_cuts_at_a_time_find_what_one_finds() {
    let mut random = Random::new(11, 0);
    let mut found = 0;
    for _ in 0..3000 {
        let edges = 1 + random.below(9);
        let bins = ColumnBins::Number { edges: (0..edges).map(|i| i as f32).collect() };
        let (least, most) = (random.below(3), 1 + random.below(edges + 2));
        let mut node = node(&mut random, most);
        // Some nodes have no missing values, and some few bins.
        node.bins.iter_mut().for_each(|bin| *bin = (*bin + least as u8).min(edges as u8 + 1));
        let statistics = SingleTarget::new(node.bins.len(), (1.0, 2.0), |row| node.targets[row]);
        let limits = SplitLimits {
            min_rows: random.below(4),
            min_weight: [0.0, 1e-3, 2.0][random.below(3) as usize],
            min_gain: [0.0, 0.3][random.below(2) as usize],
            l2: [0.5, 0.0][random.below(2) as usize],
            ..FREE
        };
        let rows: Vec<u32> = (0..node.bins.len() as u32).collect();
        let mut histogram = vec![0; bins.len() * 2];
        statistics.collect(&node.bins, &rows, &mut histogram);
        let total = statistics.sum(&rows);
        let search = Search { statistics: &statistics, limits: &limits, total: &total, direction: Direction::Free };
        let (quick, plain) = (search.best(0, &bins, &histogram), search.best_plainly(0, &bins, &histogram));
        let bits = |split: Split<_>| (split.gain.to_bits(), split.test, split.missing_left, split.left, split.right);
        found += usize::from(quick.is_some());
        assert_eq!(quick.map(bits), plain.map(bits));
    }
    assert!(found > 1000, "{found}");
}

#[test]
fn drawn_columns_find_what_their_histograms_find() {
    let mut random = Random::new(12, 0);
    let mut found = 0;
    for _ in 0..1500 {
        let count = [3 + random.below(40), 3 + random.below(700)][random.below(2) as usize] as usize;
        let (forest, columns) = (random.below(2) == 0, 1 + random.below(8));
        let targets: Vec<(f64, f64)> = (0..count)
            .map(|_| {
                let weight = f64::from(random.below(3)) + if forest { 0.0 } else { 0.25 };
                let target =
                    if forest { weight * f64::from(random.below(2)) } else { f64::from(random.below(9)) - 4.0 };
                (target, weight)
            })
            .collect();
        let statistics = SingleTarget::new(count, (4.0, 4.0), |row| targets[row]);
        let limits = SplitLimits {
            min_rows: 1 + random.below(4),
            min_weight: [0.0, 3.0][random.below(2) as usize],
            min_gain: [0.0, 0.3][random.below(2) as usize],
            l2: if forest { 0.0 } else { 0.5 },
            ..FREE
        };
        let rows: Vec<u32> = (0..count as u32).filter(|_| random.below(4) > 0).collect();
        let bins: Vec<(Vec<u8>, ColumnBins)> = (0..columns)
            .map(|_| {
                let most_edges = [4, 254][random.below(2) as usize];
                let edges = 1 + random.below(most_edges);
                let (least, most) = (random.below(3), 1 + random.below(edges + 2));
                let bin = |random: &mut Random| (random.below(most) + least).min(edges + 1) as u8;
                let bins = (0..count).map(|_| bin(&mut random)).collect();
                (bins, ColumnBins::Number { edges: (0..edges).map(|i| i as f32).collect() })
            })
            .collect();
        let total = statistics.sum(&rows);
        let search = Search { statistics: &statistics, limits: &limits, total: &total, direction: Direction::Free };
        let mut plain: Option<(usize, Split<_>)> = None;
        for (index, (column, bins)) in bins.iter().enumerate() {
            let mut histogram = vec![0; bins.len() * 2];
            statistics.collect(column, &rows, &mut histogram);
            if let Some(split) = search.best_plainly(0, bins, &histogram) {
                if plain.as_ref().is_none_or(|(_, best)| split.gain > best.gain) {
                    plain = Some((index, split));
                }
            }
        }
        let drawn: Vec<Column> = bins
            .iter()
            .enumerate()
            .map(|(index, (column, bins))| Column { index, bins: column, count: bins.len() })
            .collect();
        assert!(statistics.is_quick(&limits));
        let best = statistics.best_of_columns(&drawn, &rows, &total, &limits);
        found += usize::from(best.is_some());
        let best = best.map(|Best { index, has_missing, cut }| (index, search.at(0, cut, has_missing)));
        let bits = |(index, split): (usize, Split<_>)| {
            (index, split.gain.to_bits(), split.test, split.missing_left, split.left)
        };
        assert_eq!(best.map(bits), plain.map(bits));
    }
    assert!(found > 700, "{found}");
}

#[test]
fn with_a_direction_the_best_split_in_order_is_found() {
    let mut random = Random::new(9, 0);
    let (mut kept, mut turned) = (0, 0);
    for _ in 0..600 {
        let edges = 1 + random.below(7);
        let bins = ColumnBins::Number { edges: (0..edges).map(|i| i as f32).collect() };
        let node = node(&mut random, edges + 2);
        let direction = [Direction::Increasing, Direction::Decreasing][random.below(2) as usize];
        let value = |left: &dyn Fn(u8) -> bool| {
            let rows = node.bins.iter().zip(&node.targets).filter(|(&bin, _)| left(bin));
            let (g, h) = rows.fold((0.0, 0.5), |(g, h), (_, (target, weight))| (g + target, h + weight));
            g / h
        };
        let ways = (1..=edges as u8 + 1).flat_map(|last| [(last, false), (last, true)]);
        let gains = ways.map(|(last, missing_left)| {
            let left = |bin: u8| if bin == 0 { missing_left } else { bin <= last };
            // Missing values are outside the order: where all present ones go left there is none.
            let free = u32::from(last) > edges;
            match free || direction.allows(value(&left), value(&|bin| !left(bin))) {
                true => gain(&node, 0.5, left),
                false => 0.0,
            }
        });
        let best = gains.fold(0.0, f64::max);
        let limits = SplitLimits { l2: 0.5, ..FREE };
        let statistics = || SingleTarget::new(node.bins.len(), (1.0, 2.0), |row| node.targets[row]);
        let split = search_along(direction, statistics(), &node, &bins, &limits);
        assert_close(split.as_ref().map_or(0.0, |split| split.gain), best);
        let free = search(statistics(), &node, &bins, &limits);
        kept += usize::from(split.as_ref().map(|split| &split.test) == free.as_ref().map(|split| &split.test));
        turned += usize::from(split.is_none() && free.is_some());
    }
    assert!(kept > 100 && turned > 30, "{kept} {turned}");
}

#[test]
fn categories_find_the_best_of_all_subsets() {
    let mut random = Random::new(6, 0);
    for _ in 0..300 {
        let count = 2 + random.below(6);
        let bins = ColumnBins::Category { count: count as usize };
        let node = node(&mut random, count + 1);
        let subsets = 0..1u32 << (count + 1);
        let best = subsets.map(|set| gain(&node, 0.0, |bin| set >> bin & 1 == 1)).fold(0.0, f64::max);
        let statistics = SingleTarget::new(node.bins.len(), (1.0, 2.0), |row| node.targets[row]);
        let split = search(statistics, &node, &bins, &FREE);
        assert_close(split.as_ref().map_or(0.0, |split| split.gain), best);
        if let Some(split) = split {
            assert_close(gain(&node, 0.0, |bin| split.goes_left(bin)), best);
        }
    }
}

/// How many categories of even weight the seen ones are worth.
fn even_categories(node: &Node) -> f64 {
    let mut weights = [0.0; 256];
    node.bins.iter().zip(&node.targets).for_each(|(&bin, &(_, weight))| weights[usize::from(bin)] += weight);
    weights.iter().map(|weight: &f64| weight.sqrt()).sum::<f64>().powi(2) / weights.iter().sum::<f64>()
}

#[test]
fn many_noisy_categories_find_the_best_single_one_or_the_best_subset_less_its_price() {
    let mut random = Random::new(10, 0);
    let (mut singles, mut subsets, mut none) = (0, 0, 0);
    for _ in 0..300 {
        let count = 2 + random.below(6);
        let bins = ColumnBins::Category { count: count as usize };
        let node = node(&mut random, count + 1);
        let noise = [0.01, 0.1, 0.5][random.below(3) as usize];
        let best_of = |sets: &mut dyn Iterator<Item = u32>| {
            sets.map(|set| gain(&node, 0.0, |bin| set >> bin & 1 == 1)).fold(0.0, f64::max)
        };
        let any = best_of(&mut (0..1 << (count + 1)));
        let seen = (0..=count as u8).filter(|bin| node.bins.contains(bin)).count();
        let best = if seen > FEW_CATEGORIES {
            let single = best_of(&mut (0..=count).map(|bin| 1 << bin));
            let subset = any - noise * (even_categories(&node) - 1.0);
            singles += usize::from(single > subset);
            subsets += usize::from(subset > single);
            single.max(subset)
        } else {
            none += 1;
            any
        };
        let statistics = SingleTarget::new(node.bins.len(), (1.0, 2.0), |row| node.targets[row]);
        let split = search(statistics, &node, &bins, &SplitLimits { noise, ..FREE });
        assert_close(split.as_ref().map_or(0.0, |split| split.gain), best);
    }
    assert!(singles > 30 && subsets > 30 && none > 30, "{singles} {subsets} {none}");
}

#[test]
fn rare_categories_go_together_against_the_best_subset_of_the_others() {
    let mut random = Random::new(12, 0);
    let (mut some_out, mut reversed) = (0, 0);
    for _ in 0..300 {
        let count = 2 + random.below(6);
        let node = node(&mut random, count + 1);
        let rows = |bin: u8| node.bins.iter().filter(|&&other| other == bin).count();
        let seen: Vec<u8> = (0..=count as u8).filter(|&bin| rows(bin) > 0).collect();
        let sorted = |bin: &u8| seen.len() <= FEW_CATEGORIES || rows(*bin) >= 3;
        let subsets = (0..1u32 << (count + 1)).filter(|set| seen.iter().all(|bin| set >> bin & 1 == 0 || sorted(bin)));
        let best = subsets.map(|set| gain(&node, 0.0, |bin| set >> bin & 1 == 1)).fold(0.0, f64::max);
        let statistics = SingleTarget::new(node.bins.len(), (1.0, 2.0), |row| node.targets[row]);
        // Noise would make all cuts worthless.
        let limits = SplitLimits { min_category_rows: 3, noise: 1e6, ..FREE };
        let limits = if seen.len() > FEW_CATEGORIES { limits } else { FREE };
        let split = search(statistics, &node, &ColumnBins::Category { count: count as usize }, &limits);
        assert_close(split.as_ref().map_or(0.0, |split| split.gain), best);
        let rare: Vec<u8> = seen.iter().copied().filter(|bin| !sorted(bin)).collect();
        if let Some(split) = split {
            assert!(rare.windows(2).all(|pair| split.goes_left(pair[0]) == split.goes_left(pair[1])));
            let mean = |left: bool| {
                let rows = node.bins.iter().zip(&node.targets).filter(|(&bin, _)| split.goes_left(bin) == left);
                rows.fold((0.0, 0.0), |(g, h), (_, (target, weight))| (g + target, h + weight))
            };
            let ((g, h), (other_g, other_h)) = (mean(true), mean(false));
            reversed += usize::from(!rare.is_empty() && g / h > other_g / other_h);
        }
        some_out += usize::from(!rare.is_empty());
    }
    assert!(some_out > 100 && reversed > 20, "{some_out} {reversed}");
}

#[test]
fn chance_does_not_pay_the_price_of_a_sorted_cut() {
    let mut random = Random::new(11, 0);
    for count in [6, 20, 100] {
        let bins = ColumnBins::Category { count };
        let (mut gains, mut price) = (0.0, 0.0);
        for _ in 0..100 {
            // A target of variance 1 by weight; some categories have more rows than others.
            let rows = 40 * count;
            let category = |random: &mut Random| {
                let most = random.below(count as u32);
                1 + random.below(1 + most) as u8
            };
            let node = Node {
                bins: (0..rows).map(|_| category(&mut random)).collect(),
                targets: (0..rows).map(|_| (2.0 * f64::from(random.below(2)) - 1.0, 1.0)).collect(),
            };
            let statistics = SingleTarget::new(rows, (1.0, 1.0), |row| node.targets[row]);
            gains += search(statistics, &node, &bins, &FREE).map_or(0.0, |split| split.gain);
            price += even_categories(&node) - 1.0;
        }
        // About .95, .77 and .65; for ever more categories 2 / pi.
        assert!((0.6..1.0).contains(&(gains / price)), "{gains} of {price} with {count} categories");
    }
}

#[test]
fn unseen_categories_go_with_the_heavier_side() {
    let bins = ColumnBins::Category { count: 6 };
    let node =
        Node { bins: vec![1, 1, 1, 2, 3], targets: vec![(1.0, 1.0), (1.0, 1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, 1.0)] };
    let statistics = SingleTarget::new(5, (1.0, 1.0), |row| node.targets[row]);
    let split = search(statistics, &node, &bins, &FREE).unwrap();
    let heavy = split.goes_left(1);
    for unseen in [0, 4, 5, 6, 200] {
        assert_eq!(split.goes_left(unseen), heavy);
    }
    assert!(split.goes_left(2) != heavy && split.goes_left(3) != heavy);
}

/// Sum over classes of squared class weight by weight: what a Gini split maximises.
fn gini(node: &Node, labels: &[u16], take: impl Fn(u8) -> bool) -> Option<f64> {
    let mut classes = [0.0; 3];
    for (row, _) in node.bins.iter().enumerate().filter(|(_, &bin)| take(bin)) {
        classes[usize::from(labels[row])] += node.targets[row].1;
    }
    let weight: f64 = classes.iter().sum();
    (weight > 0.0).then(|| classes.iter().map(|c| c * c).sum::<f64>() / weight)
}

#[test]
fn three_classes_split_as_well_as_any_single_category_and_near_the_best_subset() {
    let mut random = Random::new(7, 0);
    let (mut found_sum, mut best_sum) = (0.0, 0.0);
    for _ in 0..200 {
        let count = 2 + random.below(5);
        let node = node(&mut random, count + 1);
        let labels: Vec<u16> = node.bins.iter().map(|_| random.below(3) as u16).collect();
        let gain = |left: &dyn Fn(u8) -> bool| {
            let sides = gini(&node, &labels, left).zip(gini(&node, &labels, |bin| !left(bin)));
            sides.map_or(0.0, |(l, r)| l + r - gini(&node, &labels, |_| true).unwrap())
        };
        let best = (0..1u32 << (count + 1)).map(|set| gain(&|bin| set >> bin & 1 == 1)).fold(0.0, f64::max);
        let statistics = ClassTargets::new(node.bins.len(), 3, 2.0, |row| (labels[row], node.targets[row].1));
        let split = search(statistics, &node, &ColumnBins::Category { count: count as usize }, &FREE);
        let found = split.as_ref().map_or(0.0, |split| split.gain);
        if let Some(split) = split {
            assert_close(gain(&|bin| split.goes_left(bin)), found);
        }
        assert!(found <= best + 1e-7);
        (found_sum, best_sum) = (found_sum + found, best_sum + best);
    }
    assert!(found_sum > 0.97 * best_sum, "{found_sum} of {best_sum}");
}

#[test]
fn limits_hold_on_both_sides() {
    let mut random = Random::new(8, 0);
    for _ in 0..200 {
        let node = node(&mut random, 6);
        let limits = SplitLimits { min_rows: 4, min_weight: 2.0, min_gain: 0.05, l2: 1.0, ..FREE };
        for bins in [ColumnBins::Number { edges: vec![0.0, 1.0, 2.0, 3.0] }, ColumnBins::Category { count: 5 }] {
            let statistics = SingleTarget::new(node.bins.len(), (1.0, 2.0), |row| node.targets[row]);
            let Some(split) = search(statistics, &node, &bins, &limits) else { continue };
            for side in [true, false] {
                let rows: Vec<usize> =
                    (0..node.bins.len()).filter(|&r| split.goes_left(node.bins[r]) == side).collect();
                assert!(rows.len() >= 4);
                assert!(rows.iter().map(|&row| node.targets[row].1).sum::<f64>() >= 2.0 - 1e-6);
            }
            assert!(split.gain > 0.05);
        }
    }
}
