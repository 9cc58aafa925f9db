//! Isolation forest, whole: path lengths against the expectation of the method worked out plainly, odd columns, bytes, and
//! the output beside a classifier.

use hedgerow::isolation::average_path;
use hedgerow::random::Random;
use hedgerow::{apart, score_batch, score_row, write, write_beside};
use hedgerow::{BinnedMatrix, Boosting, Forest, Isolation, Model, Target, TreeOptions};

const MISSING: f32 = f32::NAN;

/// Number columns, then category columns (with their number of codes).
#[derive(Clone)]
struct Data {
    numbers: Vec<Vec<f32>>,
    categories: Vec<(Vec<f32>, usize)>,
}

impl Data {
    fn rows(&self) -> usize {
        self.numbers.iter().chain(self.categories.iter().map(|(codes, _)| codes)).map(Vec::len).max().unwrap()
    }

    fn matrix(&self) -> BinnedMatrix {
        let mut matrix = BinnedMatrix::new(self.rows()).unwrap().with_means();
        self.numbers.iter().for_each(|values| matrix.add_numbers(values, 255).unwrap());
        self.categories.iter().for_each(|(codes, count)| matrix.add_categories(codes, *count).unwrap());
        matrix
    }

    fn row(&self, row: usize) -> Vec<f32> {
        let categories = self.categories.iter().map(|(codes, _)| codes[row]);
        self.numbers.iter().map(|values| values[row]).chain(categories).collect()
    }

    fn grow(&self, sample: usize, seed: u64, trees: usize) -> Isolation {
        let training = (0..self.rows() as u32).collect();
        let mut forest = Isolation::new(self.matrix(), training, sample, seed, 0, true).unwrap();
        (0..trees).for_each(|_| forest.step().unwrap());
        forest
    }
}

fn read(forest: &Isolation) -> Model {
    Model::read(&write(&forest.ensemble(), b"").unwrap()).unwrap()
}

/// The expected path length of row `of` among `rows`, by going through every split that the method may draw.
fn expected(data: &Data, rows: &[usize], of: usize, depth: usize, most: usize) -> f64 {
    let mut columns: Vec<Vec<(f64, Vec<usize>)>> =
        data.numbers.iter().map(|values| number_splits(values, rows)).collect();
    columns.extend(data.categories.iter().map(|(codes, _)| category_splits(codes, rows)));
    columns.retain(|splits| !splits.is_empty());
    if depth == most || columns.is_empty() {
        return depth as f64 + average_path(rows.len());
    }
    let path = |splits: &Vec<(f64, Vec<usize>)>| {
        let sum = splits.iter().map(|(chance, left)| {
            let side: Vec<usize> =
                rows.iter().copied().filter(|row| left.contains(row) == left.contains(&of)).collect();
            chance * expected(data, &side, of, depth + 1, most)
        });
        sum.sum::<f64>()
    };
    columns.iter().map(path).sum::<f64>() / columns.len() as f64
}

/// Each split of a number column: its chance, and the rows that go left.
fn number_splits(values: &[f32], rows: &[usize]) -> Vec<(f64, Vec<usize>)> {
    let (missing, present): (Vec<usize>, Vec<usize>) = rows.iter().partition(|&&row| values[row].is_nan());
    let mut distinct: Vec<f32> = present.iter().map(|&row| values[row]).collect();
    distinct.sort_by(f32::total_cmp);
    distinct.dedup();
    let mut splits = Vec::new();
    let parts = distinct.len() > 1;
    if !missing.is_empty() && !present.is_empty() {
        splits.push((if parts { 0.5 } else { 1.0 }, present.clone()));
    }
    for pair in distinct.windows(2) {
        let chance = f64::from((pair[1] - pair[0]) / (distinct[distinct.len() - 1] - distinct[0]));
        let left: Vec<usize> = present.iter().copied().filter(|&row| values[row] <= pair[0]).collect();
        if missing.is_empty() {
            splits.push((chance, left));
        } else {
            splits.push((chance / 4.0, left.clone()));
            splits.push((chance / 4.0, [left, missing.clone()].concat()));
        }
    }
    splits
}

