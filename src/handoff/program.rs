//! The paths of a scenario, from those that the analyzer lists for each finding.

use super::Assumptions;
use super::tree::{Assume, Other, Tree, is_certain, is_turn};
use crate::report::{Finding, ModelPath, ModelStep, Outcome};
use crate::sim::fate::{Ending, LeakClass};
use crate::sim::scenario::{Assumption, AssumptionKind, Path, Step};

/// An acquisition that leaks, and what it is in the scenario.
pub struct Site<'a> {
    /// Its finding.
    pub finding: &'a Finding,
    /// The ways through its function, as they are played.
    pub ways: Vec<ModelPath>,
    /// What it takes.
    pub thing: Thing,
    /// What could still bring it back, if that is not what brings the scenario's others back.
    pub leak: Option<LeakClass>,
}

/// What an acquisition takes.
#[derive(Clone, Copy)]
pub enum Thing {
    /// A unit of the resource of that number.
    Unit(u32),
    /// A lock, for which a thread waits.
    Lock {
        /// The number of the lock.
        lock: u32,
        /// The number of the threads.
        threads: u32,
    },
    /// So many KiB of the heap.
    Heap(f64),
}

/// What happens on a path apart from resources, by which two paths are known to be the same.
type Turns<'a> = Vec<&'a ModelStep>;

/// The assumptions named so far.
pub struct Book<'a> {
    chances: &'a Assumptions,
    /// What the text does not tell, in the order in which it is met.
    pub assumptions: Vec<Assumption>,
}

impl<'a> Book<'a> {
    /// No assumption yet.
    pub fn new(chances: &'a Assumptions) -> Self {
        Self {
            chances,
            assumptions: Vec::new(),
        }
    }

    /// The ways through a program that has these acquisitions: a request calls one of its functions.
    ///
    /// Acquisitions of one function are met together when the analyzer lists the same ways for them.
    /// Approximation: otherwise as if each were in a function of its own.
    pub fn program(&mut self, sites: &[Site<'_>]) -> Vec<Path> {
        let mut functions: Vec<Vec<&Site<'_>>> = Vec::new();
        for site in sites {
            let together = functions.iter().position(|function| {
                let first = function[0];
                first.finding.function == site.finding.function && has_the_same_ways(first, site)
            });
            match together {
                Some(index) => functions[index].push(site),
                None => functions.push(vec![site]),
            }
        }
        let mut paths = Vec::new();
        let mut others = Vec::new();
        for (index, function) in functions.iter().enumerate() {
            let left = functions.len() - index;
            let mut called = others.clone();
            if left > 1 {
                let assumption = self.assume_call(function[0].finding, 1.0 / left as f64);
                let branch = |taken| Step::Branch { assumption, taken };
                called.push(branch(true));
                others.push(branch(false));
            }
            paths.extend(self.function(function, &called));
        }
        paths
    }

    /// The ways through one function, each after the choice to call it.
    fn function(&mut self, sites: &[&Site<'_>], called: &[Step]) -> Vec<Path> {
        let listed = &sites[0].ways;
        let longest = listed.iter().map(calls).max().unwrap_or(0);
        let ways: Vec<Turns<'_>> = listed.iter().map(turns).collect();
        let tree = Tree::of(&ways, self);
        let mut paths: Vec<Path> = Vec::new();
        for (way, turns) in ways.iter().enumerate() {
            let work = Work::of(longest);
            paths.push(work.whole(&parts(sites, way), turns, &tree.decided[way]));
        }
        for other in &tree.others {
            let way = other.way;
            let work = Work::of(longest);
            paths.push(work.other(&parts(sites, way), &ways[way], &tree.decided[way], other));
        }
        for path in &mut paths {
            path.steps.splice(0..0, called.iter().cloned());
        }
        paths
    }

    /// The index of an assumption, new or known.
    fn chance(&mut self, kind: AssumptionKind, line: u32, what: &str) -> u32 {
        let chance = match kind {
            AssumptionKind::Raises => self.chances.raises,
            AssumptionKind::Holds | AssumptionKind::Goes => self.chances.holds,
        };
        self.note(Assumption {
            kind,
            line,
            what: what.to_owned(),
            chance,
        })
    }

    /// The assumption that a request, when it calls none of the functions before, calls this one.
    fn assume_call(&mut self, finding: &Finding, chance: f64) -> u32 {
        let what = match finding.function.as_str() {
            "" | "module" => format!("a request runs `{}`", finding.api),
            function => format!("a request calls `{function}`"),
        };
        self.note(Assumption {
            kind: AssumptionKind::Goes,
            line: finding.line,
            what,
            chance,
        })
    }

    fn note(&mut self, assumption: Assumption) -> u32 {
        let known = self.assumptions.iter().position(|known| {
            (known.kind, known.line, &known.what)
                == (assumption.kind, assumption.line, &assumption.what)
        });
        let index = known.unwrap_or_else(|| {
            self.assumptions.push(assumption);
            self.assumptions.len() - 1
        });
        index as u32
    }
}

impl Assume for Book<'_> {
    fn assume(&mut self, kind: AssumptionKind, line: u32, what: &str) -> u32 {
        self.chance(kind, line, what)
    }

    fn assume_way(&mut self, (before, line): (u32, u32), ways: usize) -> u32 {
        let next = match line {
            0 => "is over".to_owned(),
            _ => format!("goes on on line {line}"),
        };
        // Others that read the same are chances of their own.
        self.assumptions.push(Assumption {
            kind: AssumptionKind::Goes,
            line: before,
            what: format!("of {ways} ways that may follow it is the one that {next}"),
            chance: 1.0 / ways as f64,
        });
        (self.assumptions.len() - 1) as u32
    }
}

/// How the work of a request is spread: evenly over the operations that may raise.
struct Work {
    share: f64,
    /// Whether nothing that is done may raise: it works while it has what it acquired.
    is_at_once: bool,
}

impl Work {
    fn of(longest: usize) -> Self {
        Self {
            share: 1.0 / longest.max(1) as f64,
            is_at_once: longest == 0,
        }
    }

