//! Isolation forests under data of every sort: refused, or path lengths as training had them. Beside a classifier they leave its
//! margins alone, and come apart from it again.

use crate::config;
use crate::input::{inputs, mostly, read, Column, Input};
use hedgerow::beside::bins_of;
use hedgerow::{
    apart, score_batch, score_batch_plainly, write, write_beside, BinnedMatrix, Boosting, Forest, Isolation, Model,
    Result,
};
use proptest::prelude::*;

impl Input {
    fn with_means(&self) -> Result<BinnedMatrix> {
        let mut matrix = BinnedMatrix::new(self.labels.len())?.with_means();
        for column in &self.columns {
            match column {
                Column::Numbers(values, bins) => matrix.add_numbers(values, *bins)?,
                Column::Categories(codes, count) => matrix.add_categories(codes, *count)?,
            }
        }
        Ok(matrix)
    }

    /// Grows a forest on the rows that are not held out; `beyond` names one that is not there.
    fn isolate(&self, matrix: BinnedMatrix, sample_rows: usize, beyond: bool) -> Result<Isolation> {
        let held_out = |row: u32| self.held_out.get(row as usize).is_some_and(|&mark| mark != 0);
        let mut training: Vec<u32> = (0..self.labels.len() as u32).filter(|&row| !held_out(row)).collect();
        training.extend(beyond.then_some(self.labels.len() as u32));
        let mut forest = Isolation::new(matrix, training, sample_rows, self.options.seed, self.steps, true)?;
        (0..self.steps).try_for_each(|_| forest.step())?;
        Ok(forest)
    }

    fn check_paths(&self, forest: &Isolation) {
        let model = read(&forest.ensemble());
        let (rows, count) = (self.rows(), self.labels.len());
        let paths = score_batch(&model, &rows, count).unwrap();
        assert_eq!(paths, score_batch_plainly(&model, &rows, count).unwrap());
        assert_eq!(paths, forest.margins());
        assert!(forest.normaliser() > 0.0);
        let trees = self.steps > 0;
        assert!(paths.iter().all(|&path| path.is_finite() && (path >= 1.0 || !trees && path == 0.0)), "{paths:?}");
    }

    fn classifier(&self, forest: bool) -> Result<Vec<u8>> {
        let target = self.target()?;
        let matrix = self.matrix(&target)?;
        if forest {
            let mut forest = Forest::new(matrix, target, self.options.clone(), self.balance, 0)?;
            (0..self.steps).try_for_each(|_| forest.step())?;
            return write(&forest.ensemble(), b"");
        }
        let mut boosting = Boosting::new(matrix, target, self.options.clone(), self.rate)?;
        (0..self.steps).for_each(|_| _ = boosting.step());
        write(&boosting.ensemble(self.steps), b"")
    }

    /// A classifier, an isolation forest on its bins, and both in one model.
    fn both(&self, forest: bool, sample_rows: usize) -> Result<[Model; 3]> {
        let classifier = self.classifier(forest)?;
        let mut matrix = BinnedMatrix::new(self.labels.len())?.with_means();
        for (column, bins) in bins_of(&Model::read(&classifier)?)?.into_iter().enumerate() {
            matrix.add(bins, self.values(column))?;
        }
        let isolation = write(&self.isolate(matrix, sample_rows, false)?.ensemble(), b"")?;
        let both = write_beside(&classifier, &isolation, b"")?;
        let [classifier, isolation, both] = [classifier, isolation, both].map(|bytes| Model::read(&bytes).unwrap());
        Ok([classifier, isolation, both])
    }

    fn check_apart(&self, [classifier, isolation, both]: &[Model; 3]) {
        let like_both = |of: &Model| Model {
            link: both.link,
            link_parameter: both.link_parameter,
            max_depth: both.max_depth,
            ..of.clone()
        };
        let outputs = classifier.outputs();
        assert_eq!(apart(both, outputs).unwrap(), (like_both(classifier), Some(like_both(isolation))));
        assert_eq!(apart(both, outputs + 1).unwrap(), (both.clone(), None));
        assert!(apart(both, outputs + 2).is_err());
        let (rows, count) = (self.rows(), self.labels.len());
        let [own, path, all] = [classifier, isolation, both].map(|model| score_batch(model, &rows, count).unwrap());
        for (row, all) in all.chunks_exact(outputs + 1).enumerate() {
            assert_eq!(all[..outputs], own[row * outputs..(row + 1) * outputs]);
            assert_eq!(all[outputs], path[row]);
        }
    }
}

fn sample_rows() -> impl Strategy<Value = usize> {
    mostly(vec![2, 3, 16, 256, usize::MAX], vec![0, 1])
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_isolation_forest_refuses_or_trains(
        input in inputs(),
        sample_rows in sample_rows(),
        beyond in mostly(vec![false], vec![true]),
    ) {
        match input.with_means().and_then(|matrix| input.isolate(matrix, sample_rows, beyond)) {
            Ok(forest) => input.check_paths(&forest),
            Err(error) => prop_assert!(!error.message.is_empty()),
        }
    }

    #[test]
    fn what_stands_beside_a_classifier_comes_apart(input in inputs(), forest in any::<bool>(), rows in sample_rows()) {
        match input.both(forest, rows) {
            Ok(models) => input.check_apart(&models),
            Err(error) => prop_assert!(!error.message.is_empty()),
        }
    }
}
