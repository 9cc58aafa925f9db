//! The one source of chance: a seeded generator whose numbers never change between versions, so that the same seed
//! gives the same model bytes. SplitMix64 (Steele, Lea, Flood 2014): one add and three mixes a number, and any
//! 64-bit value is a good seed, which lets every tree and node have a stream of its own.

/// A seeded stream of numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The stream of `seed`, apart from the streams of other `stream` numbers of that seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self { state: seed };
        let first = random.next_u64();
        random.state = first ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03);
        random.next_u64();
        random
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number in `0..bound`; `bound` above 0. The bias is below 2^-32 (multiply-shift of 64 bits).
    pub fn below(&mut self, bound: u32) -> u32 {
        // The upper half of a product of 64 bits, from two of 32: WebAssembly has no other.
        let (random, bound) = (self.next_u64(), u64::from(bound));
        (((random >> 32) * bound + (((random & 0xffff_ffff) * bound) >> 32)) >> 32) as u32
    }

    /// `count` different numbers of `0..items.len()` moved to the front of `items`, in random order.
    pub fn choose_to_front<T>(&mut self, items: &mut [T], count: usize) {
        for i in 0..count.min(items.len()) {
            let j = i + self.below((items.len() - i) as u32) as usize;
            items.swap(i, j);
        }
    }

    /// `count` of the numbers (each once), drawn evenly and put in ascending order.
    pub(crate) fn choose_ascending(&mut self, numbers: &mut Vec<u32>, count: usize) {
        self.choose_to_front(numbers, count);
        numbers.truncate(count);
        let mut chosen = Marks::new(numbers.iter().max().map_or(0, |&most| most as usize + 1));
        for &number in numbers.iter() {
            chosen.insert(number);
        }
        numbers.clear();
        numbers.extend(chosen.ascending());
    }
}

/// A set of numbers below a bound: a bit each.
pub(crate) struct Marks(Vec<u64>);

impl Marks {
    pub(crate) fn new(bound: usize) -> Self {
        Self(vec![0; bound.div_ceil(64)])
    }

    /// Adds a number; false where it was there.
    pub(crate) fn insert(&mut self, number: u32) -> bool {
        let (word, bit) = (&mut self.0[number as usize / 64], 1 << (number % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub(crate) fn ascending(&self) -> impl Iterator<Item = u32> + '_ {
        self.0
            .iter()
            .zip(0..)
            .flat_map(|(&word, i)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| 64 * i + bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_fixed_and_apart() {
        let mut a = Random::new(7, 0);
        let mut b = Random::new(7, 1);
        let first: Vec<u64> = (0..4).map(|_| a.next_u64()).collect();
        assert_ne!(first[0], b.next_u64());
        let mut again = Random::new(7, 0);
        assert_eq!(first, (0..4).map(|_| again.next_u64()).collect::<Vec<_>>());
    }

    #[test]
    fn below_is_even() {
        let mut random = Random::new(1, 2);
        let mut counts = [0u32; 7];
        for _ in 0..70_000 {
            counts[random.below(7) as usize] += 1;
        }
        assert!(counts.iter().all(|&c| (9_500..10_500).contains(&c)), "{counts:?}");
    }

    #[test]
    fn below_is_the_upper_half_of_the_product() {
        let (mut random, mut bits) = (Random::new(4, 1), Random::new(4, 1));
        for bound in [1, 2, 30, 200_000, u32::MAX].into_iter().cycle().take(1000) {
            let product = u128::from(bits.next_u64()) * u128::from(bound);
            assert_eq!(random.below(bound), (product >> 64) as u32);
        }
    }

    #[test]
    fn choosing_keeps_every_item() {
        let mut items: Vec<u32> = (0..10).collect();
        Random::new(3, 3).choose_to_front(&mut items, 4);
        items.sort_unstable();
        assert_eq!(items, (0..10).collect::<Vec<_>>());
    }
}
