//! Gradient-boosted trees for classification (Friedman 2001), with second-order leaves (Chen and Guestrin 2016) grown
//! best leaf first on histograms (Ke et al. 2017). One call of [`Boosting::step`] is one round: one tree for two classes,
//! else a tree a class. When to stop is the caller's matter: it is told the losses.

use crate::blocks::Blocks;
use crate::constraints::TreeRules;
use crate::crew::{Crew, Hands};
use crate::earlier::Earlier;
use crate::ensemble::{Ensemble, Link};
use crate::error::{number, Error, Result};
use crate::gradients::{self, chunk, each_row, segments, Chunk, CHUNK, SEGMENT};
use crate::grower::{Grower, Grown, Spare};
use crate::loss::ln;
use crate::loss_sums::LossSums;
use crate::matrix::BinnedMatrix;
use crate::options::TreeOptions;
use crate::partition::part_by_leaf;
use crate::random::Random;
use crate::statistics::SingleTarget;
use crate::target::Target;
use crate::tree::Tree;
use std::ops::Range;
use std::sync::Arc;

pub use crate::loss_sums::RoundLoss;

/// A hessian is at most 1/4, a target at most 1 (times the row's weight).
const MOST_TARGET: f64 = 1.0;
const MOST_WEIGHT: f64 = 0.25;

/// Training in progress.
pub struct Boosting {
    matrix: BinnedMatrix,
    target: Target,
    options: TreeOptions,
    learning_rate: f64,
    /// One an output.
    rules: Vec<TreeRules>,
    base: Vec<f64>,
    /// Margins of all rows, output after output.
    margins: Vec<f64>,
    training: Vec<u32>,
    /// Of all columns, where trees use all and nodes keep histograms.
    blocks: Option<Blocks>,
    /// Of the training rows and of the held-out rows.
    total_weights: [f64; 2],
    trees: Vec<Tree>,
    /// For one output, after a round: what the next one is grown on.
    next: Option<SingleTarget>,
    /// For several outputs, after a round: the normalisers of the next one; else empty.
    next_normalisers: Vec<f64>,
    crew: Option<Arc<Crew>>,
    spare: Spare,
}

impl Boosting {
    /// Ready for the first round.
    ///
    /// # Errors
    /// An option out of range.
    pub fn new(matrix: BinnedMatrix, target: Target, options: TreeOptions, learning_rate: f64) -> Result<Self> {
        let base = base_margins(&target);
        Self::start(matrix, target, options, learning_rate, base)
    }

    /// Ready for the round after those of `earlier`, whose base, bins and trees are kept. On the same rows and with the same
    /// options the trees to come are those that one longer training would have grown.
    ///
    /// # Errors
    /// An option out of range, other bins or classes than `earlier` has, or a forest.
    pub fn resume(
        earlier: Earlier,
        matrix: BinnedMatrix,
        target: Target,
        options: TreeOptions,
        learning_rate: f64,
    ) -> Result<Self> {
        earlier.check(&[Link::Logistic, Link::Softmax], &matrix, &target)?;
        let mut boosting = Self::start(matrix, target, options, learning_rate, earlier.base)?;
        earlier.trees.into_iter().for_each(|tree| boosting.push(tree));
        Ok(boosting)
    }

    /// With no trees and these margins before any.
    fn start(
        matrix: BinnedMatrix,
        target: Target,
        options: TreeOptions,
        learning_rate: f64,
        base: Vec<f64>,
    ) -> Result<Self> {
        options.check()?;
        options.constraints.check(&matrix, target.classes)?;
        target.check_rows(matrix.rows())?;
        check_learning_rate(learning_rate)?;
        let rules = options.constraints.rules(base.len(), matrix.columns());
        let margins = base.iter().flat_map(|&margin| std::iter::repeat_n(margin, matrix.rows())).collect();
        let training: Vec<u32> = target.training_rows().collect();
        let weight = |row: u32| f64::from(target.weights[row as usize]);
        let total_weights =
            [training.iter().map(|&row| weight(row)).sum(), target.held_out_rows().map(weight).sum::<f64>()];
        let blocks = match options.feature_subsample {
            1.0 => {
                let columns = draw_columns(&matrix, 1.0, &mut Random::new(0, 0));
                let limits = options.limits(columns.len(), learning_rate, 0.0);
                Blocks::new(&matrix, &columns, |lines| limits.keep_histograms(columns.len(), lines))
            }
            _ => None,
        };
        Ok(Self {
            blocks,
            matrix,
            target,
            options,
            learning_rate,
            rules,
            base,
            margins,
            training,
            total_weights,
            trees: Vec::new(),
            next: None,
            next_normalisers: Vec::new(),
            crew: None,
            spare: Spare::default(),
        })
    }

