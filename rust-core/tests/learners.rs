//! Boosting and forest, whole: from columns to bytes to margins.

mod sample;

use hedgerow::{score_batch, score_row, write, BinnedMatrix, Boosting, Forest, Model, Target, TreeOptions};
use sample::{run, sample, Sample};

#[test]
fn training_margins_are_the_models_bits() {
    for classes in [2, 3] {
        for subsample in [1.0, 0.6] {
            let data = sample(1, 700, classes);
            let mut boosting = data.boosting(TreeOptions { subsample, ..TreeOptions::boosting() });
            let losses: Vec<_> = (0..15).map(|_| boosting.step()).collect();
            assert!(losses[14].training < losses[0].training && losses[14].held_out < losses[0].held_out);
            let model = Model::read(&write(&boosting.ensemble(15), b"{}").unwrap()).unwrap();
            let outputs = model.outputs();
            let mut margins = vec![0.0; outputs];
            for row in 0..700 {
                score_row(&model, &data.row(row), &mut margins);
                for (output, margin) in margins.iter().enumerate() {
                    assert_eq!(margin.to_bits(), boosting.margins()[output * 700 + row].to_bits());
                }
            }
        }
    }
}

#[test]
fn fewer_rounds_are_a_prefix() {
    let data = sample(2, 400, 3);
    let mut boosting = data.boosting(TreeOptions::boosting());
    run(&mut boosting, 4);
    let early = write(&boosting.ensemble(4), b"").unwrap();
    run(&mut boosting, 4);
    assert_eq!(early, write(&boosting.ensemble(4), b"").unwrap());
    assert_ne!(early, write(&boosting.ensemble(8), b"").unwrap());
}

#[test]
fn same_seed_same_bytes_other_seed_other_bytes() {
    let data = sample(3, 500, 3);
    let bytes = |seed: u64| {
        let options = TreeOptions {
            subsample: 0.7,
            feature_subsample: 0.7,
            node_feature_subsample: 0.5,
            seed,
            ..TreeOptions::boosting()
        };
        let mut boosting = data.boosting(options);
        run(&mut boosting, 5);
        write(&boosting.ensemble(5), b"").unwrap()
    };
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
}

#[test]
fn whole_weights_are_repeated_rows() {
    let data = sample(4, 200, 2);
    let weights: Vec<f32> = (0..200).map(|row| (1 + row % 3) as f32).collect();
    let repeated: Vec<usize> = (0..200).flat_map(|row| std::iter::repeat_n(row, 1 + row % 3)).collect();
    let twice = Sample {
        columns: [0, 1, 2].map(|c| repeated.iter().map(|&row| data.columns[c][row]).collect()),
        labels: repeated.iter().map(|&row| data.labels[row]).collect(),
        classes: 2,
    };
    // All values have a bin of their own, so that repeating rows moves no edge.
    let options = TreeOptions { min_rows_per_leaf: 1, min_weight_per_leaf: 1.0, ..TreeOptions::boosting() };
    let margins = |data: &Sample, weights: Vec<f32>| {
        let mut matrix = BinnedMatrix::new(data.labels.len()).unwrap();
        matrix.add_numbers(&data.columns[1], 255).unwrap();
        matrix.add_categories(&data.columns[2], 5).unwrap();
        let target = data.target(weights, vec![]);
        let mut boosting = Boosting::new(matrix, target, options.clone(), 0.1).unwrap();
        run(&mut boosting, 5);
        boosting.margins().to_vec()
    };
    let (weighted, plain) = (margins(&data, weights), margins(&twice, vec![]));
    repeated.iter().zip(plain).for_each(|(&row, plain)| assert!((weighted[row] - plain).abs() < 1e-5));
}

#[test]
fn a_class_of_six_rows_does_not_wreck_training() {
    let best = |data: &Sample, min_rows_per_leaf| {
        let mut boosting = data.boosting(TreeOptions { min_rows_per_leaf, ..TreeOptions::boosting() });
        let losses: Vec<_> = (0..60).map(|_| boosting.step()).collect();
        assert!(losses.windows(2).all(|pair| pair[1].training <= pair[0].training + 1e-6), "{losses:?}");
        assert!(boosting.margins().iter().all(|margin| margin.abs() < 20.0));
        losses.iter().map(|loss| loss.held_out).fold(f64::INFINITY, f64::min)
    };
    let two = sample(5, 3000, 2);
    let mut three = sample(5, 3000, 2);
    three.classes = 3;
    (0..6).for_each(|i| three.labels[i * 400] = 2);
    for min_rows_per_leaf in [1, 20] {
        let (without, with) = (best(&two, min_rows_per_leaf), best(&three, min_rows_per_leaf));
        assert!(with < without + 0.03, "{with} against {without} without the class");
    }
}

#[test]
fn a_forest_learns_and_knows_what_it_has_not_seen() {
    for classes in [2, 3] {
        let data = sample(6, 600, classes);
        let matrix = data.matrix();
        let held_out: Vec<u8> = (0..600).map(|row| u8::from(row >= 500)).collect();
        let target = data.target(vec![], held_out);
        let mut forest = Forest::new(matrix, target, TreeOptions::forest(), false, 0).unwrap();
        (0..60).for_each(|_| forest.step().unwrap());
        let unseen = forest.unseen();
        let model = Model::read(&write(&forest.ensemble(), b"").unwrap()).unwrap();
        let outputs = model.outputs();
        let mut right = 0;
        let mut shares = vec![0.0; outputs];
        for row in 0..600 {
            score_row(&model, &data.row(row), &mut shares);
            let unseen = &unseen[row * outputs..(row + 1) * outputs];
            if row >= 500 {
                shares.iter().zip(unseen).for_each(|(a, b)| assert!((a - b).abs() < 1e-12));
            }
            let all = if outputs == 1 { vec![1.0 - unseen[0], unseen[0]] } else { unseen.to_vec() };
            assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-6);
            let best = (0..classes).max_by(|&a, &b| all[a].total_cmp(&all[b])).unwrap();
            right += u32::from(best == usize::from(data.labels[row]));
        }
        assert!(right > 480, "{right} of 600");
    }
}

