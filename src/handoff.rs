//! From a finding to a scenario: what the analyzer knows becomes what the simulator plays.
//!
//! The analyzer knows the paths of a function and what becomes of a handle on each. It does not
//! know how often an operation raises or a condition holds, nor how busy the service is: those are
//! [`Assumptions`], shown as such and adjustable. A path's probability is the product of its
//! chances, over the sum for all paths.
//!
//! Approximation: the work of a request is spread evenly over the operations that may raise, so an
//! exception cuts a request short.

use crate::check::report::{Finding, LeakClass as Class, ModelPath, ModelStep, Outcome};
use crate::sim::fate::{Ending, LeakClass};
use crate::sim::prediction::fit_clock;
use crate::sim::resource::{Entries, Pool, Resource, Table};
use crate::sim::scenario::{Assumption, AssumptionKind, Path, Scenario, Service, Step};
use crate::sim::stop::Stop;
use std::fmt;

/// What the program's text does not tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumptions {
    /// Requests per second, each calling the function once.
    pub rate: f64,
    /// Mean seconds that a call works.
    pub work: f64,
    /// Chance that an operation raises.
    pub raises: f64,
    /// Chance that a condition holds.
    pub holds: f64,
    /// Seed of the run.
    pub seed: u64,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            rate: 100.0,
            work: 0.02,
            raises: 0.01,
            holds: 0.5,
            seed: 7,
        }
    }
}

/// Why a finding cannot be simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotModelled {
    /// Its model lists no path that leaks.
    NoLeakingPath,
    /// The simulator does not know the resource.
    Resource(String),
}

impl fmt::Display for NotModelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLeakingPath => f.write_str("the finding lists no path on which it leaks"),
            Self::Resource(name) => write!(f, "running out of {name} is not simulated yet"),
        }
    }
}

impl std::error::Error for NotModelled {}

/// The longest time worth watching after the resource has run out, in seconds: for a pool, past its
/// timeout of 30 s, so that the first error is seen.
const AFTERWARDS: [f64; 2] = [20.0, 45.0];
/// The scenario that plays a finding.
///
/// # Errors
/// The finding has no leaking path, or exhausts something that is not simulated.
pub fn scenario_for(finding: &Finding, assumptions: &Assumptions) -> Result<Scenario, NotModelled> {
    let resource = resource(finding)?;
    let mut book = Book::new(assumptions);
    let longest = finding.model.paths.iter().map(calls).max().unwrap_or(0);
    let paths: Vec<Path> = finding
        .model
        .paths
        .iter()
        .map(|path| book.path(path, longest))
        .collect();
    if paths.iter().all(|path| path.unreleased() == 0) {
        return Err(NotModelled::NoLeakingPath);
    }
    let after = match resource {
        Resource::Table(_) => AFTERWARDS[0],
        Resource::Pool(_) => AFTERWARDS[1],
    };
    let mut scenario = Scenario {
        name: name(finding),
        story: story(finding, &resource),
        seed: assumptions.seed,
        rate: assumptions.rate,
        service: Service {
            mean: assumptions.work,
            ..Service::default()
        },
        resource: Some(resource),
        assumptions: book.assumptions,
        paths,
        leak: leak_class(finding.leak_class),
        stop: Stop {
            after_exhaustion: Some(after),
            ..Stop::default()
        },
        ..Scenario::default()
    };
    fit_clock(&mut scenario);
    Ok(scenario)
}

fn name(finding: &Finding) -> String {
    match finding.function.as_str() {
        "" | "module" => format!("`{}` on line {}", finding.api, finding.line),
        function => format!("`{}` in {function}, line {}", finding.api, finding.line),
    }
}

fn story(finding: &Finding, resource: &Resource) -> String {
    format!(
        "Each request calls the code once; what it leaves unreleased is counted against {} {}.",
        resource.capacity(),
        match finding.model.exhausts.as_str() {
            "sockets" => "descriptors",
            _ => resource.units(),
        }
    )
}

