//! Answers that need each other: in a circle of calls each is guessed until all guesses are right.
//!
//! An answer must not depend on who asks first, or a session, which asks only for what has changed,
//! would say something else than a fresh one. So no answer is kept that rests on a guess which may yet
//! change, or that was cut off because too much was being worked out around it, but for whoever stands
//! in the same place: a question that is in a circle is settled when the first of the circle is, and
//! one that is too far down stays open to those who stand nearer.
//!
//! The circle is worked out again and again from the last guesses, as in Kildall's method ("A unified
//! approach to global program optimization", POPL 1973), from "it never comes back".

use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::hash::Hash;

/// Questions that are being worked out inside each other, at most.
const DEPTH: usize = 24;
/// After so many rounds an answer only grows, so that there is an end; after twice as many it is taken as
/// it is, should one that is sometimes asked and sometimes not have kept it from ending.
const ROUNDS: usize = 8;

/// What may be said to a question.
pub(super) trait Answer: Clone + PartialEq {
    /// What is taken for true at first, in a circle.
    fn first_guess(&self) -> Self;

    /// What covers this and another: the same from some time on, however often there is more.
    fn joined(&self, other: &Self) -> Self;
}

/// Answers found so far, and what is being worked out.
#[derive(Debug)]
pub(super) struct Fixpoint<Q, A>(RefCell<Work<Q, A>>);

#[derive(Debug)]
struct Work<Q, A> {
    settled: Answers<Q, A>,
    open: Vec<Open<Q, A>>,
}

/// By question, and by how deep it was asked where an answer holds only there.
type Answers<Q, A> = FxHashMap<(Q, Option<usize>), Known<A>>;

#[derive(Clone, Debug)]
struct Known<A> {
    answer: A,
    rests_on: Rests,
}

/// What an answer rests on.
#[derive(Clone, Copy, Debug)]
struct Rests {
    /// The lowest open question whose guess was used; none is `usize::MAX`.
    lowest: usize,
    /// How many questions were open inside it at the same time.
    height: usize,
    /// Whether something was too deep to be worked out.
    is_cut: bool,
    /// Whether a guess was used that turned out to be another.
    is_stale: bool,
}

const NOTHING: Rests = Rests {
    lowest: usize::MAX,
    height: 0,
    is_cut: false,
    is_stale: false,
};

impl Rests {
    /// What else is used.
    fn add(&mut self, other: Self) {
        self.lowest = self.lowest.min(other.lowest);
        self.height = self.height.max(other.height);
        self.is_cut |= other.is_cut;
        self.is_stale |= other.is_stale;
    }

    /// The first of a circle is done, or one that rests on `lowest` in turn.
    fn settle(&mut self, is_first: bool, lowest: usize) {
        match is_first {
            true => (self.lowest, self.is_stale) = (NOTHING.lowest, false),
            false => self.lowest = self.lowest.min(lowest),
        }
    }

    /// For whoever asked.
    fn around(self) -> Self {
        let height = self.height + 1;
        Self { height, ..self }
    }
}

/// A question that is being worked out.
#[derive(Debug)]
struct Open<Q, A> {
    question: Q,
    guess: A,
    /// Whether the guess was used.
    is_used: bool,
    /// How often it was worked out before.
    round: usize,
    rests_on: Rests,
    /// What was found meanwhile that rests on a guess.
    inside: Answers<Q, A>,
    /// The same in the last round.
    last: Answers<Q, A>,
}

impl<Q, A> Default for Fixpoint<Q, A> {
    fn default() -> Self {
        Self(RefCell::new(Work {
            settled: FxHashMap::default(),
            open: Vec::new(),
        }))
    }
}

impl<Q: Clone + Eq + Hash, A: Answer> Fixpoint<Q, A> {
    /// The answer to a question: known, guessed, or worked out by `work`, which may ask further.
    /// `unknown` is said to whoever asks too deep.
    pub fn ask(&self, question: Q, unknown: &A, mut work: impl FnMut() -> A) -> A {
        if let Some(answer) = self.0.borrow_mut().answer(&question, unknown) {
            return answer;
        }
        self.0.borrow_mut().begin(question, unknown);
        loop {
            let found = work();
            if let Some(answer) = self.0.borrow_mut().end(found) {
                return answer;
            }
        }
    }
}

impl<Q: Clone + Eq + Hash, A: Answer> Work<Q, A> {
    /// What can be said without working it out.
    fn answer(&mut self, question: &Q, unknown: &A) -> Option<A> {
        let depth = self.open.len();
        let busy = (self.open.iter()).position(|open| open.question == *question);
        let (answer, rests_on) = match busy {
            Some(at) => {
                let open = &mut self.open[at];
                open.is_used = true;
                let lowest = at;
                (open.guess.clone(), Rests { lowest, ..NOTHING })
            }
            None => match self.known(question, depth) {
                Some(known) => (known.answer.clone(), known.rests_on.around()),
                None if depth < DEPTH => return None,
                None => (
                    unknown.clone(),
                    Rests {
                        is_cut: true,
                        ..NOTHING
                    },
                ),
            },
        };
        if let Some(asker) = self.open.last_mut() {
            asker.rests_on.add(rests_on);
        }
        Some(answer)
    }

    /// What was found before, if it would be found again at this depth.
    fn known(&self, question: &Q, depth: usize) -> Option<&Known<A>> {
        let inside = self.open.iter().map(|open| &open.inside);
        let mut all = std::iter::once(&self.settled).chain(inside);
        all.find_map(|answers| {
            let anywhere = answers.get(&(question.clone(), None));
            anywhere
                .filter(|known| depth + known.rests_on.height < DEPTH)
                .or_else(|| answers.get(&(question.clone(), Some(depth))))
        })
    }