    /// The same trees by several threads.
    #[must_use]
    pub fn with_crew(self, crew: Arc<Crew>) -> Self {
        Self { crew: Some(crew), ..self }
    }

    fn hands(&self) -> Hands<'_> {
        self.crew.as_deref().map_or(Hands::ALONE, Hands::of)
    }

    /// Rounds done.
    pub fn rounds(&self) -> usize {
        self.trees.len() / self.base.len()
    }

    /// One more round, and the losses after it.
    pub fn step(&mut self) -> RoundLoss {
        if self.base.len() == 1 {
            let statistics = self.next.take().unwrap_or_else(|| self.statistics(0, &[]));
            let tree = self.grow(0, statistics);
            self.trees.push(tree);
            let (next, losses) = self.statistics_and_losses();
            self.next = Some(next);
            return losses;
        }
        let mut normalisers = std::mem::take(&mut self.next_normalisers);
        if normalisers.is_empty() {
            normalisers = self.normalisers();
        }
        for output in 0..self.base.len() {
            let tree = self.grow(output, self.statistics(output, &normalisers));
            self.trees.push(tree);
        }
        self.next_normalisers = self.normalisers();
        self.loss_by(&self.next_normalisers)
    }

    /// Appends a tree that was grown before.
    pub(crate) fn push(&mut self, tree: Tree) {
        let (all, output) = (self.matrix.rows(), self.trees.len() % self.base.len());
        let margins = &mut self.margins[output * all..(output + 1) * all];
        let mut rows: Vec<u32> = (0..all as u32).collect();
        part_by_leaf(&tree, &self.matrix, &mut rows, &mut |leaf, rows| {
            rows.iter().for_each(|&row| margins[row as usize] += f64::from(tree.leaves[leaf]));
        });
        self.next = None;
        self.next_normalisers = Vec::new();
        self.trees.push(tree);
    }

    pub(crate) fn matrix(&self) -> &BinnedMatrix {
        &self.matrix
    }

    /// Margins in one buffer: outputs times rows, output after output.
    pub fn margins(&self) -> &[f64] {
        &self.margins
    }

    /// The model of the first `rounds` rounds.
    pub fn ensemble(&self, rounds: usize) -> Ensemble {
        let outputs = self.base.len();
        let link = if outputs == 1 { Link::Logistic } else { Link::Softmax };
        let mut ensemble = Ensemble::new(&self.matrix, link, self.base.clone());
        for (i, tree) in self.trees.iter().take(rounds * outputs).enumerate() {
            ensemble.push(&self.matrix, tree, i % outputs, 1);
        }
        ensemble
    }

    /// For several outputs: each row's softmax normaliser at the start of the round.
    pub(crate) fn normalisers(&self) -> Vec<f64> {
        if self.base.len() == 1 {
            return Vec::new();
        }
        let rows = self.matrix.rows();
        let mut all = vec![0.0; rows];
        self.hands().each(all.chunks_mut(SEGMENT).zip(segments(rows)), |(all, rows)| {
            for (chunk, all) in all.chunks_mut(CHUNK).enumerate() {
                let margins =
                    |output| gradients::chunk(self.margins_of(output), rows.start + chunk * CHUNK, |margin| margin);
                let mut normalisers = [0.0; CHUNK];
                gradients::normalisers(self.base.len(), margins, &mut normalisers);
                all.copy_from_slice(&normalisers[..all.len()]);
            }
        });
        all
    }

    /// Marks of the rows that are held out, if any are.
    fn held_out(&self) -> Option<&[u8]> {
        (self.training.len() < self.matrix.rows()).then_some(&self.target.held_out)
    }

    fn margins_of(&self, output: usize) -> &[f64] {
        let rows = self.matrix.rows();
        &self.margins[output * rows..(output + 1) * rows]
    }

    fn grow(&mut self, output: usize, mut statistics: SingleTarget) -> Tree {
        let mut random = Random::new(self.options.seed, self.trees.len() as u64);
        let mut rows = self.draw_rows();
        let columns = draw_columns(&self.matrix, self.options.feature_subsample, &mut random);
        let categories = columns.iter().any(|&column| self.matrix.bins(column as usize).is_category());
        let noise = match categories && self.options.min_rows_per_category == 0 {
            true => statistics.dispersion(self.hands(), &rows, &self.target.weights),
            false => 0.0,
        };
        let limits = self.options.limits(columns.len(), self.learning_rate, noise);
        let grower = Grower::new(&self.matrix, limits)
            .with_rules(&self.rules[output])
            .with_blocks(self.blocks.as_ref())
            .with_spare(std::mem::take(&mut self.spare));
        let hands = self.crew.as_deref().map_or(Hands::ALONE, Hands::of);
        let mut grower = grower.with_hands(hands);
        let grown = grower.grow(&mut statistics, &mut rows, &columns, &mut random);
        self.spare = grower.into_spare();
        let all_rows = self.matrix.rows();
        let others = self.others(&rows);
        let margins = &mut self.margins[output * all_rows..(output + 1) * all_rows];
        add_leaves(hands, &grown, &rows, margins);
        part_by_leaf(&grown.tree, &self.matrix, &mut { others }, &mut |leaf, rows| {
            rows.iter().for_each(|&row| margins[row as usize] += f64::from(grown.tree.leaves[leaf]));
        });
        grown.tree
    }

    /// The rows that are not among these, ascending.
    fn others(&self, rows: &[u32]) -> Vec<u32> {
        if rows.len() == self.matrix.rows() {
            return Vec::new();
        }
        let mut others = vec![true; self.matrix.rows()];
        rows.iter().for_each(|&row| others[row as usize] = false);
        (0..self.matrix.rows() as u32).filter(|&row| others[row as usize]).collect()
    }

    /// The training rows, or this round's share of them; the trees of a round share the draw.
    fn draw_rows(&self) -> Vec<u32> {
        let mut rows = self.training.clone();
        if self.options.subsample < 1.0 {
            let count = ((rows.len() as f64 * self.options.subsample).ceil() as usize).clamp(1, rows.len());
            Random::new(self.options.seed ^ ROW_STREAM, self.rounds() as u64).choose_ascending(&mut rows, count);
        }
        rows
    }

    pub(crate) fn statistics(&self, output: usize, normalisers: &[f64]) -> SingleTarget {
        let Target { labels, weights, .. } = &self.target;
        let margins = self.margins_of(output);
        let most = self.target.most_weight();
        let most = (MOST_TARGET * most, MOST_WEIGHT * most);
        let numbers = |(): &mut (), first: usize, targets: &mut Chunk, hessians: &mut Chunk| {
            if normalisers.is_empty() {
                let margins = chunk(margins, first, |margin: f64| margin as f32);
                let labels = chunk(labels, first, f32::from);
                gradients::binary(&margins, &labels, targets, hessians, &mut [0.0; CHUNK]);
            } else {
                let is_label = chunk(labels, first, |label| f32::from(u8::from(usize::from(label) == output)));
                let margins = chunk(margins, first, |margin| margin);
                let normalisers = chunk(normalisers, first, |normaliser| normaliser);
                let mut differences = [0.0; CHUNK];
                each_row(|i| differences[i] = (margins[i] - normalisers[i]) as f32);
                gradients::softmax_targets(&differences, &is_label, targets, hessians);
            }
            let weights = chunk(weights, first, |weight| weight);
            each_row(|i| (targets[i], hessians[i]) = (targets[i] * weights[i], hessians[i] * weights[i]));
        };
        SingleTarget::in_chunks(self.hands(), self.matrix.rows(), most, || (), numbers).0
    }

    /// For one output: [`statistics`](Self::statistics) and [`loss`](Self::loss) in one pass.
    fn statistics_and_losses(&self) -> (SingleTarget, RoundLoss) {
        let most = self.target.most_weight();
        let most = (MOST_TARGET * most, MOST_WEIGHT * most);
        let start = || LossSums::new(self.held_out());
        let numbers = |sums: &mut LossSums, first: usize, targets: &mut Chunk, hessians: &mut Chunk| {
            let mut losses = [0.0; CHUNK];
            let margins = chunk(&self.margins, first, |margin: f64| margin as f32);
            let labels = chunk(&self.target.labels, first, f32::from);
            gradients::binary(&margins, &labels, targets, hessians, &mut losses);
            let weights = chunk(&self.target.weights, first, |weight| weight);
            sums.add(first, &losses, &weights);
            each_row(|i| (targets[i], hessians[i]) = (targets[i] * weights[i], hessians[i] * weights[i]));
        };
        let (statistics, sums) = SingleTarget::in_chunks(self.hands(), self.matrix.rows(), most, start, numbers);
        (statistics, LossSums::means(&sums, self.total_weights))
    }

    /// The losses as they are.
    pub fn loss(&self) -> RoundLoss {
        self.loss_by(&self.normalisers())
    }

    fn loss_by(&self, normalisers: &[f64]) -> RoundLoss {
        let sums = self.hands().map(segments(self.matrix.rows()), |rows| {
            let mut sums = LossSums::new(self.held_out());
            rows.step_by(CHUNK).for_each(|first| self.add_losses(normalisers, first, &mut sums));
            sums
        });
        LossSums::means(&sums, self.total_weights)
    }

    fn add_losses(&self, normalisers: &[f64], first: usize, sums: &mut LossSums) {
        let Target { labels, weights, .. } = &self.target;
        let mut losses = [0.0; CHUNK];
        let labels = &labels[first..];
        if self.base.len() == 1 {
            let margins = chunk(&self.margins, first, |margin: f64| margin as f32);
            let labels = chunk(labels, 0, f32::from);
            gradients::binary(&margins, &labels, &mut [0.0; CHUNK], &mut [0.0; CHUNK], &mut losses);
        } else {
            for (i, (loss, &label)) in losses.iter_mut().zip(labels).enumerate() {
                *loss = (normalisers[first + i] - self.margins_of(usize::from(label))[first + i]) as f32;
            }
        }
        sums.add(first, &losses, &chunk(weights, first, |weight| weight));
    }
}

