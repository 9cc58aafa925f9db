//! Ensemble and metadata to model bytes.

use super::layout::{flag, Counts, Layout, HEADER, MAGIC, VERSION};
use crate::binning::ColumnBins;
use crate::ensemble::Ensemble;
use crate::error::{Error, Result};

/// The bytes of a model with this metadata (UTF-8 JSON, not looked at).
///
/// # Errors
/// More than 4 GiB, or more nodes or leaf values than references reach.
pub fn write(ensemble: &Ensemble, metadata: &[u8]) -> Result<Vec<u8>> {
    let counts = counts(ensemble, metadata)?;
    let layout = Layout::new(&counts).ok_or_else(too_large)?;
    let mut out = Vec::with_capacity(layout.end);
    write_header(&mut out, ensemble, &counts, &layout);
    section(&mut out, layout.base, ensemble.base.iter().map(|v| v.to_le_bytes()));
    section(&mut out, layout.divisor, ensemble.divisor.iter().map(|v| v.to_le_bytes()));
    out.resize(layout.trees, 0);
    for tree in &ensemble.trees {
        out.extend(tree.weight.to_le_bytes());
        out.extend(tree.root.to_le_bytes());
        [tree.output, tree.width, tree.first_node].iter().for_each(|v| out.extend(v.to_le_bytes()));
    }
    out.resize(layout.nodes, 0);
    for node in &ensemble.nodes {
        [node.value, node.test].iter().for_each(|v| out.extend(v.to_le_bytes()));
        [node.left, node.right].iter().for_each(|v| out.extend(v.to_le_bytes()));
    }
    section(&mut out, layout.leaves, ensemble.leaves.iter().map(|v| v.to_le_bytes()));
    section(&mut out, layout.categories, ensemble.categories.iter().map(|v| v.to_le_bytes()));
    out.resize(layout.features, 0);
    for bins in &ensemble.bins {
        let (kind, count) = match bins {
            ColumnBins::Number { edges } => (0u32, edges.len() as u32),
            ColumnBins::Category { count } => (1, *count as u32),
        };
        out.extend(kind.to_le_bytes());
        out.extend(count.to_le_bytes());
    }
    section(&mut out, layout.edges, edges(ensemble).map(f32::to_le_bytes));
    section(&mut out, layout.cover, ensemble.cover.iter().flatten().map(|v| v.to_le_bytes()));
    section(&mut out, layout.gain, ensemble.gain.iter().map(|v| v.to_le_bytes()));
    out.resize(layout.metadata, 0);
    out.extend(metadata);
    out.resize(layout.end, 0);
    let checksum = xxhash_rust::xxh32::xxh32(&out[16..], 0);
    out[12..16].copy_from_slice(&checksum.to_le_bytes());
    Ok(out)
}

fn too_large() -> Error {
    Error::data("the model is too large: more than 4 GiB, or more than 2^31 nodes or leaf values")
}

fn edges(ensemble: &Ensemble) -> impl Iterator<Item = f32> + '_ {
    ensemble
        .bins
        .iter()
        .flat_map(|bins| match bins {
            ColumnBins::Number { edges } => edges.as_slice(),
            ColumnBins::Category { .. } => &[],
        })
        .copied()
}

fn counts(ensemble: &Ensemble, metadata: &[u8]) -> Result<Counts> {
    let count = |length: usize| match i32::try_from(length) {
        Ok(count) => Ok(count as u32),
        Err(_) => Err(too_large()),
    };
    Ok(Counts {
        flags: flag::BINS | flag::STATISTICS | (ensemble.link as u32) << flag::LINK_SHIFT,
        features: count(ensemble.bins.len())?,
        outputs: count(ensemble.base.len())?,
        trees: count(ensemble.trees.len())?,
        nodes: count(ensemble.nodes.len())?,
        leaf_values: count(ensemble.leaves.len())?,
        category_words: count(ensemble.categories.len())?,
        edges: count(edges(ensemble).count())?,
        metadata: count(metadata.len())?,
    })
}

fn write_header(out: &mut Vec<u8>, ensemble: &Ensemble, counts: &Counts, layout: &Layout) {
    out.extend(MAGIC);
    let words = [
        VERSION,
        0,
        layout.end as u32,
        counts.flags,
        counts.features,
        counts.outputs,
        counts.trees,
        counts.nodes,
        counts.leaf_values,
        counts.category_words,
        counts.edges,
        ensemble.max_depth() as u32,
        counts.metadata,
        0,
    ];
    words.iter().for_each(|word| out.extend(word.to_le_bytes()));
    out.extend(ensemble.link_parameter.to_le_bytes());
    out.resize(HEADER, 0);
}

fn section<const N: usize>(out: &mut Vec<u8>, start: usize, numbers: impl Iterator<Item = [u8; N]>) {
    out.resize(start, 0);
    numbers.for_each(|bytes| out.extend(bytes));
}
