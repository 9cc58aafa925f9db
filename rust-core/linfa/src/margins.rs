//! Records to what a model's trees add up to. In: a model and records of any float and layout. Out: a row a record, a column an
//! output, with the bits of the core's scorers.

use crate::columns::to_f32;
use crate::error::{Error, Result};
use hedgerow::{score_batch, Model};
use linfa::Float;
use ndarray::{Array2, ArrayBase, Axis, Data, Ix2};

/// Rows that are rounded to f32 and scored together.
const BLOCK: usize = 1024;

/// # Errors
/// The number of columns is not that of training.
pub(crate) fn margins_of<F: Float, D: Data<Elem = F>>(model: &Model, x: &ArrayBase<D, Ix2>) -> Result<Array2<f64>> {
    let (expected, found) = (model.features, x.ncols());
    if expected != found {
        return Err(Error::Width { expected, found });
    }
    let mut margins = Vec::with_capacity(x.nrows() * model.outputs());
    for block in x.axis_chunks_iter(Axis(0), BLOCK) {
        let rows: Vec<f32> = block.iter().map(|&value| to_f32(value)).collect();
        margins.extend(score_batch(model, &rows, block.nrows())?);
    }
    let shape = (x.nrows(), model.outputs());
    Ok(Array2::from_shape_vec(shape, margins).map_err(linfa::Error::from)?)
}
