//! The best split of a node. In: the node's rows and, where nodes keep them, the parent's histogram. Out: the split, with the histogram it
//! was found in. Hands share a node's columns.

use super::{Growth, Open};
use crate::binning::ColumnBins;
use crate::blocks::Blocks;
use crate::constraints::Direction;
use crate::drawn::{Best, Column};
use crate::histogram::{Part, SHARED_CELLS};
use crate::random::Random;
use crate::split::{better, Search, Split};
use crate::statistics::Statistics;
use std::ops::Range;

/// Of so few rows it is quicker to see which bins they have than to look for these in a histogram.
const FEW_ROWS: usize = 128;

/// Fewer columns are searched sooner than handed out.
const SHARED_COLUMNS: usize = 8;

/// Columns to be tried at a node, and their histograms one after another where the node keeps none.
#[derive(Default)]
pub(super) struct Tried<'a> {
    places: Vec<usize>,
    histogram: Vec<i64>,
    /// Those that there is a quick way for.
    quick: Vec<Column<'a>>,
}

impl<'a, S: Statistics> Growth<'a, S> {
    pub(super) fn keeps_histograms(&self) -> bool {
        let columns = self.columns.len();
        self.limits.keep_histograms(columns, self.blocks.map_or(columns, Blocks::lines))
    }

    /// Whether each node tries columns of its own.
    fn draws(&self) -> bool {
        (1..self.columns.len()).contains(&self.limits.node_columns)
    }

    /// Finds the node's best split, building its histogram where it has none.
    pub(super) fn find_split(&mut self, node: &mut Open<S::Sums>, random: &mut Random) {
        if !self.may_split(node) {
            return;
        }
        if self.keeps_histograms() && node.histogram.is_none() {
            node.histogram = Some(self.build_histogram(node));
        }
        let mut tried = std::mem::take(&mut self.tried);
        let (all, drawn) = (self.columns.len(), self.draws());
        // The same share of the columns that the node may ask as of all.
        let allowed = node.place.count_allowed(self.columns);
        let mut wanted = if drawn { (self.limits.node_columns * allowed).div_ceil(all) } else { allowed };
        let mut best = None;
        for at in 0..all {
            // Columns are drawn until enough were tried and a split was found.
            if drawn {
                random.choose_to_front(&mut self.order[at..], 1);
            }
            if node.place.allows(self.columns[self.order[at]]) {
                tried.places.push(self.order[at]);
            }
            if tried.places.len() >= wanted.max(1) || at + 1 == all {
                best = self.search(node, &mut tried);
                if best.is_some() {
                    break;
                }
                wanted = 1;
            }
        }
        self.tried = tried;
        node.split = best;
    }

    /// Finds the best splits of both children of a node, which leaves them its histogram if it has one: the smaller child's is built, the
    /// larger one's is what remains.
    pub(super) fn find_splits(
        &mut self,
        histogram: Option<Vec<i64>>,
        [left, right]: [&mut Open<S::Sums>; 2],
        random: &mut Random,
    ) {
        let left_is_small = left.rows.len() <= right.rows.len();
        let (small, large) = if left_is_small { (&mut *left, &mut *right) } else { (&mut *right, &mut *left) };
        match histogram {
            Some(mut histogram) if self.may_split(large) => {
                let built = self.build_histogram(small);
                if !self.draws() && self.may_split(small) {
                    return self.search_both(histogram, built, small, large);
                }
                subtract(&mut histogram, &built);
                large.histogram = Some(histogram);
                if self.may_split(small) {
                    small.histogram = Some(built);
                } else {
                    self.spare.histograms.push(built);
                }
            }
            histogram => self.spare.histograms.extend(histogram),
        }
        self.find_split(left, random);
        self.find_split(right, random);
    }

