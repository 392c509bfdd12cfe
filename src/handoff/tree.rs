//! The ways through a function as a tree of decisions, so that what is said of a chance is what is
//! played.
//!
//! The analyzer lists the likely ways, each with its turns. Where they part, either a turn tells which
//! way is which, or nothing does: then each is as likely as another, and that is an assumption too. What
//! is listed only where it raises, such as an iteration, has not raised on the others. A
//! turn of which only one side is listed gets the other as a way of its own. What a program must do
//! is no turn: an explicit `raise` is certain, and so is an `assert` whose condition does not hold.
//!
//! Approximation: on a way that is not listed everything is released.

use super::ways::ANOTHER;
use crate::report::ModelStep;
use crate::sim::scenario::{AssumptionKind, Step};

/// What decides at each turn of each way, and the sides that no way takes.
#[derive(Default)]
pub struct Tree {
    /// For each way, what is decided before each of its turns, that turn included, and at its end.
    pub decided: Vec<Vec<Vec<Step>>>,
    /// The ways that are not listed.
    pub others: Vec<Other>,
}

/// A way that is not listed: like another one up to a turn, and then the other side.
pub struct Other {
    /// The way that it is like.
    pub way: usize,
    /// The turn at which it leaves it.
    pub turn: usize,
    /// The side that it takes.
    pub step: Step,
}

/// Who gives assumptions their numbers.
pub trait Assume {
    /// The assumption of this kind about what stands on a line.
    fn assume(&mut self, kind: AssumptionKind, line: u32, what: &str) -> u32;

    /// The assumption that, of so many ways that nothing tells apart, it is the next one; the lines of
    /// what was last and of what comes next, 0 where there is none.
    fn assume_way(&mut self, lines: (u32, u32), ways: usize) -> u32;
}

/// Whether a step of a way is a turn.
pub fn is_turn(step: &ModelStep) -> bool {
    matches!(step, ModelStep::Call { .. } | ModelStep::Branch { .. })
}

