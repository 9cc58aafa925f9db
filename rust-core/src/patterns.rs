//! Columns as fewer lines of codes. In: binned columns. Out: lines, each of one column or of several that have few patterns, the bins
//! of a row in them together: columns of one list, of which most are 0, or of gaps that come together.
//!
//! A histogram of a line is that of its columns: sums are whole numbers, so a bin has what its patterns have, and the bin of most rows
//! what the others leave. That is one update a row for a dozen columns.

use crate::matrix::BinnedMatrix;

/// Most patterns of a line, as many as a column has bins: more would take fewer lines, but their sums would not stay in the first cache.
const MOST_PATTERNS: usize = 256;

/// So many rows a pattern, or it costs more to take the line apart than to collect its columns.
const ROWS_A_PATTERN: usize = 16;

/// Rows that are tried first: most columns do not fit, which shows soon.
const TRIED_ROWS: usize = 2048;

/// Lines that a column is tried with, so that time goes with the number of columns.
const TRIED_LINES: usize = 24;

/// A line: what its codes mean.
pub(crate) struct Line {
    /// Codes are below.
    pub(crate) count: usize,
    pub(crate) members: Vec<Member>,
    /// A code a row, where it has several members; else the codes are the bins.
    pub(crate) codes: Vec<u8>,
}

/// A column of a line.
pub(crate) struct Member {
    /// Its place among the columns.
    pub(crate) place: usize,
    /// The bin of each code.
    bins: Vec<u8>,
}

/// A code of a line and the bin of one more column.
type Pattern = (u8, u8);

/// How a column's sums come from a line's.
pub(crate) struct Share {
    /// Codes of other bins than the common one, and these bins.
    pub(crate) cells: Vec<(u8, u8)>,
    /// Gets what they leave of the sum of all.
    pub(crate) common: u8,
}

impl Line {
    fn of(column: &[u8], place: usize) -> Self {
        let count = column.iter().max().map_or(0, |&bin| usize::from(bin) + 1);
        let bins = (0..count).map(|bin| bin as u8).collect();
        Self { count, members: vec![Member { place, bins }], codes: Vec::new() }
    }

    /// The line with one more column, where they have no more than `most` patterns. `first` is its first column.
    fn joined(&self, first: &[u8], column: &[u8], place: usize, most: usize) -> Option<Self> {
        self.patterns(first, column, (column.len() / TRIED_ROWS).max(1), most)?;
        let (patterns, codes) = self.patterns(first, column, 1, most)?;
        let mut members: Vec<Member> = Vec::new();
        for Member { place, bins } in &self.members {
            let bins = patterns.iter().map(|&(code, _)| bins[usize::from(code)]).collect();
            members.push(Member { place: *place, bins });
        }
        members.push(Member { place, bins: patterns.iter().map(|&(_, bin)| bin).collect() });
        Some(Self { codes, count: patterns.len(), members })
    }

    /// Different patterns of each `stride`-th row, if they are few, in the order of the rows; and which of them each of these has.
    fn patterns(&self, first: &[u8], column: &[u8], stride: usize, most: usize) -> Option<(Vec<Pattern>, Vec<u8>)> {
        const NONE: u16 = u16::MAX;
        let mut known = vec![NONE; self.count << 8];
        let (mut patterns, mut codes) = (Vec::new(), Vec::with_capacity(column.len() / stride + 1));
        for row in (0..column.len()).step_by(stride) {
            let code = if self.codes.is_empty() { first[row] } else { self.codes[row] };
            let known = &mut known[usize::from(code) << 8 | usize::from(column[row])];
            if *known == NONE {
                if patterns.len() == most {
                    return None;
                }
                *known = patterns.len() as u16;
                patterns.push((code, column[row]));
            }
            codes.push(*known as u8);
        }
        Some((patterns, codes))
    }

    /// How the sums of a member come from its own.
    pub(crate) fn share(&self, member: &Member) -> Share {
        let mut rows = [0u32; 256];
        self.codes.iter().for_each(|&code| rows[usize::from(member.bins[usize::from(code)])] += 1);
        let common = (0..=u8::MAX).max_by_key(|&bin| rows[usize::from(bin)]).unwrap_or_default();
        let cells = (0..).zip(member.bins.iter().copied()).filter(|&(_, bin)| bin != common).collect();
        Share { cells, common }
    }
}

/// All columns as lines, in the order of their first ones.
pub(crate) fn lines(matrix: &BinnedMatrix, columns: &[u32]) -> Vec<Line> {
    let most = MOST_PATTERNS.min(matrix.rows() / ROWS_A_PATTERN);
    let column = |place: usize| matrix.column(columns[place] as usize);
    let mut lines: Vec<Line> = Vec::new();
    for place in 0..columns.len() {
        let join = |line: &Line| line.joined(column(line.members[0].place), column(place), place, most);
        let joined = lines.iter().enumerate().rev().take(TRIED_LINES).find_map(|(i, line)| Some((i, join(line)?)));
        match joined {
            Some((i, line)) => lines[i] = line,
            None => lines.push(Line::of(column(place), place)),
        }
    }
    lines
}