    /// Where all columns are tried: takes the smaller child's histogram from the parent's and searches both, column by column, while what
    /// was written is near.
    fn search_both(
        &self,
        mut histogram: Vec<i64>,
        built: Vec<i64>,
        small: &mut Open<S::Sums>,
        large: &mut Open<S::Sums>,
    ) {
        let all = self.columns.len();
        let hands = self.hands.if_worth(large.rows.len() >= FEW_ROWS && all >= SHARED_COLUMNS);
        let mut rest = histogram.as_mut_slice();
        let shares: Vec<_> = hands
            .shares(all)
            .map(|places| {
                let length = self.offsets[places.end] - self.offsets[places.start];
                let (own, others) = std::mem::take(&mut rest).split_at_mut(length);
                rest = others;
                (places, own)
            })
            .collect();
        let (small_node, large_node) = (&*small, &*large);
        let splits = hands.map(shares, |(places, rest)| {
            let first = self.offsets[places.start];
            let (mut best_of_small, mut best_of_large) = (None, None);
            for place in places.filter(|&place| small_node.place.allows(self.columns[place])) {
                let part = self.offsets[place]..self.offsets[place + 1];
                let rest = &mut rest[part.start - first..part.end - first];
                subtract(rest, &built[part.clone()]);
                best_of_small = better(best_of_small, self.search_column(small_node, place, &built[part]));
                best_of_large = better(best_of_large, self.search_column(large_node, place, rest));
            }
            (best_of_small, best_of_large)
        });
        for (of_small, of_large) in splits {
            small.split = better(small.split.take(), of_small);
            large.split = better(large.split.take(), of_large);
        }
        small.histogram = Some(built);
        large.histogram = Some(histogram);
    }

    /// The best split by the columns to be tried next.
    fn search(&self, node: &Open<S::Sums>, tried: &mut Tried<'a>) -> Option<Split<S::Sums>> {
        let best = match &node.histogram {
            Some(histogram) => {
                let places = &tried.places;
                let part = |place: usize| &histogram[self.offsets[place]..self.offsets[place + 1]];
                let best = |places: &[usize]| {
                    places.iter().map(|&place| self.search_column(node, place, part(place))).fold(None, better)
                };
                let worth = node.rows.len() >= FEW_ROWS && places.len() >= SHARED_COLUMNS;
                match self.hands.if_worth(worth) {
                    hands if hands.count() == 1 => best(places),
                    hands => {
                        let shares = hands.map(hands.shares(places.len()), |share| best(&places[share]));
                        shares.into_iter().fold(None, better)
                    }
                }
            }
            None => self.collect_and_search(node, tried),
        };
        tried.places.clear();
        best
    }

    /// The best split by these columns, whose histograms will lie one after another.
    fn collect_and_search(&self, node: &Open<S::Sums>, tried: &mut Tried<'a>) -> Option<Split<S::Sums>> {
        let hands = self.hands.if_worth(node.rows.len() * tried.places.len() >= SHARED_CELLS);
        if hands.count() == 1 {
            if let Some(best) = self.search_quickly(node, tried) {
                return best;
            }
        }
        let Tried { places, histogram, .. } = tried;
        let length = |places: &[usize]| -> usize { places.iter().map(|&place| self.length(place)).sum() };
        histogram.clear();
        histogram.resize(length(places), 0);
        if hands.count() == 1 {
            return self.collect_and_search_share(node, places, histogram);
        }
        let mut rest = histogram.as_mut_slice();
        let share = |share: Range<usize>| {
            let places = &places[share];
            let (own, others) = std::mem::take(&mut rest).split_at_mut(length(places));
            rest = others;
            (places, own)
        };
        let shares: Vec<_> = hands.shares(places.len()).map(share).collect();
        let splits = hands.map(shares, |(places, histogram)| self.collect_and_search_share(node, places, histogram));
        splits.into_iter().fold(None, better)
    }

