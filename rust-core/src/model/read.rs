//! Model bytes to a checked model whose parts can be indexed without further doubt.

use super::check::check;
use super::layout::{flag, Counts, Layout, HEADER, MAGIC, MOST_FEATURES, MOST_OUTPUTS, VERSION};
use crate::ensemble::{NodeEntry, TreeEntry};
use crate::error::{Code, Error, Result};

/// Leaf values in either width.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaves {
    /// As our own learners write them.
    F32(Vec<f32>),
    /// As some imported models have them.
    F64(Vec<f64>),
}

impl Leaves {
    /// One value.
    pub(crate) fn at(&self, index: usize) -> f64 {
        match self {
            Leaves::F32(leaves) => f64::from(leaves[index]),
            Leaves::F64(leaves) => leaves[index],
        }
    }
}

/// A model that passed every check of the format.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Columns of an encoded row.
    pub features: usize,
    /// Whether margins are summed in f32.
    pub sum_f32: bool,
    /// How margins become probabilities: the format's number.
    pub link: u8,
    /// For link 4.
    pub link_parameter: f64,
    /// Margins before any tree, one an output.
    pub base: Vec<f64>,
    /// Divisors of the sums.
    pub divisor: Vec<f64>,
    /// Trees in the order they are summed.
    pub trees: Vec<TreeEntry>,
    /// Nodes of all trees.
    pub nodes: Vec<NodeEntry>,
    /// Leaf values of all trees.
    pub leaves: Leaves,
    /// Category lists.
    pub categories: Vec<u32>,
    /// Kind and count of each feature, where the model has bins.
    pub feature_bins: Vec<(u32, u32)>,
    /// Bin edges of all number features.
    pub edges: Vec<f32>,
    /// Weight left and right of each node, where the model has statistics.
    pub cover: Vec<[f32; 2]>,
    /// Gain of each node.
    pub gain: Vec<f32>,
    /// Most tests on a path.
    pub max_depth: usize,
    /// UTF-8 JSON, not looked at.
    pub metadata: Vec<u8>,
}

impl Model {
    /// Reads and checks a model.
    ///
    /// # Errors
    /// What is wrong and at which byte, for anything that is no model.
    ///
    /// ```
    /// let error = hedgerow::Model::read(b"not a model").unwrap_err();
    /// assert_eq!(error.to_string(), "a model is at least 80 bytes, this is 11 (byte 0)");
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let counts = read_header(bytes)?;
        let layout = Layout::new(&counts).filter(|layout| layout.end == bytes.len());
        let layout = layout.ok_or_else(|| Error::model("the counts do not give the length", 16))?;
        let checksum = xxhash_rust::xxh32::xxh32(&bytes[16..], 0);
        if word(bytes, 12) != checksum {
            return Err(Error::model("the checksum is wrong: the bytes are damaged", 12));
        }
        check_header(bytes, &counts)?;
        let model = parse(bytes, &counts, &layout);
        check(&model, &layout)?;
        Ok(model)
    }

    /// Number of margins a row gets.
    pub fn outputs(&self) -> usize {
        self.base.len()
    }

    /// Where a node stands in the bytes: all sections before the nodes are multiples of 8 long.
    pub(crate) fn node_offset(&self, node: usize) -> usize {
        HEADER + 16 * self.base.len() + 24 * self.trees.len() + 16 * node
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array(bytes, at))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[at..at + N]);
    out
}

/// Checks 1 to 3 but for the layout.
fn read_header(bytes: &[u8]) -> Result<Counts> {
    if bytes.len() < HEADER {
        return Err(Error::model(format!("a model is at least {HEADER} bytes, this is {}", bytes.len()), 0));
    }
    if &bytes[..8] != MAGIC {
        return Err(Error::model("these bytes are no hedgerow model", 0));
    }
    match word(bytes, 8) {
        VERSION => {}
        version if version > VERSION => {
            let message =
                format!("the model has format version {version}, made by a newer hedgerow: update the package");
            return Err(Error { code: Code::NewerModel, message, offset: Some(8) });
        }
        version => return Err(Error::model(format!("there is no format version {version}"), 8)),
    }
    if word(bytes, 16) as usize != bytes.len() {
        let message = format!("the model says it has {} bytes, these are {}", word(bytes, 16), bytes.len());
        return Err(Error::model(message, 16));
    }
    Ok(Counts {
        flags: word(bytes, 20),
        features: word(bytes, 24),
        outputs: word(bytes, 28),
        trees: word(bytes, 32),
        nodes: word(bytes, 36),
        leaf_values: word(bytes, 40),
        category_words: word(bytes, 44),
        edges: word(bytes, 48),
        metadata: word(bytes, 56),
    })
}