#[test]
fn trees_grown_apart_are_the_same_trees() {
    let data = sample(7, 300, 3);
    let grow = |first: usize, count: usize| {
        let matrix = data.matrix();
        let target = data.target(vec![], vec![]);
        let mut forest = Forest::new(matrix, target, TreeOptions::forest(), true, first).unwrap();
        (0..count).for_each(|_| forest.step().unwrap());
        forest.ensemble()
    };
    let (all, first, second) = (grow(0, 6), grow(0, 3), grow(3, 3));
    assert_eq!([first.leaves, second.leaves].concat(), all.leaves);
    assert_eq!([first.gain, second.gain].concat(), all.gain);
}

#[test]
fn batches_are_the_rows_bits() {
    for classes in [2, 3] {
        let data = sample(8, 333, classes);
        let mut boosting = data.boosting(TreeOptions::boosting());
        run(&mut boosting, 10);
        let model = Model::read(&write(&boosting.ensemble(10), b"").unwrap()).unwrap();
        let rows: Vec<f32> = (0..333).flat_map(|row| data.row(row)).collect();
        let batch = score_batch(&model, &rows, 333).unwrap();
        let mut margins = vec![0.0; model.outputs()];
        for (row, batch) in batch.chunks_exact(model.outputs()).enumerate() {
            score_row(&model, &data.row(row), &mut margins);
            assert!(margins.iter().zip(batch).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
    }
}

#[test]
fn bad_targets_and_options_are_refused() {
    let data = sample(9, 50, 2);
    let matrix = data.matrix();
    let refused = |labels: Vec<u16>, classes, weights, held_out| {
        Target::new(labels, classes, weights, held_out).unwrap_err().to_string()
    };
    assert_eq!(refused(vec![0; 49], 2, vec![1.0; 50], vec![]), "50 weights for 49 rows");
    let short = Target::new(vec![0; 49], 2, vec![], vec![]).unwrap();
    let unlike = Boosting::new(matrix.clone(), short, TreeOptions::boosting(), 0.1).err().unwrap();
    assert_eq!(unlike.message, "49 labels for 50 rows");
    assert_eq!(refused(vec![2; 50], 2, vec![], vec![]), "row 1: class 2 of 2");
    assert_eq!(refused(vec![0; 50], 2000, vec![], vec![]), "2000 classes: there must be 2 to 1024");
    assert_eq!(refused(vec![0; 50], 2, vec![f32::NAN; 50], vec![]), "row 1: weight NaN is not 0 to 1e30");
    assert_eq!(refused(vec![0; 50], 2, vec![0.0; 50], vec![]), "no row to train on has a weight above 0");
    assert_eq!(refused(vec![0; 50], 2, vec![], vec![1; 50]), "no row to train on has a weight above 0");
    let wrong = |options: TreeOptions, rate: f64| {
        let target = data.target(vec![], vec![]);
        Boosting::new(matrix.clone(), target, options, rate).err().unwrap().to_string()
    };
    assert!(wrong(TreeOptions { subsample: 0.0, ..TreeOptions::boosting() }, 0.1).starts_with("subsample"));
    assert!(wrong(TreeOptions { l2: f64::NAN, ..TreeOptions::boosting() }, 0.1).starts_with("l2"));
    assert!(wrong(TreeOptions { max_leaves: 1, ..TreeOptions::boosting() }, 0.1).starts_with("maxLeaves"));
    assert!(wrong(TreeOptions::boosting(), f64::INFINITY).starts_with("learningRate"));
}

#[test]
fn odd_columns_train_without_panic() {
    let rows = 64;
    let mut matrix = BinnedMatrix::new(rows).unwrap();
    for column in [
        vec![f32::NAN; rows],
        vec![1.0; rows],
        (0..rows).map(|i| if i % 2 == 0 { f32::INFINITY } else { f32::NEG_INFINITY }).collect(),
        (0..rows).map(|i| if i % 3 == 0 { f32::NAN } else { 7.0 }).collect(),
    ] {
        matrix.add_numbers(&column, 255).unwrap();
    }
    matrix.add_categories(&vec![f32::NAN; rows], 0).unwrap();
    let labels: Vec<u16> = (0..rows).map(|i| u16::from(i % 3 == 0)).collect();
    let target = Target::new(labels, 2, vec![], vec![]).unwrap();
    let mut boosting = Boosting::new(matrix, target, TreeOptions::boosting(), 0.3).unwrap();
    run(&mut boosting, 50);
    let model = Model::read(&write(&boosting.ensemble(50), b"").unwrap()).unwrap();
    let mut margin = [0.0];
    score_row(&model, &[f32::NAN, 1.0, f32::INFINITY, f32::NAN, f32::NAN], &mut margin);
    assert!(margin[0] > 2.0, "missing alone tells the class: {}", margin[0]);
}
