//! What trees may not do. In: rules over columns and classes, checked against the data. Out, for the trees of one output:
//! which direction a column has (monotone constraints), and which columns a node may ask, given those asked above it
//! (interaction constraints).

use crate::binning::ColumnBins;
use crate::error::{Error, Result};
use crate::matrix::BinnedMatrix;
use std::sync::Arc;

/// How an output follows the present values of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// In any way.
    #[default]
    Free,
    /// A larger value never lowers it.
    Increasing,
    /// A larger value never raises it.
    Decreasing,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Direction::Free => Direction::Free,
            Direction::Increasing => Direction::Decreasing,
            Direction::Decreasing => Direction::Increasing,
        }
    }

    /// Whether smaller values of the column (left) and larger ones (right) may have these outputs.
    pub fn allows(self, left: f64, right: f64) -> bool {
        match self {
            Direction::Free => true,
            Direction::Increasing => left <= right,
            Direction::Decreasing => left >= right,
        }
    }
}

/// The probability of one class follows the values of one number column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Monotone {
    /// The column of the matrix.
    pub column: u32,
    /// The class.
    pub class: u16,
    /// Which way.
    pub direction: Direction,
}

/// Rules that all trees of a model keep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// At most one rule a column.
    pub monotone: Vec<Monotone>,
    /// Groups of columns: all columns asked on one path are of one group. Columns that are in no group are together one
    /// more group, as in scikit-learn. No groups: any columns may meet.
    pub groups: Vec<Vec<u32>>,
}

impl Constraints {
    /// # Errors
    /// A column or class that is not there, a direction for a column of categories, or two for one column.
    pub fn check(&self, matrix: &BinnedMatrix, classes: usize) -> Result<()> {
        let columns = matrix.columns();
        let all = self.monotone.iter().map(|rule| rule.column).chain(self.groups.iter().flatten().copied());
        if let Some(column) = all.into_iter().find(|&column| column as usize >= columns) {
            return Err(Error::option(format!("a constraint names column {} of {columns}", column + 1)));
        }
        for (i, rule) in self.monotone.iter().enumerate() {
            let column = rule.column as usize;
            if usize::from(rule.class) >= classes {
                return Err(Error::option(format!("a monotone constraint names class {} of {classes}", rule.class)));
            }
            if !matches!(matrix.bins(column), ColumnBins::Number { .. }) {
                let message = format!("column {} has no order that a monotone constraint could follow", column + 1);
                return Err(Error::option(message));
            }
            if self.monotone[..i].iter().any(|other| other.column == rule.column) {
                return Err(Error::option(format!("column {} has two monotone constraints", column + 1)));
            }
        }
        Ok(())
    }

    /// The rules for the trees of each output, of models with `columns` columns. One output is the second class's. Of
    /// several, the class's own follows the direction and all others go against it: a softmax probability rises for
    /// certain only where no other margin rises with its own.
    pub(crate) fn rules(&self, outputs: usize, columns: usize) -> Vec<TreeRules> {
        let groups = self.column_groups(columns);
        (0..outputs)
            .map(|output| {
                let mut directions = vec![Direction::Free; if self.monotone.is_empty() { 0 } else { columns }];
                for rule in &self.monotone {
                    let own = usize::from(rule.class) == if outputs == 1 { 1 } else { output };
                    let direction = if own { rule.direction } else { rule.direction.reversed() };
                    directions[rule.column as usize] = direction;
                }
                TreeRules { directions, groups: groups.clone() }
            })
            .collect()
    }

    /// For each group whether a column is in it.
    fn column_groups(&self, columns: usize) -> Vec<Vec<bool>> {
        if self.groups.is_empty() {
            return Vec::new();
        }
        let mut rest = vec![true; columns];
        let mut groups = Vec::new();
        for group in &self.groups {
            let mut members = vec![false; columns];
            for &column in group {
                members[column as usize] = true;
                rest[column as usize] = false;
            }
            groups.push(members);
        }
        if rest.contains(&true) {
            groups.push(rest);
        }
        groups
    }
}

/// The rules for the trees of one output; by default there are none.
#[derive(Clone, Debug, Default)]
pub struct TreeRules {
    /// By column; empty where no column has a direction.
    directions: Vec<Direction>,
    /// By group and column; empty where any columns may meet.
    groups: Vec<Vec<bool>>,
}

/// Which columns the nodes above a node leave to it; by default all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place(Option<Arc<Allowed>>);