fn category_splits(codes: &[f32], rows: &[usize]) -> Vec<(f64, Vec<usize>)> {
    let mut seen: Vec<u32> = rows.iter().map(|&row| codes[row].to_bits()).collect();
    seen.sort_unstable();
    seen.dedup();
    let subsets = 1..(1usize << seen.len()) - 1;
    let chance = 1.0 / subsets.len() as f64;
    let is_left =
        |subset: usize, row: usize| seen.iter().position(|&s| s == codes[row].to_bits()).map(|i| subset >> i & 1);
    subsets.map(|s| (chance, rows.iter().copied().filter(|&row| is_left(s, row) == Some(1)).collect())).collect()
}

#[test]
fn average_paths_are_those_of_the_paper() {
    assert_eq!([0, 1, 2].map(average_path), [0.0, 0.0, 1.0]);
    for (rows, expected) in [(3, 1.207_392_357), (16, 4.695_531_732), (256, 10.244_770_920), (10_000, 17.575_112_064)] {
        assert!((average_path(rows) - expected).abs() < 1e-8, "{rows}: {}", average_path(rows));
    }
}

#[test]
fn mean_paths_are_those_that_the_method_expects() {
    let data = Data {
        numbers: vec![vec![0.0, 1.0, 2.0, 3.0, 50.0], vec![1.0, MISSING, 1.0, 4.0, 5.0]],
        categories: vec![(vec![0.0, 2.0, 2.0, MISSING, 2.0], 4)],
    };
    let rows: Vec<usize> = (0..5).collect();
    let margins = data.grow(5, 3, 20_000).margins();
    for (row, margin) in margins.iter().enumerate() {
        let wanted = expected(&data, &rows, row, 0, 3);
        assert!((margin - wanted).abs() < 0.03, "row {row}: {margin} instead of {wanted}");
    }
    assert!(margins[4] < margins[2]);
}

fn sample(seed: u64, rows: usize) -> (Data, Vec<u16>) {
    let mut random = Random::new(seed, 1);
    let mut draw = |bound: u32, missing: u32| -> Vec<f32> {
        let value =
            |random: &mut Random| if random.below(100) < missing { MISSING } else { random.below(bound) as f32 };
        (0..rows).map(|_| value(&mut random)).collect()
    };
    let data = Data { numbers: vec![draw(1000, 0), draw(40, 10), draw(3, 0)], categories: vec![(draw(6, 5), 9)] };
    let labels = (0..rows).map(|row| u16::from(data.numbers[0][row] > 600.0)).collect();
    (data, labels)
}

#[test]
fn margins_are_the_models_bits_and_trees_depend_on_their_number_only() {
    let (data, _) = sample(1, 700);
    let forest = data.grow(64, 5, 12);
    let model = read(&forest);
    assert_eq!(
        (model.link, model.link_parameter, model.divisor.as_slice()),
        (4, forest.normaliser(), [12.0].as_slice())
    );
    assert!(model.max_depth <= 6);
    let mut margin = [0.0];
    for (row, expected) in forest.margins().into_iter().enumerate() {
        score_row(&model, &data.row(row), &mut margin);
        assert_eq!(margin[0].to_bits(), expected.to_bits());
    }
    let mut later = Isolation::new(data.matrix(), (0..700).collect(), 64, 5, 7, false).unwrap();
    (0..5).for_each(|_| later.step().unwrap());
    let (all, last) = (forest.ensemble(), later.ensemble());
    assert!(later.margins().is_empty() && all.leaves.ends_with(&last.leaves) && all.cover.ends_with(&last.cover));
    assert_ne!(data.grow(64, 6, 12).ensemble(), all);
    assert_eq!(data.grow(64, 5, 12).ensemble(), all);
}