fn resource(finding: &Finding) -> Result<Resource, NotModelled> {
    let error = finding.ends_in.clone();
    let table = |of| {
        Resource::Table(Table {
            error: error.clone(),
            ..Table::of(of)
        })
    };
    match finding.model.exhausts.as_str() {
        "descriptors" | "sockets" => Ok(table(Entries::Descriptors)),
        "connections" => Ok(Resource::Pool(Pool {
            error,
            ..Pool::default()
        })),
        "threads" => Ok(table(Entries::Threads)),
        "processes" => Ok(table(Entries::Processes)),
        other => Err(NotModelled::Resource(other.to_owned())),
    }
}

fn leak_class(class: Class) -> LeakClass {
    match class {
        Class::R0 => LeakClass::R0,
        Class::R1 => LeakClass::R1,
        Class::R2 => LeakClass::R2,
        Class::R3 => LeakClass::R3,
        Class::R4 => LeakClass::R4,
        Class::R5 => LeakClass::R5,
        Class::R6 => LeakClass::R6,
    }
}

/// Operations that may raise on a path.
fn calls(path: &ModelPath) -> usize {
    path.steps
        .iter()
        .filter(|step| matches!(step, ModelStep::Call { .. }))
        .count()
}

/// The assumptions named so far.
struct Book<'a> {
    chances: &'a Assumptions,
    assumptions: Vec<Assumption>,
}

impl<'a> Book<'a> {
    fn new(chances: &'a Assumptions) -> Self {
        Self {
            chances,
            assumptions: Vec::new(),
        }
    }

    fn path(&mut self, path: &ModelPath, longest: usize) -> Path {
        let mut steps = Vec::new();
        let mut ends = Ending::Returns;
        let share = 1.0 / longest.max(1) as f64;
        for step in &path.steps {
            match step {
                ModelStep::Acquire { line } => {
                    steps.push(Step::acquire(*line));
                    if longest == 0 {
                        steps.push(Step::Work { share });
                    }
                }
                ModelStep::Release { line } => steps.push(Step::release(*line)),
                ModelStep::Call { line, what, raises } => {
                    steps.push(Step::Work { share });
                    let assumption = self.assume(AssumptionKind::Raises, *line, what);
                    steps.push(Step::MayRaise {
                        assumption,
                        raises: *raises,
                    });
                    ends = if *raises {
                        Ending::Raises
                    } else {
                        Ending::Returns
                    };
                }
                ModelStep::Branch { line, what, taken } => {
                    let assumption = self.assume(AssumptionKind::Holds, *line, what);
                    steps.push(Step::Branch {
                        assumption,
                        taken: *taken,
                    });
                }
            }
        }
        let mut built = Path { steps, ends };
        agree(&mut built, path.outcome);
        built
    }

    /// The index of an assumption, new or known.
    fn assume(&mut self, kind: AssumptionKind, line: u32, what: &str) -> u32 {
        let known = self
            .assumptions
            .iter()
            .position(|known| known.kind == kind && known.line == line && known.what == what);
        let index = known.unwrap_or_else(|| {
            let chance = match kind {
                AssumptionKind::Raises => self.chances.raises,
                AssumptionKind::Holds => self.chances.holds,
            };
            self.assumptions.push(Assumption {
                kind,
                line,
                what: what.to_owned(),
                chance,
            });
            self.assumptions.len() - 1
        });
        index as u32
    }
}

/// Makes the steps agree with what the analyzer found: only a path that leaks leaves something.
fn agree(path: &mut Path, outcome: Outcome) {
    let leaks = outcome == Outcome::Leaked;
    if !leaks {
        for _ in 0..path.unreleased() {
            path.steps.push(Step::release(0));
        }
    } else if path.unreleased() == 0 {
        let last = path
            .steps
            .iter()
            .rposition(|step| matches!(step, Step::Release { .. }));
        if let Some(last) = last {
            path.steps.remove(last);
        }
    }
}

#[cfg(test)]
mod tests;