    /// A way from its beginning to its end.
    fn whole(&self, parts: &[Part], turns: &Turns<'_>, decided: &[Vec<Step>]) -> Path {
        let (mut steps, ends) = self.until(turns.len(), parts, turns, decided);
        if let Some(last) = decided.get(turns.len()) {
            steps.extend(last.iter().cloned());
        }
        for part in parts {
            steps.extend(part.last.iter().cloned());
        }
        self.path(steps, ends)
    }

    /// A way that leaves another one at a turn, and releases what it has.
    fn other(
        &self,
        parts: &[Part],
        turns: &Turns<'_>,
        decided: &[Vec<Step>],
        other: &Other,
    ) -> Path {
        let (mut steps, _) = self.until(other.turn, parts, turns, decided);
        // What is decided before the turn itself, and then its other side.
        let before = decided[other.turn]
            .split_last()
            .map_or(&[][..], |(_, all)| all);
        steps.extend(before.iter().cloned());
        if matches!(other.step, Step::MayRaise { .. }) {
            steps.push(Step::Work { share: self.share });
        }
        steps.push(other.step.clone());
        let mut path = self.path(
            steps,
            match other.step {
                Step::MayRaise { raises: true, .. } => Ending::Raises,
                _ => Ending::Returns,
            },
        );
        path = path.fixed();
        path
    }

    /// What happens before a turn, and how the way would end there.
    fn until(
        &self,
        end: usize,
        parts: &[Part],
        turns: &Turns<'_>,
        decided: &[Vec<Step>],
    ) -> (Vec<Step>, Ending) {
        let mut steps = Vec::new();
        let mut ends = Ending::Returns;
        let decisions = decided.iter().map(Some).chain([None]);
        for (at, decision) in (0..=end).zip(decisions) {
            for part in parts {
                steps.extend(part.steps[at].iter().cloned());
            }
            let Some(turn) = turns.get(at).filter(|_| at < end) else {
                break;
            };
            if let ModelStep::Call { raises, .. } = turn {
                if !is_certain(turn) {
                    steps.push(Step::Work { share: self.share });
                }
                ends = if *raises {
                    Ending::Raises
                } else {
                    Ending::Returns
                };
            }
            steps.extend(decision.into_iter().flatten().cloned());
        }
        (steps, ends)
    }

