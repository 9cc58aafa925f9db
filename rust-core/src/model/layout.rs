//! Where each section of a model begins: everything follows from the counts in the header.

/// Length of the header.
pub(super) const HEADER: usize = 80;
/// First bytes of every model.
pub(super) const MAGIC: &[u8; 8] = b"hedgerow";
/// The version written and read here.
pub(super) const VERSION: u32 = 1;
/// Most features: the bits a node has for them.
pub(super) const MOST_FEATURES: u32 = (1 << 24) - 1;
/// Most margins a row gets.
pub(super) const MOST_OUTPUTS: u32 = u16::MAX as u32;

pub(super) mod flag {
    pub const LEAVES_F64: u32 = 1;
    pub const SUM_F32: u32 = 2;
    pub const BINS: u32 = 4;
    pub const STATISTICS: u32 = 8;
    pub const LINK_SHIFT: u32 = 8;
    pub const KNOWN: u32 = LEAVES_F64 | SUM_F32 | BINS | STATISTICS | 0xff << LINK_SHIFT;
}

/// Counts of the header.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub flags: u32,
    pub features: u32,
    pub outputs: u32,
    pub trees: u32,
    pub nodes: u32,
    pub leaf_values: u32,
    pub category_words: u32,
    pub edges: u32,
    pub metadata: u32,
}

/// Byte offsets of the sections, and the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub base: usize,
    pub divisor: usize,
    pub trees: usize,
    pub nodes: usize,
    pub leaves: usize,
    pub categories: usize,
    pub features: usize,
    pub edges: usize,
    pub cover: usize,
    pub gain: usize,
    pub metadata: usize,
    pub end: usize,
}

impl Layout {
    /// The layout for these counts; none where it would be larger than 4 GiB.
    pub fn new(counts: &Counts) -> Option<Self> {
        let mut end = HEADER as u64;
        let mut section = |count: u32, size: u64| {
            let start = end;
            end += (u64::from(count) * size).next_multiple_of(8);
            start as usize
        };
        let has = |bit: u32| u32::from(counts.flags & bit != 0);
        let layout = Self {
            base: section(counts.outputs, 8),
            divisor: section(counts.outputs, 8),
            trees: section(counts.trees, 24),
            nodes: section(counts.nodes, 16),
            leaves: section(counts.leaf_values, if has(flag::LEAVES_F64) == 1 { 8 } else { 4 }),
            categories: section(counts.category_words, 4),
            features: section(has(flag::BINS) * counts.features, 8),
            edges: section(has(flag::BINS) * counts.edges, 4),
            cover: section(has(flag::STATISTICS) * counts.nodes, 8),
            gain: section(has(flag::STATISTICS) * counts.nodes, 4),
            metadata: section(counts.metadata, 1),
            end: 0,
        };
        // The sum of all sections fits u64 (each is below 2^37); a model must fit u32.
        u32::try_from(end).ok().map(|end| Self { end: end as usize, ..layout })
    }
}
