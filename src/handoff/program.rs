//! The paths of a scenario, from those that the analyzer lists for each finding.

use super::Assumptions;
use crate::report::{Finding, ModelPath, ModelStep, Outcome};
use crate::sim::fate::{Ending, LeakClass};
use crate::sim::scenario::{Assumption, AssumptionKind, Path, Step};

/// An acquisition that leaks, and what it is in the scenario.
pub struct Site<'a> {
    /// Its finding.
    pub finding: &'a Finding,
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
                let first = function[0].finding;
                first.function == site.finding.function && has_the_same_ways(first, site.finding)
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
        let ways = &sites[0].finding.model.paths;
        let longest = ways.iter().map(calls).max().unwrap_or(0);
        (0..ways.len())
            .map(|way| {
                let mut path = self.way(sites, way, longest);
                path.steps.splice(0..0, called.iter().cloned());
                path
            })
            .collect()
    }

    fn way(&mut self, sites: &[&Site<'_>], way: usize, longest: usize) -> Path {
        let share = 1.0 / longest.max(1) as f64;
        let mut steps = Vec::new();
        let mut ends = Ending::Returns;
        let parts: Vec<_> = sites
            .iter()
            .map(|site| Part::of(site, &site.finding.model.paths[way]))
            .collect();
        let turns = turns(&sites[0].finding.model.paths[way]);
        for at in 0..=turns.len() {
            for part in &parts {
                steps.extend(part.steps[at].iter().cloned());
            }
            match turns.get(at) {
                Some(ModelStep::Call { line, what, raises }) => {
                    steps.push(Step::Work { share });
                    let assumption = self.assume(AssumptionKind::Raises, *line, what);
                    let raises = *raises;
                    steps.push(Step::MayRaise { assumption, raises });
                    ends = if raises {
                        Ending::Raises
                    } else {
                        Ending::Returns
                    };
                }
                Some(ModelStep::Branch { line, what, taken }) => {
                    let assumption = self.assume(AssumptionKind::Holds, *line, what);
                    let taken = *taken;
                    steps.push(Step::Branch { assumption, taken });
                }
                _ => {}
            }
        }
        for part in &parts {
            steps.extend(part.last.iter().cloned());
        }
        if longest == 0 {
            // Nothing that it does may raise: it works while it has what it acquired.
            let has = |step: &Step| matches!(step, Step::Acquire { .. } | Step::Keep { .. });
            let at = steps
                .iter()
                .rposition(has)
                .map_or(0, |acquired| acquired + 1);
            steps.insert(at, Step::Work { share });
        }
        Path { steps, ends }
    }

    /// The index of an assumption, new or known.
    fn assume(&mut self, kind: AssumptionKind, line: u32, what: &str) -> u32 {
        let chance = match kind {
            AssumptionKind::Raises => self.chances.raises,
            AssumptionKind::Holds => self.chances.holds,
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
            "" | "module" => format!("it is `{}` that runs", finding.api),
            function => format!("the request calls `{function}`"),
        };
        self.note(Assumption {
            kind: AssumptionKind::Holds,
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
    let is_call = |step: &&ModelStep| matches!(step, ModelStep::Call { .. });
    path.steps.iter().filter(is_call).count()
}

fn turns(path: &ModelPath) -> Turns<'_> {
    let is_turn =
        |step: &&ModelStep| matches!(step, ModelStep::Call { .. } | ModelStep::Branch { .. });
    path.steps.iter().filter(is_turn).collect()
}

fn has_the_same_ways(one: &Finding, other: &Finding) -> bool {
    let (one, other) = (&one.model.paths, &other.model.paths);
    let same = |(one, other)| turns(one) == turns(other);
    one.len() == other.len() && one.iter().zip(other).all(same)
}