#[derive(Debug)]
struct Allowed {
    /// The groups that hold every column asked above.
    groups: Vec<usize>,
    /// By column, whether one of them holds it.
    columns: Vec<bool>,
}

impl TreeRules {
    /// No rules.
    pub(crate) const NONE: &'static Self = &Self { directions: Vec::new(), groups: Vec::new() };

    /// Whether some column has a direction.
    pub(crate) fn directed(&self) -> bool {
        !self.directions.is_empty()
    }

    /// The direction of a column.
    pub(crate) fn direction(&self, column: u32) -> Direction {
        self.directions.get(column as usize).copied().unwrap_or_default()
    }

    /// The place below a node at this place that asks `column`.
    pub(crate) fn below(&self, place: &Place, column: u32) -> Place {
        if self.groups.is_empty() {
            return Place::default();
        }
        let every = || (0..self.groups.len()).collect();
        let mut groups: Vec<usize> = place.0.as_ref().map_or_else(every, |allowed| allowed.groups.clone());
        groups.retain(|&group| self.groups[group][column as usize]);
        let holds = |column: usize| groups.iter().any(|&group| self.groups[group][column]);
        let columns = (0..self.groups[0].len()).map(holds).collect();
        Place(Some(Arc::new(Allowed { groups, columns })))
    }
}

impl Place {
    /// How many of these columns a node here may ask.
    pub(crate) fn count_allowed(&self, columns: &[u32]) -> usize {
        match self.0 {
            None => columns.len(),
            Some(_) => columns.iter().filter(|&&column| self.allows(column)).count(),
        }
    }

    /// Whether a node here may ask this column.
    pub(crate) fn allows(&self, column: u32) -> bool {
        self.0.as_ref().is_none_or(|allowed| allowed.columns[column as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_no_group_are_one_group() {
        let constraints = Constraints { groups: vec![vec![0, 1], vec![1, 2]], ..Constraints::default() };
        let rules = &constraints.rules(1, 5)[0];
        let after = |path: &[u32]| {
            let place = path.iter().fold(Place::default(), |place, &column| rules.below(&place, column));
            (0..5).filter(|&column| place.allows(column)).collect::<Vec<u32>>()
        };
        assert_eq!(after(&[]), [0, 1, 2, 3, 4]);
        assert_eq!(after(&[1]), [0, 1, 2]);
        assert_eq!(after(&[1, 0]), [0, 1]);
        assert_eq!(after(&[4]), [3, 4]);
    }

    #[test]
    fn other_classes_go_against_the_direction() {
        let rule = |class| Monotone { column: 1, class, direction: Direction::Increasing };
        let directions = |class, outputs| {
            let constraints = Constraints { monotone: vec![rule(class)], ..Constraints::default() };
            constraints.rules(outputs, 2).iter().map(|rules| rules.direction(1)).collect::<Vec<Direction>>()
        };
        let (up, down) = (Direction::Increasing, Direction::Decreasing);
        assert_eq!(directions(1, 1), [up]);
        assert_eq!(directions(0, 1), [down]);
        assert_eq!(directions(2, 3), [down, down, up]);
    }

    #[test]
    fn wrong_constraints_are_refused() {
        let mut matrix = BinnedMatrix::new(2).unwrap();
        matrix.add_numbers(&[1.0, 2.0], 255).unwrap();
        matrix.add_categories(&[0.0, 1.0], 2).unwrap();
        let rule = |column, class| Monotone { column, class, direction: Direction::Increasing };
        let refused = |monotone: Vec<Monotone>, groups| {
            Constraints { monotone, groups }.check(&matrix, 2).map_or_else(|error| error.message, |()| String::new())
        };
        assert_eq!(refused(vec![rule(0, 1)], vec![vec![0, 1]]), "");
        assert_eq!(refused(vec![rule(2, 1)], vec![]), "a constraint names column 3 of 2");
        assert_eq!(refused(vec![], vec![vec![0], vec![7]]), "a constraint names column 8 of 2");
        assert_eq!(refused(vec![rule(0, 2)], vec![]), "a monotone constraint names class 2 of 2");
        assert_eq!(refused(vec![rule(0, 0), rule(0, 1)], vec![]), "column 1 has two monotone constraints");
        let unordered = "column 2 has no order that a monotone constraint could follow";
        assert_eq!(refused(vec![rule(1, 1)], vec![]), unordered);
    }
}
