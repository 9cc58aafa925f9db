//! What trainers are given in these tests. Out: columns, labels, weights, options and constraints of every sort, most of them
//! odd; and how a model of them is read back and scored.

use crate::{same, NUMBERS};
use hedgerow::{
    score_batch, score_batch_plainly, write, BinnedMatrix, Constraints, Direction, Ensemble, Model, Monotone, Result,
    Target, TreeOptions,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, Index};

/// One column as it is handed over.
#[derive(Clone, Debug)]
pub enum Column {
    Numbers(Vec<f32>, usize),
    Categories(Vec<f32>, usize),
}

/// Everything a trainer takes.
#[derive(Clone, Debug)]
pub struct Input {
    pub columns: Vec<Column>,
    pub labels: Vec<u16>,
    pub classes: usize,
    pub weights: Vec<f32>,
    pub held_out: Vec<u8>,
    pub options: TreeOptions,
    pub rate: f64,
    pub balance: bool,
    pub steps: usize,
}

/// A value of the first list; once in a while one of the second.
pub fn mostly<T: Clone + std::fmt::Debug + 'static>(good: Vec<T>, odd: Vec<T>) -> BoxedStrategy<T> {
    prop_oneof![60 => select(good), 1 => select(odd)].boxed()
}

fn numbers(rows: usize) -> BoxedStrategy<Vec<f32>> {
    prop_oneof![
        vec(select(&NUMBERS[..]), rows),
        vec(any::<f32>(), rows),
        vec((0u32..12).prop_map(|n| n as f32), rows),
        select(&NUMBERS[..]).prop_map(move |constant| vec![constant; rows]),
        (any::<f32>(), 0..=rows).prop_map(move |(value, place)| {
            let mut column = vec![value; rows];
            column.iter_mut().take(place).for_each(|number| *number = f32::NAN);
            column
        }),
    ]
    .boxed()
}

fn codes(rows: usize) -> BoxedStrategy<(Vec<f32>, usize)> {
    let counts = mostly(vec![0, 1, 2, 5, 33, 255], vec![256, 65_535, usize::MAX]);
    let codes = counts.prop_flat_map(move |count| {
        let code = (0..count.clamp(1, 65_535)).prop_map(move |code| if count == 0 { f32::NAN } else { code as f32 });
        let missing = prop_oneof![8 => code, 1 => Just(f32::NAN)];
        (vec(missing, rows), Just(count))
    });
    let spoilt = (codes.clone(), select(&NUMBERS[..]), any::<Index>());
    prop_oneof![
        20 => codes,
        1 => spoilt.prop_map(|((mut codes, count), number, at)| {
            if !codes.is_empty() {
                let at = at.index(codes.len());
                codes[at] = number;
            }
            (codes, count)
        }),
    ]
    .boxed()
}

fn columns(rows: usize) -> impl Strategy<Value = Vec<Column>> {
    let length = prop_oneof![60 => Just(rows), 1 => 0..rows + 2];
    let column = length.prop_flat_map(|length| {
        let bins = mostly(vec![2, 3, 16, 254, 255], vec![0, 1, 256, usize::MAX]);
        prop_oneof![
            3 => (numbers(length), bins).prop_map(|(values, bins)| Column::Numbers(values, bins)),
            2 => codes(length).prop_map(|(codes, count)| Column::Categories(codes, count)),
        ]
    });
    vec(column, 0..5)
}

fn weights(rows: usize) -> BoxedStrategy<Vec<f32>> {
    let usual = || select(vec![1.0, 0.5, 3.0]);
    let extreme = select(vec![0.0, 1.0, 1e30, 1e-30, 1e-45, f32::MIN_POSITIVE]);
    let wrong = select(vec![f32::NAN, f32::INFINITY, -1.0, 2e30]);
    prop_oneof![
        3 => Just(vec![]),
        3 => vec(usual(), rows),
        2 => vec(prop_oneof![usual(), Just(0.0)], rows),
        2 => vec(extreme, rows),
        1 => vec(prop_oneof![40 => usual(), 1 => wrong], rows),
        1 => Just(vec![0.0; rows]),
    ]
    .boxed()
}

// Options that are still to come keep their defaults.
#[allow(clippy::needless_update)]
fn options() -> impl Strategy<Value = TreeOptions> {
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    let amount = move |good: Vec<f64>| mostly(good, vec![nan, -1.0, infinite, 1e31]);
    let share = move |good: Vec<f64>| mostly(good, vec![nan, -0.1, 1.1, infinite]);
    let shape = (
        mostly(vec![0, 2, 3, 31, u32::MAX], vec![1]),
        select(vec![0, 1, 2, 5, u32::MAX]),
        select(vec![0, 1, 1, 5, 1 << 24, u32::MAX]),
        amount(vec![0.0, 0.0, 1.0, 1e-300, 1e30]),
        amount(vec![0.0, 0.0, 1e-300, 0.5, 1e30]),
    );
    let smoothing = (
        amount(vec![0.0, 0.1, 1e-300, 1e30]),
        amount(vec![0.0, 10.0, 1e30]),
        amount(vec![0.0, 1.0, 1e30]),
        select(vec![0, 0, 1, 3, u32::MAX]),
    );
    let draws = (
        share(vec![1.0, 1.0, 0.5, 1e-300]),
        share(vec![1.0, 1.0, 0.5, 1e-300]),
        share(vec![1.0, 0.5, 0.0, 1e-300]),
        any::<u64>(),
    );
    // Else few trees would have a node.
    let growing = (select(vec![0, 31]), Just(0), Just(1), Just(0.0), Just(0.0));
    let shape = prop_oneof![growing, shape];
    (shape, smoothing, draws).prop_map(|(shape, smoothing, draws)| TreeOptions {
        max_leaves: shape.0,
        max_depth: shape.1,
        min_rows_per_leaf: shape.2,
        min_weight_per_leaf: shape.3,
        min_gain: shape.4,
        l2: smoothing.0,
        category_smoothing: smoothing.1,
        category_l2: smoothing.2,
        min_rows_per_category: smoothing.3,
        subsample: draws.0,
        feature_subsample: draws.1,
        node_feature_subsample: draws.2,
        seed: draws.3,
        ..TreeOptions::boosting()
    })
}