/// Whether a turn is no decision: an explicit `raise` is met whenever it is come to, and an `assert`
/// raises when its condition, which is a turn of its own, does not hold.
pub fn is_certain(turn: &ModelStep) -> bool {
    let is = |what: &str, word: &str| {
        let rest = what.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    matches!(turn, ModelStep::Call { what, raises: true, .. }
        if is(what, "raise") || is(what, "assert"))
}

impl Tree {
    /// The tree of ways that have these turns.
    pub fn of(ways: &[Vec<&ModelStep>], book: &mut impl Assume) -> Self {
        let mut tree = Self {
            decided: ways
                .iter()
                .map(|way| vec![Vec::new(); way.len() + 1])
                .collect(),
            others: Vec::new(),
        };
        tree.grow(ways, (0..ways.len()).collect(), 0, book);
        tree
    }

    /// Decides between ways that are the same up to a turn.
    fn grow(
        &mut self,
        ways: &[Vec<&ModelStep>],
        members: Vec<usize>,
        turn: usize,
        book: &mut impl Assume,
    ) {
        // Those that ask the same next; of those that have ended each is alone.
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for way in members {
            let next = ways[way].get(turn);
            let known = groups.iter_mut().find(|group| {
                let other = ways[group[0]].get(turn);
                matches!((next, other), (Some(one), Some(other)) if asks_the_same(one, other))
            });
            match known {
                Some(group) => group.push(way),
                None => groups.push(vec![way]),
            }
        }
        let mut before: Vec<Step> = Vec::new();
        // What is only listed where it raises, such as an iteration: the other ways come after it.
        let raises = |group: &Vec<usize>| {
            let mut steps = group.iter().map(|way| ways[*way].get(turn).copied());
            steps.all(|step| step.is_some_and(raises_only))
        };
        let is_led = !groups.iter().all(raises);
        let (raising, groups): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group| is_led && raises(group));
        for group in raising {
            let Some(ModelStep::Call { line, what, .. }) = ways[group[0]].get(turn) else {
                continue;
            };
            let assumption = book.assume(AssumptionKind::Raises, *line, what);
            let step = |raises| Step::MayRaise { assumption, raises };
            for &way in &group {
                self.decided[way][turn].clone_from(&before);
                self.decided[way][turn].push(step(true));
            }
            before.push(step(false));
            self.grow(ways, group, turn + 1, book);
        }
        let count = groups.len();
        for (index, group) in groups.into_iter().enumerate() {
            let mut decided = before.clone();
            let left = count - index;
            if left > 1 {
                let way = &ways[group[0]];
                let line = |turn: Option<usize>| {
                    let step = turn.and_then(|turn| way.get(turn));
                    step.map_or(0, |step| line_of(step))
                };
                let lines = (line(turn.checked_sub(1)), line(Some(turn)));
                let assumption = book.assume_way(lines, left);
                let branch = |taken| Step::Branch { assumption, taken };
                decided.push(branch(true));
                before.push(branch(false));
            }
            for &way in &group {
                self.decided[way][turn].clone_from(&decided);
            }
            self.decide(ways, group, turn, book);
        }
    }

    /// Decides a turn of ways that all come to it.
    fn decide(
        &mut self,
        ways: &[Vec<&ModelStep>],
        group: Vec<usize>,
        turn: usize,
        book: &mut impl Assume,
    ) {
        let Some(question) = ways[group[0]].get(turn) else {
            return;
        };
        let (assumption, make): (u32, fn(u32, bool) -> Step) = match question {
            _ if is_certain(question) => return self.grow(ways, group, turn + 1, book),
            ModelStep::Call { line, what, .. } => (
                book.assume(AssumptionKind::Raises, *line, what),
                |assumption, raises| Step::MayRaise { assumption, raises },
            ),
            ModelStep::Branch { line, what, .. } => (
                match what.strip_prefix(ANOTHER) {
                    Some(items) => {
                        let what = format!("there is another item of `{items}`");
                        book.assume(AssumptionKind::Goes, *line, &what)
                    }
                    None => book.assume(AssumptionKind::Holds, *line, what),
                },
                |assumption, taken| Step::Branch { assumption, taken },
            ),
            ModelStep::Acquire { .. } | ModelStep::Release { .. } => {
                return self.grow(ways, group, turn + 1, book);
            }
        };
        for side in [true, false] {
            let is_here = |way: &&usize| side_of(ways[**way][turn]) == side;
            let here: Vec<usize> = group.iter().filter(is_here).copied().collect();
            if here.is_empty() {
                let (way, step) = (group[0], make(assumption, side));
                self.others.push(Other { way, turn, step });
                continue;
            }
            for &way in &here {
                self.decided[way][turn].push(make(assumption, side));
            }
            self.grow(ways, here, turn + 1, book);
        }
    }
}

fn asks_the_same(one: &ModelStep, other: &ModelStep) -> bool {
    let question = |step: &ModelStep| match step {
        ModelStep::Call { line, what, .. } => Some((false, *line, what.clone())),
        ModelStep::Branch { line, what, .. } => Some((true, *line, what.clone())),
        ModelStep::Acquire { .. } | ModelStep::Release { .. } => None,
    };
    question(one) == question(other)
}

/// Whether it is an operation that raises, and no explicit `raise`.
fn raises_only(step: &ModelStep) -> bool {
    matches!(step, ModelStep::Call { raises: true, .. }) && !is_certain(step)
}

fn side_of(step: &ModelStep) -> bool {
    match step {
        ModelStep::Call { raises, .. } => *raises,
        ModelStep::Branch { taken, .. } => *taken,
        ModelStep::Acquire { .. } | ModelStep::Release { .. } => false,
    }
}

fn line_of(step: &ModelStep) -> u32 {
    match *step {
        ModelStep::Acquire { line }
        | ModelStep::Call { line, .. }
        | ModelStep::Branch { line, .. }
        | ModelStep::Release { line } => line,
    }
}
