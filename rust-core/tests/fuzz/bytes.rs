//! Model bytes: random ones, and real models with words changed, moved, cut out and put in, whose length and checksum are
//! then made right again, so that the checks behind them are reached.

use crate::{config, same, NUMBERS};
use hedgerow::random::Random;
use hedgerow::{
    apart, score_batch, score_batch_plainly, write, write_beside, BinnedMatrix, Boosting, Earlier, Forest, Isolation,
    Model, Target, TreeOptions,
};
use proptest::prelude::*;
use proptest::sample::{select, Index};
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::sync::OnceLock;

/// Most numbers a model is given to score.
const NUMBERS_TO_SCORE: usize = 1 << 16;

/// Two classes and three by boosting, three by a forest, no trees at all, an isolation forest, and that beside three classes; all
/// with numbers, categories and missing values.
fn models() -> &'static [Vec<u8>] {
    static MODELS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    MODELS.get_or_init(|| {
        let two = boosting(2);
        let mut forest = Forest::new(matrix(), target(3), TreeOptions::forest(), true, 0).unwrap();
        (0..3).for_each(|_| forest.step().unwrap());
        let mut isolation = Isolation::new(matrix(), (0..ROWS as u32).collect(), 32, 0, 0, false).unwrap();
        (0..3).for_each(|_| isolation.step().unwrap());
        let ensembles =
            [two.ensemble(4), boosting(3).ensemble(2), forest.ensemble(), two.ensemble(0), isolation.ensemble()];
        let bytes = |ensemble| write(ensemble, br#"{"classes":["a","b"]}"#).unwrap();
        let mut models: Vec<Vec<u8>> = ensembles.iter().map(bytes).collect();
        models.push(write_beside(&models[1], &models[4], b"{}").unwrap());
        models
    })
}

fn boosting(classes: usize) -> Boosting {
    let options = TreeOptions { max_leaves: 6, ..TreeOptions::boosting() };
    let mut boosting = Boosting::new(matrix(), target(classes), options, 0.3).unwrap();
    (0..4).for_each(|_| _ = boosting.step());
    boosting
}

const ROWS: usize = 120;

fn column(seed: u64, below: u32) -> Vec<f32> {
    let mut random = Random::new(seed, 0);
    (0..ROWS).map(|_| if random.below(8) == 0 { f32::NAN } else { random.below(below) as f32 }).collect()
}

fn matrix() -> BinnedMatrix {
    let mut matrix = BinnedMatrix::new(ROWS).unwrap().with_means();
    matrix.add_numbers(&column(1, 50), 255).unwrap();
    matrix.add_categories(&column(2, 40), 40).unwrap();
    matrix.add_numbers(&column(3, 9), 255).unwrap();
    matrix
}

fn target(classes: usize) -> Target {
    let class = |(a, b): (f32, f32)| (usize::from(a > 20.0) + usize::from(b % 3.0 == 1.0)) % classes;
    let labels = column(1, 50).into_iter().zip(column(2, 40)).map(|pair| class(pair) as u16).collect();
    Target::new(labels, classes, vec![], vec![]).unwrap()
}

/// One change to a model's bytes.
#[derive(Clone, Debug)]
enum Edit {
    Word(Index, u32),
    Bit(Index, u8),
    Copy(Index, Index),
    Cut(Index, usize),
    Insert(Index, Vec<u32>),
}

fn words() -> impl Strategy<Value = u32> {
    prop_oneof![
        0u32..40,
        (0u32..200).prop_map(|n| !n),
        select(&NUMBERS[..]).prop_map(f32::to_bits),
        select(vec![255, 256, 0x7fff_ffff, 0x8000_0000, 0x00ff_ffff, 1 << 25, 3 << 25, 0x7ff0_0000]),
        any::<u32>(),
    ]
}

