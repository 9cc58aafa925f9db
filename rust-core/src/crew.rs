//! Threads that share a piece of work. In: items and what to do with each. Out: when it is done to all of them. How many hands there are
//! decides no result: an item is the same whoever takes it, and answers come in the order of the items.
//!
//! The core starts no threads. Who has some lets them [`serve`](Crew::serve) a crew; that is a thread of the system, or in WebAssembly a
//! worker with its own instance over the same memory.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// So often a hand looks for what it waits for before it sleeps: work comes every few dozen microseconds, as long as waking takes.
const LOOKS: usize = 30_000;

/// Whether threads can share memory here; where not, nothing of a crew is compiled in.
const SHARED: bool = cfg!(any(not(target_family = "wasm"), target_feature = "atomics"));

/// Hands that wait for work.
///
/// Parts are taken without a lock, since whoever finds one taken sleeps, for longer than a part takes. The lock is for sleeping only.
pub struct Crew {
    hands: usize,
    ticket: AtomicU64,
    /// Parts of the present work that are not done.
    left: AtomicUsize,
    /// Whether a thread shares its work.
    busy: AtomicBool,
    /// Written by the thread that is busy while no part is left, and read by whoever took a part.
    work: UnsafeCell<Option<Work>>,
    /// Sleepers, and whether they are to go home.
    bed: Mutex<bool>,
    asleep: AtomicUsize,
    woken: Condvar,
}

// SAFETY: `work` is the only field that is not by itself; see there. What it refers to is `Sync`.
unsafe impl Sync for Crew {}
// SAFETY: likewise.
unsafe impl Send for Crew {}