    /// A question is being worked out from now on.
    fn begin(&mut self, question: Q, unknown: &A) {
        let places = [None, Some(self.open.len())].map(|depth| (question.clone(), depth));
        let mut last = self.open.iter().map(|open| &open.last);
        let last = last.find_map(|last| places.iter().find_map(|place| last.get(place)));
        let guess = last.map_or_else(|| unknown.first_guess(), |known| known.answer.clone());
        self.open.push(Open {
            question,
            guess,
            is_used: false,
            round: 0,
            rests_on: NOTHING,
            inside: FxHashMap::default(),
            last: FxHashMap::default(),
        });
    }

    /// What was found for the question that is being worked out; none if its circle has to be gone
    /// round once more.
    fn end(&mut self, found: A) -> Option<A> {
        let round = self.open.iter().map(|open| open.round).max()?;
        let mut open = self.open.pop()?;
        let depth = self.open.len();
        let answer = match round < ROUNDS {
            true => found,
            false => open.guess.joined(&found),
        };
        let is_first = open.rests_on.lowest >= depth;
        open.rests_on.is_stale |= open.is_used && answer != open.guess;
        if is_first && open.rests_on.is_stale && open.round < 2 * ROUNDS {
            self.open.push(Open {
                guess: answer,
                is_used: false,
                round: open.round + 1,
                rests_on: NOTHING,
                last: std::mem::take(&mut open.inside),
                ..open
            });
            return None;
        }
        // What rests on this guess rests on what this answer rests on; on nothing when the circle is done.
        let lowest = open.rests_on.lowest;
        let mut known = open.inside;
        for it in known.values_mut() {
            it.rests_on.settle(is_first, lowest);
        }
        let mut rests_on = open.rests_on;
        rests_on.settle(is_first, lowest);
        let own = Known {
            answer: answer.clone(),
            rests_on,
        };
        known.insert((open.question, rests_on.is_cut.then_some(depth)), own);
        let settled = match self.open.last_mut() {
            Some(asker) if !is_first => &mut asker.inside,
            _ => &mut self.settled,
        };
        match settled.is_empty() {
            true => *settled = known,
            false => settled.extend(known),
        }
        if let Some(asker) = self.open.last_mut() {
            asker.rests_on.add(rests_on.around());
        }
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    /// Everything that can be reached; what is too deep is 1.
    impl Answer for u64 {
        fn first_guess(&self) -> Self {
            0
        }

        fn joined(&self, other: &Self) -> Self {
            self | other
        }
    }

    /// Each question has something of its own, and asks others.
    struct System(Vec<(u64, Vec<usize>)>);

    impl System {
        fn ask(&self, known: &Fixpoint<usize, u64>, question: usize) -> u64 {
            let (own, others) = &self.0[question];
            known.ask(question, &1, || {
                let others = others.iter().map(|other| self.ask(known, *other));
                others.fold(*own, |all, other| all | other)
            })
        }

        /// Every answer, asked for in the order of `questions`.
        fn answers(&self, questions: &[usize]) -> Vec<(usize, u64)> {
            let known = Fixpoint::default();
            let asked = questions.iter().map(|at| (*at, self.ask(&known, *at)));
            let mut answers: Vec<(usize, u64)> = asked.collect();
            answers.sort_unstable();
            answers
        }

        /// What can be reached from a question, without any guess.
        fn reached(&self, question: usize) -> u64 {
            let mut seen = vec![question];
            let mut at = 0;
            while let Some(&next) = seen.get(at) {
                let others = self.0[next].1.iter().copied();
                let new: Vec<usize> = others.filter(|it| !seen.contains(it)).collect();
                seen.extend(new);
                at += 1;
            }
            seen.iter().fold(0, |all, it| all | self.0[*it].0)
        }
    }

    fn below(rng: &mut Xoshiro256PlusPlus, limit: usize) -> usize {
        (rng.next_u64() % limit as u64) as usize
    }

    #[test]
    fn circles_are_worked_out_to_the_end_whoever_asks_first() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        for _ in 0..2000 {
            let size = 2 + below(&mut rng, 10);
            let others = |rng: &mut Xoshiro256PlusPlus| {
                let count = below(rng, 4);
                (0..count).map(|_| below(rng, size)).collect()
            };
            let own = |at: usize| 2 << at;
            let system = System((0..size).map(|at| (own(at), others(&mut rng))).collect());
            let mut questions: Vec<usize> = (0..size).collect();
            questions.rotate_left(below(&mut rng, size));
            let right: Vec<(usize, u64)> = (0..size).map(|at| (at, system.reached(at))).collect();
            assert_eq!(system.answers(&questions), right, "{:?}", system.0);
            questions.reverse();
            assert_eq!(system.answers(&questions), right, "{:?}", system.0);
        }
    }

    #[test]
    fn what_is_too_deep_for_one_is_not_for_another_whoever_asks_first() {
        let length = 3 * DEPTH;
        let next = |at: usize| {
            if at + 1 < length {
                vec![at + 1]
            } else {
                vec![]
            }
        };
        let system = System((0..length).map(|at| (0, next(at))).collect());
        let down: Vec<usize> = (0..length).collect();
        let up: Vec<usize> = down.iter().rev().copied().collect();
        let answers = system.answers(&down);
        assert_eq!(answers, system.answers(&up));
        let cut = answers.iter().filter(|(_, answer)| *answer == 1).count();
        assert_eq!(cut, length - DEPTH);
    }
}
