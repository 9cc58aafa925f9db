//! Isotonic regression on a partial order. In: vertices, each with a value and a weight, in an order in which none comes before
//! one that must not be larger, and which these are. Out: values in order, near those given, that keep their weighted mean.
//!
//! Vertex after vertex, a block that is smaller than one below it is pooled with the largest such (the generalised
//! pool-adjacent-violators algorithm: Burdakov, Sysoev, Grimvall and Hussian 2006). On a chain that is the least-squares
//! solution, else near it. What is in order already stays as it is, to the bit.

use crate::statistics::ratio_or_zero;

/// A leaf, or what stands between leaves: a value, and the weight that it puts behind that, above 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vertex {
    pub value: f64,
    pub weight: f64,
}

impl Vertex {
    /// The leaf of a target G and a weight H, l2 included.
    pub(crate) fn leaf(target: f64, weight: f64) -> Self {
        Self { value: ratio_or_zero(target, weight), weight: weight.max(f64::MIN_POSITIVE) }
    }

    /// Goes where others want it: a leaf of no rows, for one.
    pub(crate) fn yielding(value: f64) -> Self {
        Self { value, weight: f64::MIN_POSITIVE }
    }
}

/// The values in order. `below` has, for each vertex, those that must not be larger; `order` has each of them before it.
pub(crate) fn pool(vertices: Vec<Vertex>, order: &[u32], below: Vec<Vec<u32>>) -> Vec<f64> {
    let count = vertices.len();
    let mut pooled = Pooled { block_of: (0..count).collect(), blocks: vertices, below };
    for &vertex in order {
        let vertex = vertex as usize;
        while let Some(other) = pooled.largest_above(vertex) {
            pooled.merge(vertex, other);
        }
    }
    let value = |vertex| {
        let block = pooled.block(vertex);
        pooled.blocks[block].value
    };
    (0..count).map(value).collect()
}

/// Blocks of vertices. A block goes by the number of its last, under which its value, weight and neighbours stand.
struct Pooled {
    /// By vertex, a later one of its block, or itself.
    block_of: Vec<usize>,
    blocks: Vec<Vertex>,
    below: Vec<Vec<u32>>,
}

impl Pooled {
    fn block(&mut self, vertex: usize) -> usize {
        let mut block = vertex;
        while self.block_of[block] != block {
            // Halving the way shortens it for all that come after.
            self.block_of[block] = self.block_of[self.block_of[block]];
            block = self.block_of[block];
        }
        block
    }

    /// Of the blocks that must not be larger than this one but are, the largest.
    fn largest_above(&mut self, block: usize) -> Option<usize> {
        let mut largest = None;
        let mut most = self.blocks[block].value;
        let mut below = std::mem::take(&mut self.below[block]);
        below.retain(|&vertex| {
            let other = self.block(vertex as usize);
            if self.blocks[other].value > most {
                (most, largest) = (self.blocks[other].value, Some(other));
            }
            other != block
        });
        self.below[block] = below;
        largest
    }

    fn merge(&mut self, block: usize, other: usize) {
        let (low, high) = (self.blocks[block], self.blocks[other]);
        let weight = low.weight + high.weight;
        let mean = low.value + (high.value - low.value) * (high.weight / weight);
        // Never above the larger by rounding: what lies above that one must still do so.
        self.blocks[block] = Vertex { value: mean.min(high.value), weight };
        self.block_of[other] = block;
        let below = std::mem::take(&mut self.below[other]);
        self.below[block].extend(below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Pools a chain the plain way: the value at i is the largest over starts of the least over ends of the means between
    /// (the min-max formula of isotonic regression).
    fn min_max(vertices: &[Vertex], at: usize) -> f64 {
        let mean = |from: usize, to: usize| {
            let weight: f64 = vertices[from..=to].iter().map(|vertex| vertex.weight).sum();
            vertices[from..=to].iter().map(|vertex| vertex.value * vertex.weight).sum::<f64>() / weight
        };
        let least = |from: usize| (at..vertices.len()).map(|to| mean(from, to)).fold(f64::INFINITY, f64::min);
        (0..=at).map(least).fold(f64::NEG_INFINITY, f64::max)
    }

    fn random_vertices(random: &mut Random, count: u32) -> Vec<Vertex> {
        let mut number = |bound: u32| f64::from(random.below(bound));
        (0..count).map(|_| Vertex { value: number(20) / 3.0, weight: 0.5 + number(50) }).collect()
    }

    #[test]
    fn a_chain_is_pooled_as_isotonic_regression_does() {
        let mut random = Random::new(3, 1);
        for _ in 0..200 {
            let count = 1 + random.below(12);
            let vertices = random_vertices(&mut random, count);
            let below = (0..count).map(|vertex: u32| vertex.checked_sub(1).into_iter().collect()).collect();
            let pooled = pool(vertices.clone(), &(0..count).collect::<Vec<u32>>(), below);
            for (at, value) in pooled.iter().enumerate() {
                assert!((value - min_max(&vertices, at)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn any_partial_order_ends_in_order() {
        let mut random = Random::new(4, 1);
        for _ in 0..500 {
            let count = 2 + random.below(30);
            let vertices = random_vertices(&mut random, count);
            let before: Vec<f64> = vertices.iter().map(|vertex| vertex.value).collect();
            let below: Vec<Vec<u32>> =
                (0..count).map(|vertex| (0..vertex).filter(|_| random.below(6) == 0).collect()).collect();
            let ordered = |values: &[f64]| {
                let fits =
                    |(vertex, below): (usize, &Vec<u32>)| below.iter().all(|&b| values[b as usize] <= values[vertex]);
                below.iter().enumerate().all(fits)
            };
            let pooled = pool(vertices.clone(), &(0..count).collect::<Vec<u32>>(), below.clone());
            assert!(ordered(&pooled) && (!ordered(&before) || pooled == before));
            let mean =
                |values: &[f64]| values.iter().zip(&vertices).map(|(value, vertex)| value * vertex.weight).sum::<f64>();
            assert!((mean(&pooled) - mean(&before)).abs() < 1e-9 * mean(&before).abs().max(1.0));
        }
    }

    #[test]
    fn yielding_vertices_give_way() {
        let [first, third, fourth] = [5.0, -1.0, -3.0].map(Vertex::yielding);
        let vertices = vec![first, Vertex::leaf(2.0, 2.0), third, fourth];
        let pooled = pool(vertices, &[0, 1, 2, 3], vec![vec![], vec![0], vec![1], vec![2]]);
        assert_eq!(pooled, [1.0; 4]);
    }
}