/// What is done to the part of a number. The reference is good as long as a part is left.
#[derive(Clone, Copy)]
struct Work(&'static (dyn Fn(usize) + Sync));

/// The present work's number, how many parts it has and which is the next that nobody took: one number, so that a part is of the work
/// that it was taken of.
#[derive(Clone, Copy, PartialEq)]
struct Ticket {
    work: u32,
    parts: u16,
    next: u16,
}

impl Ticket {
    fn from(bits: u64) -> Self {
        Self { work: (bits >> 32) as u32, parts: (bits >> 16) as u16, next: bits as u16 }
    }

    fn bits(self) -> u64 {
        u64::from(self.work) << 32 | u64::from(self.parts) << 16 | u64::from(self.next)
    }
}

impl Crew {
    /// A crew of `hands`, the caller of [`Hands::each`] among them; the others are yet to come.
    pub fn new(hands: usize) -> Self {
        Self {
            hands,
            ticket: AtomicU64::new(0),
            left: AtomicUsize::new(0),
            busy: AtomicBool::new(false),
            work: UnsafeCell::new(None),
            bed: Mutex::new(false),
            asleep: AtomicUsize::new(0),
            woken: Condvar::new(),
        }
    }

    /// Works along until the crew is [closed](Self::close).
    pub fn serve(&self) {
        let mut seen = 0;
        loop {
            let closed = self.wait_until(|| self.ticket().work != seen);
            if closed {
                return;
            }
            seen = self.ticket().work;
            self.take_parts();
        }
    }

    /// Sends all that serve home.
    pub fn close(&self) {
        *self.bed() = true;
        let Ticket { work, .. } = self.ticket();
        self.ticket.store(Ticket { work: work.wrapping_add(1), parts: 0, next: 0 }.bits(), Ordering::SeqCst);
        self.woken.notify_all();
    }

    fn ticket(&self) -> Ticket {
        Ticket::from(self.ticket.load(Ordering::SeqCst))
    }

    fn bed(&self) -> MutexGuard<'_, bool> {
        self.bed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks for a while, then sleeps. Whether the crew is closed.
    fn wait_until(&self, seen: impl Fn() -> bool) -> bool {
        for _ in 0..LOOKS {
            if seen() {
                // Closing is seen as work is.
                return *self.bed();
            }
            std::hint::spin_loop();
        }
        let mut closed = self.bed();
        // Whoever changes what is waited for looks at this number after that, and here it is the other way round: so one sees the other.
        self.asleep.fetch_add(1, Ordering::SeqCst);
        while !seen() {
            closed = self.woken.wait(closed).unwrap_or_else(PoisonError::into_inner);
        }
        self.asleep.fetch_sub(1, Ordering::SeqCst);
        *closed
    }

    fn wake(&self) {
        if self.asleep.load(Ordering::SeqCst) > 0 {
            // With the lock, so that nobody is between looking and sleeping.
            drop(self.bed());
            self.woken.notify_all();
        }
    }

    /// Calls `work` with each number below `parts`, once each, from any hand; where the crew is busy with other work, from this one.
    fn share(&self, parts: u16, work: &(dyn Fn(usize) + Sync)) {
        if self.busy.swap(true, Ordering::SeqCst) {
            return (0..usize::from(parts)).for_each(work);
        }
        // SAFETY: `Rest` waits until no part is left, also when this thread's own part panics, so nobody calls it after this
        // function, and its borrows hold until then.
        let work = unsafe { std::mem::transmute::<&(dyn Fn(usize) + Sync), &'static (dyn Fn(usize) + Sync)>(work) };
        // SAFETY: no part is left of the work before, so nobody reads, and only who set `busy` writes.
        unsafe { *self.work.get() = Some(Work(work)) };
        self.left.store(usize::from(parts), Ordering::SeqCst);
        let number = self.ticket().work.wrapping_add(1);
        self.ticket.store(Ticket { work: number, parts, next: 0 }.bits(), Ordering::SeqCst);
        let _rest = Rest(self);
        self.wake();
        self.take_parts();
    }

    fn take_parts(&self) {
        while let Some(part) = self.take_part() {
            let _finished = Finished(self);
            // SAFETY: the part that was taken is not done, so the work is the one it is of.
            if let Some(Work(work)) = unsafe { *self.work.get() } {
                work(part);
            }
        }
    }

    fn take_part(&self) -> Option<usize> {
        let next = |bits| {
            let ticket = Ticket::from(bits);
            (ticket.next < ticket.parts).then(|| Ticket { next: ticket.next + 1, ..ticket }.bits())
        };
        let before = self.ticket.fetch_update(Ordering::SeqCst, Ordering::SeqCst, next);
        before.ok().map(|bits| usize::from(Ticket::from(bits).next))
    }

    fn finish(&self, parts: usize) {
        if parts > 0 && self.left.fetch_sub(parts, Ordering::SeqCst) == parts {
            self.wake();
        }
    }
}

/// Counts a part as done at the end of its scope, however that comes.
struct Finished<'a>(&'a Crew);

impl Drop for Finished<'_> {
    fn drop(&mut self) {
        self.0.finish(1);
    }
}

/// Waits at the end of its scope for the parts that others do. Parts that nobody took, since this thread panicked, are dropped.
struct Rest<'a>(&'a Crew);

impl Drop for Rest<'_> {
    fn drop(&mut self) {
        while self.0.take_part().is_some() {
            self.0.finish(1);
        }
        self.0.wait_until(|| self.0.left.load(Ordering::SeqCst) == 0);
        self.0.busy.store(false, Ordering::SeqCst);
    }
}

/// Who does a piece of work: this thread alone, or a crew with it.
#[derive(Clone, Copy, Default)]
pub struct Hands<'a>(Option<&'a Crew>);

impl<'a> Hands<'a> {
    /// This thread.
    pub const ALONE: Hands<'static> = Hands(None);

    /// This thread and those that serve `crew`.
    pub fn of(crew: &'a Crew) -> Self {
        Self(Some(crew))
    }

    /// How many they are.
    pub fn count(self) -> usize {
        self.if_worth(true).0.map_or(1, |crew| crew.hands)
    }