    /// The same where the statistics have a quick way for number columns; others go the plain way.
    fn search_quickly(
        &self,
        node: &Open<S::Sums>,
        Tried { places, histogram, quick }: &mut Tried<'a>,
    ) -> Option<Option<Split<S::Sums>>> {
        let (statistics, limits) = (&*self.statistics, &self.limits.split);
        if !statistics.is_quick(limits) {
            return None;
        }
        quick.clear();
        for (index, &place) in places.iter().enumerate() {
            let column = self.columns[place];
            let bins = self.matrix.bins(column as usize);
            if matches!(bins, ColumnBins::Number { .. }) && self.rules.direction(column) == Direction::Free {
                quick.push(Column { index, bins: self.matrix.column(column as usize), count: bins.len() });
            }
        }
        let found = statistics.best_of_columns(quick, self.rows_of(node), &node.sums, limits);
        let split = found.map(|Best { index, has_missing, cut }| {
            let search = Search { statistics, limits, total: &node.sums, direction: Direction::Free };
            (index, search.at(self.columns[places[index]], cut, has_missing))
        });
        if quick.len() == places.len() {
            return Some(split.map(|(_, split)| split));
        }
        // Of equal gains the first counts.
        let (mut split, mut quick, mut best) = (split, quick.iter().peekable(), None);
        for (index, place) in places.iter().enumerate() {
            best = match quick.next_if(|column| column.index == index) {
                Some(_) => better(best, split.take_if(|(found, _)| *found == index).map(|(_, split)| split)),
                None => {
                    histogram.clear();
                    histogram.resize(self.length(*place), 0);
                    better(best, self.collect_and_search_share(node, &[*place], histogram))
                }
            };
        }
        Some(best)
    }

    /// In a histogram that is all zero. Called from several places, and large.
    #[inline(never)]
    fn collect_and_search_share(
        &self,
        node: &Open<S::Sums>,
        places: &[usize],
        histogram: &mut [i64],
    ) -> Option<Split<S::Sums>> {
        let mut end = 0;
        let part = |&place: &usize| {
            let start = end;
            end += self.length(place);
            (self.matrix.column(self.columns[place] as usize), start..end)
        };
        let parts: Vec<Part> = places.iter().map(part).collect();
        self.statistics.collect_parts(&parts, self.rows_of(node), histogram);
        let found = places.iter().zip(parts);
        found.map(|(&place, (_, part))| self.search_column(node, place, &histogram[part])).fold(None, better)
    }

    /// The best split by one column, of which this is the histogram. Called from several places, and large.
    #[inline(never)]
    fn search_column(&self, node: &Open<S::Sums>, place: usize, histogram: &[i64]) -> Option<Split<S::Sums>> {
        let column = self.columns[place];
        let search = Search {
            statistics: &*self.statistics,
            limits: &self.limits.split,
            total: &node.sums,
            direction: self.rules.direction(column),
        };
        let bins = self.matrix.bins(column as usize);
        if node.rows.len() >= FEW_ROWS {
            return search.best(column, bins, histogram);
        }
        let column_bins = self.matrix.column(column as usize);
        let seen = self.rows_of(node).iter().map(|&row| column_bins[row as usize]).collect();
        search.best_of_seen(column, bins, histogram, seen)
    }

    /// Numbers of a column's histogram.
    fn length(&self, place: usize) -> usize {
        self.offsets[place + 1] - self.offsets[place]
    }

    /// The parts of columns that the node may not ask are zero.
    pub(super) fn build_histogram(&mut self, node: &Open<S::Sums>) -> Vec<i64> {
        let mut histogram = self.spare.histograms.pop().unwrap_or_default();
        let allowed = self.columns.iter().enumerate().filter(|(_, &column)| node.place.allows(column));
        let part =
            |(i, &column): (usize, &u32)| (self.matrix.column(column as usize), self.offsets[i]..self.offsets[i + 1]);
        let parts: Vec<Part> = allowed.map(part).collect();
        let rows = self.rows_of(node);
        let length = self.offsets[self.columns.len()];
        match self.blocks.filter(|blocks| parts.len() == self.columns.len() && blocks.worth(rows.len())) {
            Some(blocks) => {
                // All of it is written to.
                histogram.resize(length, 0);
                self.statistics.collect_blocks(self.hands, blocks, &parts, rows, &mut histogram);
            }
            None => {
                histogram.clear();
                histogram.resize(length, 0);
                self.statistics.collect_parts(&parts, rows, &mut histogram);
            }
        }
        histogram
    }
}

fn subtract(histogram: &mut [i64], part: &[i64]) {
    histogram.iter_mut().zip(part).for_each(|(all, part)| *all -= part);
}
