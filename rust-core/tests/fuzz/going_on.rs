//! Models taken back to be trained on or refitted, under data and options of every sort. N rounds or trees and then M are the
//! bytes of N + M. A refit is refused, or its model reads back, has numbers for leaves, and keeps its directions.

use crate::config;
use crate::input::{inputs, mostly, read, Input};
use hedgerow::model::Leaves;
use hedgerow::{refit, write, BinnedMatrix, Boosting, Earlier, Ensemble, Forest, Model, Result, Stage, Target};
use proptest::prelude::*;
use proptest::sample::Index;

/// What goes on, and where the first part ends.
#[derive(Clone, Copy, Debug)]
struct Parts {
    forest: bool,
    first: usize,
}

impl Input {
    /// The model of the first `parts.first` steps, and of all.
    fn in_one(&self, parts: Parts) -> Result<[Ensemble; 2]> {
        let target = self.target()?;
        let matrix = self.matrix(&target)?;
        if parts.forest {
            let mut forest = Forest::new(matrix, target, self.options.clone(), self.balance, 0)?;
            (0..parts.first).try_for_each(|_| forest.step())?;
            let first = forest.ensemble();
            (parts.first..self.steps).try_for_each(|_| forest.step())?;
            Ok([first, forest.ensemble()])
        } else {
            let mut boosting = Boosting::new(matrix, target, self.options.clone(), self.rate)?;
            (0..self.steps).for_each(|_| _ = boosting.step());
            Ok([boosting.ensemble(parts.first), boosting.ensemble(self.steps)])
        }
    }

    /// The model of all steps, the last of them after the first came back from its bytes.
    fn in_two(&self, first: &Ensemble, parts: Parts) -> Result<Ensemble> {
        let earlier = Earlier::new(&read(first))?;
        assert_eq!(earlier.steps(), parts.first);
        let target = self.target()?;
        let matrix = self.matrix_of(&earlier, &target)?;
        if parts.forest {
            let mut forest = Forest::resume(earlier, matrix, target, self.options.clone(), self.balance)?;
            (parts.first..self.steps).try_for_each(|_| forest.step())?;
            Ok(forest.ensemble())
        } else {
            let mut boosting = Boosting::resume(earlier, matrix, target, self.options.clone(), self.rate)?;
            (parts.first..self.steps).for_each(|_| _ = boosting.step());
            Ok(boosting.ensemble(self.steps))
        }
    }

    /// The columns in the bins of an earlier model.
    fn matrix_of(&self, earlier: &Earlier, target: &Target) -> Result<BinnedMatrix> {
        let mut matrix = earlier.matrix(target)?;
        (0..self.columns.len()).try_for_each(|column| earlier.add_column(&mut matrix, self.values(column)))?;
        Ok(matrix)
    }

    /// The model refitted to the labels of other rows.
    fn refitted(&self, model: &Model, parts: Parts, turn: &Index, decay: f64) -> Result<Model> {
        let mut target = self.target()?;
        target.labels.rotate_left(turn.index(self.labels.len()));
        let earlier = Earlier::new(model)?;
        let matrix = self.matrix_of(&earlier, &target)?;
        let learning_rate = if parts.forest { 1.0 } else { self.rate };
        let stage = |steps| Stage { steps, options: self.options.clone(), learning_rate };
        let ensemble = refit(earlier, matrix, target, &[stage(parts.first), stage(self.steps - parts.first)], decay)?;
        Ok(read(&ensemble))
    }
}

fn leaves(model: &Model) -> &[f32] {
    match &model.leaves {
        Leaves::F32(leaves) => leaves,
        Leaves::F64(_) => unreachable!("a learner's leaves are f32"),
    }
}

fn cases() -> impl Strategy<Value = (Input, Parts)> {
    (inputs(), any::<bool>(), any::<Index>()).prop_map(|(input, forest, first)| {
        let first = first.index(input.steps + 1);
        (input, Parts { forest, first })
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn training_in_two_parts_is_training_in_one((input, parts) in cases()) {
        if let Ok([first, whole]) = input.in_one(parts) {
            let again = input.in_two(&first, parts).unwrap();
            prop_assert!(write(&again, b"").unwrap() == write(&whole, b"").unwrap());
        }
    }

    #[test]
    fn a_refit_is_refused_or_gives_a_model(
        (input, parts) in cases(),
        turn in any::<Index>(),
        decay in mostly(vec![0.0, 1e-300, 0.3, 0.9, 1.0], vec![-0.1, 1.1, f64::NAN]),
    ) {
        if let Ok([_, whole]) = input.in_one(parts) {
            let old = read(&whole);
            match input.refitted(&old, parts, &turn, decay) {
                Err(error) => prop_assert!(!(0.0..=1.0).contains(&decay), "{error}"),
                Ok(new) => {
                    prop_assert!((0.0..=1.0).contains(&decay));
                    prop_assert_eq!(&new.nodes, &old.nodes);
                    prop_assert!(leaves(&new).iter().all(|leaf| leaf.is_finite()));
                    prop_assert!(decay < 1.0 || leaves(&new) == leaves(&old));
                    input.check_directions(&new);
                }
            }
        }
    }
}