#[test]
fn only_training_rows_are_learned_from() {
    let (mut data, _) = sample(2, 300);
    let grow = |data: &Data| {
        let mut matrix = BinnedMatrix::new(300).unwrap().with_means();
        // Same bins for both, so that only the rows drawn could make a difference.
        let bins = data.numbers.iter().map(|_| hedgerow::binning::ColumnBins::Number { edges: vec![1.0, 20.0, 500.0] });
        bins.zip(&data.numbers).for_each(|(bins, values)| matrix.add(bins, values).unwrap());
        let mut forest = Isolation::new(matrix, (0..100).collect(), 32, 0, 0, false).unwrap();
        forest.step().unwrap();
        forest.ensemble().cover
    };
    let before = grow(&data);
    (100..300).for_each(|row| data.numbers[2][row] = MISSING);
    assert_eq!(grow(&data), before);
}

#[test]
fn what_no_training_row_had_is_unusual() {
    let data = Data {
        numbers: vec![(0..500).map(|i| (i % 20) as f32).collect()],
        categories: vec![((0..500).map(|i| (i % 4 % 3) as f32).collect(), 8)],
    };
    let model = read(&data.grow(256, 0, 200));
    let score = |row: [f32; 2]| {
        let mut margin = [0.0];
        score_row(&model, &row, &mut margin);
        (-margin[0] / model.link_parameter).exp2()
    };
    let usual = score([9.0, 0.0]);
    for unseen in [[9.0, 7.0], [9.0, MISSING], [MISSING, 0.0], [9.0, 200.0]] {
        assert!(score(unseen) > usual + 0.02, "{unseen:?}: {} against {usual}", score(unseen));
    }
}

#[test]
fn odd_columns() {
    let mut numbers = vec![vec![MISSING; 64], vec![7.0; 64]];
    let nothing = Data { numbers: numbers.clone(), categories: vec![(vec![MISSING; 64], 0), (vec![1.0; 64], 2)] };
    let forest = nothing.grow(32, 0, 3);
    assert_eq!(forest.ensemble().nodes.len(), 0);
    assert!(forest.margins().iter().all(|margin| (margin - average_path(32)).abs() < 1e-6));

    let signs = |i: i32| if i % 2 == 0 { f32::INFINITY } else { f32::NEG_INFINITY };
    numbers.push((0..64).map(signs).collect());
    numbers.push((0..64).map(|i| [f32::MAX, f32::INFINITY, f32::MIN, 0.0, 1e-45][i % 5]).collect());
    numbers.push((0..64).map(|i| if i == 9 { MISSING } else { 7.0 }).collect());
    let data = Data { numbers, categories: vec![((0..64).map(|i| (i % 50) as f32 * 5.0).collect(), 255)] };
    let forest = data.grow(64, 0, 200);
    let margins = forest.margins();
    let least = (0..64).min_by(|&a, &b| margins[a].total_cmp(&margins[b]));
    assert_eq!(least, Some(9), "the one row with a value missing");
    read(&forest);
}

#[test]
fn bad_input_is_refused() {
    let (data, _) = sample(3, 40);
    let refused = |matrix: BinnedMatrix, training: Vec<u32>, sample| {
        Isolation::new(matrix, training, sample, 0, 0, false).err().unwrap().to_string()
    };
    let all: Vec<u32> = (0..40).collect();
    assert_eq!(refused(data.matrix(), all.clone(), 1), "sampleRows must be at least 2, not 1");
    assert_eq!(refused(data.matrix(), vec![3], 256), "an isolation forest needs two rows to tell apart");
    assert_eq!(refused(data.matrix(), vec![3, 40], 256), "a training row is not among the 40 rows");
    let mut meanless = BinnedMatrix::new(40).unwrap();
    meanless.add_numbers(&data.numbers[0], 255).unwrap();
    assert_eq!(refused(meanless, all, 256), "the matrix has no bin means");
}