/// Constraints before the columns and classes are known.
#[derive(Clone, Debug)]
struct Rules {
    /// For each column in turn.
    directions: Vec<Direction>,
    class: Index,
    /// Columns of each group, as bits.
    groups: Vec<u8>,
    /// Whether categories and columns that are not there are named as well.
    wrong: bool,
}

fn rules() -> impl Strategy<Value = Rules> {
    let direction = select(vec![Direction::Free, Direction::Increasing, Direction::Decreasing]);
    let directions = prop_oneof![1 => Just(vec![]), 2 => vec(direction, 5)];
    let groups = prop_oneof![2 => Just(vec![]), 1 => vec(any::<u8>(), 1..4)];
    (directions, any::<Index>(), groups, mostly(vec![false], vec![true]))
        .prop_map(|(directions, class, groups, wrong)| Rules { directions, class, groups, wrong })
}

impl Rules {
    fn of(&self, columns: &[Column], classes: usize) -> Constraints {
        let ordered = |column: usize| matches!(columns.get(column), Some(Column::Numbers(..)));
        let class = self.class.index(classes.clamp(1, 65_536)) as u16;
        let directed = |&(column, &direction): &(usize, &Direction)| {
            (ordered(column) || self.wrong) && direction != Direction::Free
        };
        let rule = |(column, &direction): (usize, &Direction)| Monotone { column: column as u32, class, direction };
        let there = |column: &usize| *column < columns.len() || self.wrong;
        let group = |bits: &u8| {
            (0..8).filter(|column| bits >> column & 1 == 1).filter(there).map(|column| column as u32).collect()
        };
        Constraints {
            monotone: self.directions.iter().enumerate().filter(directed).map(rule).collect(),
            groups: self.groups.iter().map(group).collect(),
        }
    }
}

pub fn inputs() -> impl Strategy<Value = Input> {
    let rows = prop_oneof![1 => 0usize..4, 8 => 4usize..60, 1 => 200usize..400];
    let classes = prop_oneof![10 => Just(2), 10 => 3usize..6, 2 => select(vec![0, 1, 40, 1024, 1025, 65_536])];
    (rows, classes).prop_flat_map(|(rows, classes)| {
        let label = prop_oneof![
            3000 => (0..classes.clamp(1, 65_536)).prop_map(|class| class as u16),
            1 => any::<u16>(),
        ];
        let labels = prop_oneof![8 => vec(label, rows), 1 => Just(vec![0; rows])];
        let held_out =
            prop_oneof![2 => Just(vec![]), 2 => vec(select(vec![0, 0, 1]), rows), 1 => vec(select(vec![0, 0, 2, 255]), rows)];
        let data = (columns(rows), labels, Just(classes), weights(rows), held_out);
        let rate = mostly(vec![0.1, 1.0, 1e-300], vec![0.0, 1.1, f64::NAN]);
        // A round of a thousand classes is a thousand trees.
        let (few, many) = if classes > 10 { (0usize..2, 2usize..3) } else { (0..8, 8..50) };
        let steps = prop_oneof![6 => few, 1 => many];
        (data, (options(), rules()), rate, any::<bool>(), steps).prop_map(|(data, options, rate, balance, steps)| {
            let (columns, labels, classes, weights, held_out) = data;
            let (mut options, rules) = options;
            options.constraints = rules.of(&columns, classes);
            Input { columns, labels, classes, weights, held_out, options, rate, balance, steps }
        })
    })
}

impl Input {
    pub fn target(&self) -> Result<Target> {
        Target::new(self.labels.clone(), self.classes, self.weights.clone(), self.held_out.clone())
    }

    pub fn matrix(&self, target: &Target) -> Result<BinnedMatrix> {
        let mut matrix = BinnedMatrix::for_target(target)?;
        for column in &self.columns {
            match column {
                Column::Numbers(values, bins) => matrix.add_numbers(values, *bins)?,
                Column::Categories(codes, count) => matrix.add_categories(codes, *count)?,
            }
        }
        Ok(matrix)
    }

    /// The values of a column.
    pub fn values(&self, column: usize) -> &[f32] {
        match &self.columns[column] {
            Column::Numbers(values, _) | Column::Categories(values, _) => values,
        }
    }

    /// Raw rows one after another, as a scorer takes them.
    pub fn rows(&self) -> Vec<f32> {
        let row = |row: usize| (0..self.columns.len()).map(move |column| self.values(column)[row]);
        (0..self.labels.len()).flat_map(row).collect()
    }

    /// Margins of all rows by the model's bytes.
    pub fn score(&self, ensemble: &Ensemble) -> Vec<f64> {
        let model = read(ensemble);
        let (rows, count) = (self.rows(), self.labels.len());
        let fast = score_batch(&model, &rows, count).unwrap();
        let plain = score_batch_plainly(&model, &rows, count).unwrap();
        assert!(fast.iter().zip(&plain).all(|(&a, &b)| same(a, b)));
        fast
    }
}

/// The ensemble by its bytes.
pub fn read(ensemble: &Ensemble) -> Model {
    Model::read(&write(ensemble, b"{}").unwrap()).unwrap()
}