fn edits() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (any::<Index>(), words()).prop_map(|(at, word)| Edit::Word(at, word)),
        3 => (any::<Index>(), 0u8..32).prop_map(|(at, bit)| Edit::Bit(at, bit)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Copy(from, to)),
        1 => (any::<Index>(), 1usize..9).prop_map(|(at, count)| Edit::Cut(at, count)),
        1 => (any::<Index>(), prop::collection::vec(words(), 1..9)).prop_map(|(at, words)| Edit::Insert(at, words)),
    ]
}

fn edited(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut words: Vec<u32> = bytes.chunks_exact(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect();
    // Magic and version stay: without them no other check is reached.
    let place = |index: &Index, length: usize| 3 + index.index(length - 3);
    for edit in edits {
        let length = words.len();
        match edit {
            Edit::Word(at, word) => words[place(at, length)] = *word,
            Edit::Bit(at, bit) => words[place(at, length)] ^= 1 << bit,
            Edit::Copy(from, to) => words[place(to, length)] = words[place(from, length)],
            Edit::Cut(at, count) if length > 40 => {
                let at = place(at, length);
                words.drain(at..(at + count).min(length));
            }
            Edit::Cut(..) => {}
            Edit::Insert(at, more) => {
                let at = place(at, length);
                words.splice(at..at, more.iter().copied());
            }
        }
    }
    sealed(words.into_iter().flat_map(u32::to_le_bytes).collect())
}

/// The bytes with the length and the checksum that they have.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() >= 20 {
        let length = bytes.len() as u32;
        bytes[16..20].copy_from_slice(&length.to_le_bytes());
        let checksum = xxhash_rust::xxh32::xxh32(&bytes[16..], 0);
        bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
    }
    bytes
}

/// Takes the model back to where its learner left it and takes it apart. Either may be refused; parts can be scored with.
fn take_back(model: &Model, rows: &[f32], count: usize) {
    if let Ok(earlier) = Earlier::new(model) {
        assert!(earlier.steps() <= model.trees.len());
    }
    let outputs = model.outputs();
    for outputs in [0, 1, outputs / 2, outputs - 1, outputs, outputs + 1, usize::MAX] {
        if let Ok((own, rest)) = apart(model, outputs) {
            assert_eq!(own.outputs() + rest.as_ref().map_or(0, Model::outputs), model.outputs());
            for part in [Some(own), rest].into_iter().flatten().filter(|part| part.outputs() > 0) {
                score_batch(&part, rows, count).unwrap();
            }
        }
    }
}

/// Reads the bytes and, if they are a model, scores rows with it in both ways. Whether they are.
fn read_and_score(bytes: &[u8], seed: u64) -> bool {
    let Ok(model) = Model::read(bytes) else { return false };
    let count = (NUMBERS_TO_SCORE / (model.features + model.outputs())).min(19);
    let mut random = Random::new(seed, 1);
    let mut number = || match random.below(3) {
        0 => NUMBERS[random.below(16) as usize],
        _ => random.below(50) as f32,
    };
    let rows: Vec<f32> = (0..count * model.features).map(|_| number()).collect();
    let fast = score_batch(&model, &rows, count).unwrap();
    let plain = score_batch_plainly(&model, &rows, count).unwrap();
    assert!(fast.iter().zip(&plain).all(|(&a, &b)| same(a, b)), "{fast:?} {plain:?}");
    take_back(&model, &rows, count);
    true
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), headed in any::<bool>()) {
        let mut bytes = bytes;
        if headed && bytes.len() >= 12 {
            bytes[..12].copy_from_slice(b"hedgerow\x01\0\0\0");
        }
        read_and_score(&sealed(bytes), 0);
    }
}

#[test]
fn edited_models_are_refused_or_score() {
    let accepted = Cell::new(0);
    let config = config();
    let enough = config.cases / 20;
    let cases = (0..models().len(), prop::collection::vec(edits(), 1..5), any::<u64>());
    let outcome = TestRunner::new(config).run(&cases, |(model, edits, seed)| {
        accepted.set(accepted.get() + u32::from(read_and_score(&edited(&models()[model], &edits), seed)));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    // Were nearly all edits refused, nothing would be said of scoring.
    assert!(accepted.get() >= enough, "only {} were still models", accepted.get());
}