/// An isolation forest on the bins of a classifier.
fn beside(data: &Data, classifier: &[u8]) -> Vec<u8> {
    let model = Model::read(classifier).unwrap();
    let mut matrix = BinnedMatrix::new(data.rows()).unwrap().with_means();
    for (column, bins) in hedgerow::beside::bins_of(&model).unwrap().into_iter().enumerate() {
        let values: Vec<f32> = (0..data.rows()).map(|row| data.row(row)[column]).collect();
        matrix.add(bins, &values).unwrap();
    }
    let mut forest = Isolation::new(matrix, (0..data.rows() as u32).collect(), 128, 0, 0, false).unwrap();
    (0..20).for_each(|_| forest.step().unwrap());
    write(&forest.ensemble(), b"").unwrap()
}

#[test]
fn a_classifier_keeps_its_bits_beside_an_anomaly_output() {
    let (data, labels) = sample(4, 400);
    let rows: Vec<f32> = (0..400).flat_map(|row| data.row(row)).collect();
    for classes in [2u16, 3] {
        let labels: Vec<u16> = labels.iter().enumerate().map(|(i, &l)| (l + u16::from(i % 7 == 0)) % classes).collect();
        let target = Target::new(labels, usize::from(classes), vec![], vec![]).unwrap();
        let mut boosting = Boosting::new(data.matrix(), target.clone(), TreeOptions::boosting(), 0.1).unwrap();
        let mut forest = Forest::new(data.matrix(), target, TreeOptions::forest(), false, 0).unwrap();
        (0..5).for_each(|_| {
            boosting.step();
            forest.step().unwrap();
        });
        for ensemble in [boosting.ensemble(5), forest.ensemble()] {
            let classifier = write(&ensemble, b"").unwrap();
            let isolation = beside(&data, &classifier);
            let both = write_beside(&classifier, &isolation, b"{}").unwrap();
            let [classifier, isolation, both] = [classifier, isolation, both].map(|bytes| Model::read(&bytes).unwrap());
            assert_eq!((both.link, both.metadata.as_slice()), (classifier.link, b"{}".as_slice()));
            // And apart again, but for what the model as a whole has.
            let (own, rest) = apart(&both, classifier.outputs()).unwrap();
            let whole = |of: &Model| (of.link, of.link_parameter, of.max_depth, of.metadata.clone());
            let like = |of: &Model| {
                let (link, link_parameter, max_depth, metadata) = whole(&both);
                Model { link, link_parameter, max_depth, metadata, ..of.clone() }
            };
            assert_eq!((own, rest.unwrap()), (like(&classifier), like(&isolation)));
            assert_eq!(apart(&both, both.outputs()).unwrap(), (both.clone(), None));
            let margins = [&classifier, &isolation, &both].map(|model| score_batch(model, &rows, 400).unwrap());
            for row in 0..400 {
                let outputs = classifier.outputs();
                let expected = margins[0][row * outputs..][..outputs].iter().chain(&margins[1][row..=row]);
                let found = &margins[2][row * (outputs + 1)..][..outputs + 1];
                assert!(expected.zip(found).all(|(a, b)| a.to_bits() == b.to_bits()));
            }
        }
    }
}

#[test]
fn only_models_on_the_same_bins_go_together() {
    let (data, labels) = sample(5, 100);
    let target = Target::new(labels, 2, vec![], vec![]).unwrap();
    let mut boosting = Boosting::new(data.matrix(), target, TreeOptions::boosting(), 0.1).unwrap();
    boosting.step();
    let classifier = write(&boosting.ensemble(1), b"").unwrap();
    let isolation = beside(&data, &classifier);
    let (other, _) = sample(6, 100);
    let foreign = write(&other.grow(64, 0, 2).ensemble(), b"").unwrap();
    for (first, second) in [(&classifier, &foreign), (&isolation, &isolation), (&classifier, &classifier)] {
        assert!(write_beside(first, second, b"").is_err());
    }
}