    fn path(&self, mut steps: Vec<Step>, ends: Ending) -> Path {
        if self.is_at_once {
            let has = |step: &Step| matches!(step, Step::Acquire { .. } | Step::Keep { .. });
            let at = steps
                .iter()
                .rposition(has)
                .map_or(0, |acquired| acquired + 1);
            steps.insert(at, Step::Work { share: self.share });
        }
        Path { steps, ends }
    }
}

fn parts(sites: &[&Site<'_>], way: usize) -> Vec<Part> {
    let part = |site: &&Site<'_>| Part::of(site, &site.ways[way]);
    sites.iter().map(part).collect()
}

/// What happens to one acquisition on one path: what comes before each turn, and after the last.
struct Part {
    steps: Vec<Vec<Step>>,
    /// What makes its end agree with what the analyzer found.
    last: Vec<Step>,
}

impl Part {
    fn of(site: &Site<'_>, path: &ModelPath) -> Self {
        let mut steps = vec![Vec::new()];
        let mut held = 0_u32;
        let leaks = path.outcome == Outcome::Leaked;
        let releases = path
            .steps
            .iter()
            .filter(|step| matches!(step, ModelStep::Release { .. }));
        let acquires = path
            .steps
            .iter()
            .filter(|step| matches!(step, ModelStep::Acquire { .. }));
        // Only a path that leaks leaves something: its last release is of something else.
        let (acquired, released) = (acquires.count(), releases.count());
        let mut believed = match leaks {
            true if released >= acquired => acquired.saturating_sub(1),
            _ => released,
        };
        for step in &path.steps {
            match *step {
                ModelStep::Acquire { line } => {
                    held += 1;
                    site.acquire(line, leaks, last(&mut steps));
                }
                ModelStep::Release { line } => {
                    if believed > 0 && held > 0 {
                        believed -= 1;
                        held -= 1;
                        site.release(line, last(&mut steps));
                    }
                }
                ModelStep::Call { .. } | ModelStep::Branch { .. } => steps.push(Vec::new()),
            }
        }
        let mut after = Vec::new();
        for _ in 0..held {
            if leaks {
                site.leave(&mut after);
            } else {
                site.release(0, &mut after);
            }
        }
        Self { steps, last: after }
    }
}

fn last(steps: &mut Vec<Vec<Step>>) -> &mut Vec<Step> {
    if steps.is_empty() {
        steps.push(Vec::new());
    }
    let end = steps.len() - 1;
    &mut steps[end]
}

impl Site<'_> {
    /// Something is acquired. Of memory only what stays counts.
    fn acquire(&self, line: u32, leaks: bool, steps: &mut Vec<Step>) {
        let leak = self.leak;
        match self.thing {
            Thing::Unit(of) => steps.push(Step::Acquire { line, of, leak }),
            Thing::Lock { lock, threads } => {
                let of = threads;
                steps.push(Step::Acquire { line, of, leak });
                steps.push(Step::Acquire {
                    line,
                    of: lock,
                    leak,
                });
            }
            Thing::Heap(kib) if leaks => steps.push(Step::Keep {
                line,
                kib,
                objects: 1.0,
                leak,
            }),
            Thing::Heap(_) => {}
        }
    }

    fn release(&self, line: u32, steps: &mut Vec<Step>) {
        match self.thing {
            Thing::Unit(of) => steps.push(Step::Release { line, of }),
            Thing::Lock { lock, threads } => {
                steps.push(Step::Release { line, of: lock });
                steps.push(Step::Release { line, of: threads });
            }
            Thing::Heap(_) => {}
        }
    }

    /// Something is left: of a lock, the thread that had it goes on.
    fn leave(&self, steps: &mut Vec<Step>) {
        if let Thing::Lock { threads, .. } = self.thing {
            let of = threads;
            steps.push(Step::Release { line: 0, of });
        }
    }
}

/// Operations that may raise on a path.
fn calls(path: &ModelPath) -> usize {
    let is_call = |step: &&ModelStep| matches!(step, ModelStep::Call { .. }) && !is_certain(step);
    path.steps.iter().filter(is_call).count()
}

fn turns(path: &ModelPath) -> Turns<'_> {
    path.steps.iter().filter(|step| is_turn(step)).collect()
}

fn has_the_same_ways(one: &Site<'_>, other: &Site<'_>) -> bool {
    let (one, other) = (&one.ways, &other.ways);
    let same = |(one, other)| turns(one) == turns(other);
    one.len() == other.len() && one.iter().zip(other).all(same)
}
