//! Monotone constraints under data and options of every sort: whatever was trained, margins follow their direction wherever
//! one value of a row is exchanged for that of another row. Groups: only their columns meet on a path.

use crate::config;
use crate::input::{inputs, read, Input};
use hedgerow::ensemble::node_flag;
use hedgerow::{score_batch, Boosting, Direction, Ensemble, Forest, Model, Result};
use proptest::prelude::*;

/// Rows that change one value, and rows that lend them theirs.
const ROWS: usize = 12;

impl Input {
    /// The direction of an output where a column rises.
    fn direction(&self, column: usize, output: usize, outputs: usize) -> Direction {
        let rule = self.options.constraints.monotone.iter().find(|rule| rule.column as usize == column);
        let Some(rule) = rule else { return Direction::Free };
        let own = usize::from(rule.class) == if outputs == 1 { 1 } else { output };
        if own {
            rule.direction
        } else {
            rule.direction.reversed()
        }
    }

    /// Checks the margins of pairs of rows that differ in one directed column.
    pub fn check_directions(&self, model: &Model) {
        let (rows, features, outputs) = (self.rows(), model.features, model.outputs());
        let count = self.labels.len().min(ROWS);
        for rule in &self.options.constraints.monotone {
            let column = rule.column as usize;
            let mut values: Vec<f32> = self.values(column).iter().rev().copied().filter(|x| !x.is_nan()).collect();
            values.truncate(ROWS);
            values.sort_by(f32::total_cmp);
            for row in rows.chunks_exact(features).take(count) {
                let mut changed = row.repeat(values.len());
                changed.chunks_exact_mut(features).zip(&values).for_each(|(row, &value)| row[column] = value);
                let margins = score_batch(model, &changed, values.len()).unwrap();
                for (i, pair) in margins.windows(outputs + 1).enumerate() {
                    let direction = self.direction(column, i % outputs, outputs);
                    assert!(direction.allows(pair[0], pair[outputs]), "column {column}, {row:?}: {pair:?}");
                }
            }
        }
    }

    /// Checks that one group holds all columns of each path.
    fn check_groups(&self, model: &Model) {
        let mut groups = self.options.constraints.groups.clone();
        if groups.is_empty() {
            return;
        }
        groups
            .push((0..model.features as u32).filter(|column| !groups.iter().flatten().any(|c| c == column)).collect());
        let mut open: Vec<(i32, Vec<u32>)> = model.trees.iter().map(|tree| (tree.root, vec![])).collect();
        while let Some((reference, mut path)) = open.pop() {
            assert!(groups.iter().any(|group| path.iter().all(|column| group.contains(column))), "{path:?}");
            if let Ok(node) = usize::try_from(reference) {
                let node = model.nodes[node];
                path.push(node.test & node_flag::FEATURE);
                open.extend([(node.left, path.clone()), (node.right, path)]);
            }
        }
    }

    fn check_constraints(&self, ensemble: &Ensemble) {
        let model = read(ensemble);
        self.check_directions(&model);
        self.check_groups(&model);
    }

    fn boosted(&self) -> Result<Ensemble> {
        let target = self.target()?;
        let mut boosting = Boosting::new(self.matrix(&target)?, target, self.options.clone(), self.rate)?;
        (0..self.steps).for_each(|_| _ = boosting.step());
        Ok(boosting.ensemble(self.steps))
    }

    fn forest(&self) -> Result<Ensemble> {
        let target = self.target()?;
        let mut forest = Forest::new(self.matrix(&target)?, target, self.options.clone(), self.balance, 0)?;
        (0..self.steps).try_for_each(|_| forest.step())?;
        Ok(forest.ensemble())
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn constraints_are_refused_or_kept(input in inputs(), forest in any::<bool>()) {
        match if forest { input.forest() } else { input.boosted() } {
            Ok(ensemble) => input.check_constraints(&ensemble),
            Err(error) => prop_assert!(!error.message.is_empty()),
        }
    }
}
