//! An anomaly output beside a classifier's. In: the bytes of a classifier, and of an isolation forest that was grown on the
//! same bins. Out: the bytes of one model whose last margin is the isolation forest's. The classifier's margins keep their
//! bits, since every output is summed on its own and in the order of its trees. [`apart`](crate::apart) undoes it.

use crate::binning::ColumnBins;
use crate::ensemble::{Ensemble, Link};
use crate::error::{Error, Result};
use crate::model::{write, Leaves, Model};

/// The classifier's model bytes with one more output. Its link stays; the isolation forest's link parameter is lost, so the
/// metadata should say it.
///
/// # Errors
/// Bytes that are no model, or two models that do not fit each other.
pub fn write_beside(classifier: &[u8], isolation: &[u8], metadata: &[u8]) -> Result<Vec<u8>> {
    let (classifier, isolation) = (Model::read(classifier)?, Model::read(isolation)?);
    let fits = isolation.link == Link::Exp2 as u8 && isolation.outputs() == 1 && isolation.base == [0.0];
    if !fits || bins_of(&classifier)? != bins_of(&isolation)? {
        return Err(unlike());
    }
    let mut whole = start(&classifier)?;
    let Leaves::F32(leaves) = &classifier.leaves else { return Err(unlike()) };
    whole.append(&classifier, leaves, 0);
    attach(&mut whole, &isolation)?;
    write(&whole, metadata)
}

/// Appends a model's trees and outputs behind those of `whole`, which was grown on the same bins.
///
/// # Errors
/// The leaves are not f32.
pub fn attach(whole: &mut Ensemble, more: &Model) -> Result<()> {
    let Leaves::F32(leaves) = &more.leaves else { return Err(unlike()) };
    whole.append(more, leaves, whole.base.len() as u32);
    whole.base.extend(&more.base);
    whole.divisor.extend(&more.divisor);
    Ok(())
}

/// The bins that a model's trees were grown on.
///
/// # Errors
/// The model has none, as imported ones may.
pub fn bins_of(model: &Model) -> Result<Vec<ColumnBins>> {
    if model.feature_bins.len() != model.features {
        return Err(Error::model("the model does not say which bins it was grown on", 20));
    }
    let mut edges = model.edges.as_slice();
    let mut bins = Vec::with_capacity(model.features);
    for &(kind, count) in &model.feature_bins {
        let count = count as usize;
        bins.push(if kind == 1 {
            ColumnBins::Category { count }
        } else {
            let (own, rest) = edges.split_at(count);
            edges = rest;
            ColumnBins::Number { edges: own.to_vec() }
        });
    }
    Ok(bins)
}

/// All of a model of ours but its trees.
fn start(model: &Model) -> Result<Ensemble> {
    let link = match model.link {
        1 => Link::Logistic,
        2 => Link::Softmax,
        3 => Link::Mean,
        _ => return Err(unlike()),
    };
    let whole = model.cover.len() == model.nodes.len() && !model.sum_f32;
    if !whole {
        return Err(unlike());
    }
    Ok(Ensemble {
        link,
        link_parameter: model.link_parameter,
        base: model.base.clone(),
        divisor: model.divisor.clone(),
        trees: Vec::new(),
        nodes: Vec::new(),
        leaves: Vec::new(),
        categories: Vec::new(),
        bins: bins_of(model)?,
        cover: Vec::new(),
        gain: Vec::new(),
    })
}

pub(crate) fn unlike() -> Error {
    Error::data("these are not a classifier and an isolation forest grown on the same bins")
}