    /// These hands, or where the work is not worth handing out this thread alone.
    #[must_use]
    pub fn if_worth(self, worth: bool) -> Self {
        Self(self.0.filter(|_| SHARED && worth))
    }

    /// Does `work` to each item.
    #[inline]
    pub fn each<T: Send>(self, items: impl IntoIterator<Item = T>, work: impl Fn(T) + Sync) {
        match self.if_worth(true).0 {
            Some(_) => drop(self.map(items, work)),
            None => items.into_iter().for_each(work),
        }
    }

    /// The answers of `work` to each item, in the order of the items.
    pub fn map<T: Send, R: Send>(self, items: impl IntoIterator<Item = T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        let Some(crew) = self.if_worth(true).0 else { return items.into_iter().map(work).collect() };
        let places: Vec<Mutex<(Option<T>, Option<R>)>> =
            items.into_iter().map(|item| Mutex::new((Some(item), None))).collect();
        for places in places.chunks(usize::from(u16::MAX)) {
            crew.share(places.len() as u16, &|part| {
                if let Ok(mut place) = places[part].lock() {
                    place.1 = place.0.take().map(&work);
                }
            });
        }
        let answer =
            |place: Mutex<(Option<T>, Option<R>)>| place.into_inner().unwrap_or_else(PoisonError::into_inner).1;
        // Only a panic of another hand leaves a place without an answer.
        places.into_iter().map(|place| answer(place).expect("every part was done")).collect()
    }

    /// As equal shares of `0..length` as there are hands, in order; fewer where there is less.
    pub fn shares(self, length: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
        let share = length.div_ceil(self.count()).max(1);
        (0..length).step_by(share).map(move |first| first..(first + share).min(length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_crew<R>(hands: usize, work: impl FnOnce(Hands) -> R) -> R {
        let crew = Crew::new(hands);
        std::thread::scope(|scope| {
            (1..hands).for_each(|_| drop(scope.spawn(|| crew.serve())));
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(Hands::of(&crew))));
            crew.close();
            result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    #[test]
    fn every_item_is_done_once_and_answers_keep_their_order() {
        for hands in 1..5 {
            with_crew(hands, |hands| {
                for length in [0, 1, 2, 3, 64] {
                    for _ in 0..200 {
                        let mut cells = vec![0; length];
                        let answers = hands.map(cells.iter_mut().enumerate(), |(i, cell)| {
                            *cell += 1;
                            i * i
                        });
                        assert_eq!(answers, (0..length).map(|i| i * i).collect::<Vec<_>>());
                        assert_eq!(cells, vec![1; length]);
                    }
                }
            });
        }
    }

    #[test]
    fn work_within_work_is_done() {
        with_crew(2, |hands| {
            let sums = hands.map(0..50, |i| hands.map(0..i, |k| k).into_iter().sum::<usize>());
            assert_eq!(sums, (0..50).map(|i| i * (i - usize::from(i > 0)) / 2).collect::<Vec<_>>());
        });
    }

    #[test]
    fn hands_that_never_come_are_not_waited_for() {
        let crew = Crew::new(3);
        assert_eq!(Hands::of(&crew).map(0..5, |i| i + 1), [1, 2, 3, 4, 5]);
    }

    #[test]
    #[should_panic(expected = "in a part")]
    fn a_panic_of_ones_own_waits_for_the_others() {
        let here = std::thread::current().id();
        with_crew(2, |hands| {
            hands.each(0..100, |_| {
                assert!(std::thread::current().id() != here, "in a part");
                std::thread::yield_now();
            });
        });
    }

    #[test]
    fn shares_cover_all() {
        let crew = Crew::new(3);
        let shares = |length| Hands::of(&crew).shares(length).collect::<Vec<_>>();
        assert_eq!(shares(7), [0..3, 3..6, 6..7]);
        assert_eq!(shares(2), [0..1, 1..2]);
        assert_eq!(shares(0), []);
    }
}