/// Adds to each row the value of its leaf. A leaf's rows ascend, so each of several hands finds those of its share of the margins.
fn add_leaves(hands: Hands, grown: &Grown, rows: &[u32], margins: &mut [f64]) {
    let leaves =
        || grown.leaves.iter().map(|(leaf, range)| (f64::from(grown.tree.leaves[*leaf]), &rows[range.clone()]));
    if hands.count() == 1 {
        return leaves().for_each(|(value, rows)| rows.iter().for_each(|&row| margins[row as usize] += value));
    }
    let shares: Vec<_> = hands.shares(margins.len()).collect();
    let length = shares.first().map_or(1, Range::len);
    hands.each(shares.into_iter().zip(margins.chunks_mut(length)), |(share, margins)| {
        for (value, rows) in leaves() {
            let place = |bound: usize| rows.partition_point(|&row| (row as usize) < bound);
            let own = &rows[place(share.start)..place(share.end)];
            own.iter().for_each(|&row| margins[row as usize - share.start] += value);
        }
    });
}

pub(crate) fn check_learning_rate(rate: f64) -> Result<()> {
    match rate > 0.0 && rate <= 1.0 {
        true => Ok(()),
        false => Err(Error::option(format!("learningRate must be above 0 and at most 1, not {}", number(rate)))),
    }
}

/// Keeps the rows' stream of numbers apart from the columns'.
const ROW_STREAM: u64 = 0x5bf0_3635_dcf1_9d0b;

/// Margins of the classes' shares. A class without training rows counts as half a row, so that nothing is infinite.
fn base_margins(target: &Target) -> Vec<f64> {
    let weights: Vec<f64> = target.class_weights();
    let total: f64 = weights.iter().sum();
    let least = 0.5 * total / target.training_rows().count() as f64;
    let log_share = |weight: &f64| ln(weight.max(least) / total);
    match weights.as_slice() {
        [zero, one] => vec![log_share(one) - log_share(zero)],
        many => many.iter().map(log_share).collect(),
    }
}

/// The columns that a tree may use: those with anything to split, or a random share of them.
pub(crate) fn draw_columns(matrix: &BinnedMatrix, share: f64, random: &mut Random) -> Vec<u32> {
    let mut columns: Vec<u32> = (0..matrix.columns() as u32).filter(|&column| matrix.varies(column as usize)).collect();
    if share < 1.0 && !columns.is_empty() {
        let count = ((columns.len() as f64 * share).round() as usize).clamp(1, columns.len());
        random.choose_ascending(&mut columns, count);
    }
    columns
}
