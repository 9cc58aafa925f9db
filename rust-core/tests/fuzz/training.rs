//! Training data and options of every sort, most of them odd: the trainers refuse them, or their model can be read back,
//! gives the margins that training had, and scores alike in both ways.

use crate::input::{inputs, Column, Input};
use crate::{config, same};
use hedgerow::{Boosting, Forest, Result, TreeOptions};
use proptest::prelude::*;

impl Input {
    fn boost(&self) -> Result<()> {
        let target = self.target()?;
        let matrix = self.matrix(&target)?;
        let mut boosting = Boosting::new(matrix, target, self.options.clone(), self.rate)?;
        for _ in 0..self.steps {
            let loss = boosting.step();
            assert!(loss.training >= 0.0, "{loss:?}");
        }
        let margins = self.score(&boosting.ensemble(self.steps));
        let (rows, outputs) = (self.labels.len(), margins.len() / self.labels.len());
        for (row, margins) in margins.chunks_exact(outputs).enumerate() {
            for (output, &margin) in margins.iter().enumerate() {
                assert!(margin.is_finite());
                assert!(same(margin, boosting.margins()[output * rows + row]));
            }
        }
        Ok(())
    }

    fn grow_forest(&self) -> Result<()> {
        let target = self.target()?;
        let matrix = self.matrix(&target)?;
        let mut forest = Forest::new(matrix, target, self.options.clone(), self.balance, self.steps)?;
        for _ in 0..self.steps {
            forest.step()?;
        }
        let shares = self.score(&forest.ensemble());
        assert!(shares.iter().all(|share| (0.0..=1.000_001).contains(share)), "{shares:?}");
        let outputs = shares.len() / self.labels.len();
        assert!(shares.chunks_exact(outputs).all(|row| row.iter().sum::<f64>() < 1.000_01), "{shares:?}");
        let unseen = forest.unseen();
        assert!(unseen.iter().all(|share| share.is_nan() || (0.0..=1.000_001).contains(share)), "{unseen:?}");
        Ok(())
    }
}

/// Hessians go to 0 where margins are large; an l2 next to 0 then made leaves and gains infinite.
#[test]
fn hessians_of_0_leave_the_model_readable() {
    let sure = TreeOptions {
        min_rows_per_leaf: 1,
        min_weight_per_leaf: 0.0,
        l2: 1e-300,
        subsample: 0.5,
        seed: 110_008_886_147_368_415,
        ..TreeOptions::boosting()
    };
    for (columns, classes) in
        [(vec![], 3), (vec![Column::Numbers((0..40).map(|row| (row % 7) as f32).collect(), 255)], 4)]
    {
        let rows = if columns.is_empty() { 4 } else { 40 };
        let labels = (0..rows).map(|row| if row % 4 == 0 { 2 } else { row as u16 % 3 % 2 }).collect();
        let (weights, held_out, options) = (vec![], vec![], sure.clone());
        let input =
            Input { columns, labels, classes, weights, held_out, options, rate: 1.0, balance: false, steps: 40 };
        input.boost().unwrap();
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn boosting_refuses_or_trains(input in inputs()) {
        if let Err(error) = input.boost() {
            prop_assert!(!error.message.is_empty());
        }
    }

    #[test]
    fn a_forest_refuses_or_trains(input in inputs()) {
        if let Err(error) = input.grow_forest() {
            prop_assert!(!error.message.is_empty());
        }
    }
}