/// Check 5.
fn check_header(bytes: &[u8], counts: &Counts) -> Result<()> {
    let link = counts.flags >> flag::LINK_SHIFT & 0xff;
    let refuse = |wrong: bool, message: &str, at: usize| match wrong {
        true => Err(Error::model(message, at)),
        false => Ok(()),
    };
    refuse(counts.flags & !flag::KNOWN != 0 || link > 4, "unknown flags", 20)?;
    refuse(counts.features > MOST_FEATURES, "too many features", 24)?;
    refuse(!(1..=MOST_OUTPUTS).contains(&counts.outputs), "the number of outputs is out of range", 28)?;
    refuse(link == 1 && counts.outputs > 2, "a logistic model has one output, or one more that is no class's", 28)?;
    refuse(counts.flags & flag::BINS == 0 && counts.edges != 0, "there are edges without bins", 48)?;
    refuse(word(bytes, 60) != 0, "reserved bytes are not 0", 60)?;
    refuse(!f64::from_le_bytes(array(bytes, 64)).is_finite(), "the link parameter is not finite", 64)?;
    refuse(bytes[72..80] != [0; 8], "reserved bytes are not 0", 72)
}

fn parse(bytes: &[u8], counts: &Counts, layout: &Layout) -> Model {
    let words = |start: usize, count: usize| (0..count).map(move |i| word(bytes, start + 4 * i));
    let floats = |start: usize, count: usize| words(start, count).map(f32::from_bits);
    let doubles = |start: usize, count: usize| {
        (0..count).map(move |i| f64::from_le_bytes(array(bytes, start + 8 * i))).collect::<Vec<f64>>()
    };
    let tree = |i: usize| {
        let at = layout.trees + 24 * i;
        TreeEntry {
            weight: f64::from_le_bytes(array(bytes, at)),
            root: word(bytes, at + 8) as i32,
            output: word(bytes, at + 12),
            width: word(bytes, at + 16),
            first_node: word(bytes, at + 20),
        }
    };
    let node = |i: usize| {
        let at = layout.nodes + 16 * i;
        NodeEntry {
            value: word(bytes, at),
            test: word(bytes, at + 4),
            left: word(bytes, at + 8) as i32,
            right: word(bytes, at + 12) as i32,
        }
    };
    let has = |bit: u32, count: u32| if counts.flags & bit == 0 { 0 } else { count as usize };
    let (features, edges) = (has(flag::BINS, counts.features), has(flag::BINS, counts.edges));
    let statistics = has(flag::STATISTICS, counts.nodes);
    let (outputs, leaf_values) = (counts.outputs as usize, counts.leaf_values as usize);
    Model {
        features: counts.features as usize,
        sum_f32: counts.flags & flag::SUM_F32 != 0,
        link: (counts.flags >> flag::LINK_SHIFT) as u8,
        link_parameter: f64::from_le_bytes(array(bytes, 64)),
        base: doubles(layout.base, outputs),
        divisor: doubles(layout.divisor, outputs),
        trees: (0..counts.trees as usize).map(tree).collect(),
        nodes: (0..counts.nodes as usize).map(node).collect(),
        leaves: if counts.flags & flag::LEAVES_F64 == 0 {
            Leaves::F32(floats(layout.leaves, leaf_values).collect())
        } else {
            Leaves::F64(doubles(layout.leaves, leaf_values))
        },
        categories: words(layout.categories, counts.category_words as usize).collect(),
        feature_bins: (0..features)
            .map(|i| (word(bytes, layout.features + 8 * i), word(bytes, layout.features + 8 * i + 4)))
            .collect(),
        edges: floats(layout.edges, edges).collect(),
        cover: (0..statistics)
            .map(|i| [0, 4].map(|side| f32::from_bits(word(bytes, layout.cover + 8 * i + side))))
            .collect(),
        gain: floats(layout.gain, statistics).collect(),
        max_depth: word(bytes, 52) as usize,
        metadata: bytes[layout.metadata..layout.metadata + counts.metadata as usize].to_vec(),
    }
}
