//! From a finding, or a whole file, to a scenario: what the analyzer knows becomes what the simulator
//! plays.
//!
//! The analyzer knows the paths of a function and what becomes of a handle on each. It does not
//! know how often an operation raises or a condition holds, nor how busy the service is: those are
//! [`Assumptions`], shown as such and adjustable. A path's probability is the product of its
//! chances, and those of all paths add up to one.
//!
//! Approximation: the work of a request is spread evenly over the operations that may raise, so an
//! exception cuts a request short.

mod program;
mod tree;
mod ways;
mod world;

use crate::report::{FileReport, Finding, LeakClass as Class};
use crate::sim::fate::{Ending, Kept, LeakClass};
use crate::sim::prediction::fit_clock;
use crate::sim::resource::{Lent, Pool, Resource};
use crate::sim::scenario::{Collector, Memory, Path, Scenario, Service, Step};
use crate::sim::stop::Stop;
use program::{Book, Site, Thing};
use std::fmt;
use world::{World, world};

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
    /// What each thing that is left on the heap takes, in KiB. Approximation: the catalogue does not
    /// say; a megabyte is a picture of 640 by 400 points, which is what is left there most often.
    pub kept_kib: f64,
    /// Mean seconds that a child process runs. When it has ended, the next one that is started reaps it
    /// (`subprocess._cleanup`, `multiprocessing.process._cleanup`).
    pub child_lives: f64,
    /// What keeps the objects of a function after it has ended.
    pub kept: Kept,
    /// Seed of the run.
    pub seed: u64,
}

impl Assumptions {
    /// What is assumed of a file, beside what it says itself.
    pub fn of(report: &FileReport) -> Self {
        Self {
            kept: match report.stores_exceptions {
                true => Kept::Exceptions,
                false => Kept::Nothing,
            },
            ..Self::default()
        }
    }
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            rate: 100.0,
            work: 0.02,
            raises: 0.01,
            holds: 0.5,
            kept_kib: 1024.0,
            child_lives: 1.0,
            kept: Kept::Nothing,
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
    /// What is left behind is freed by itself, and something else is wrong: what Python says of it.
    NothingRunsOut(String),
    /// The file has no finding.
    NoFinding,
}

impl fmt::Display for NotModelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLeakingPath => f.write_str("the finding lists no path on which it leaks"),
            Self::Resource(name) => write!(f, "running out of {name} is not simulated yet"),
            Self::NothingRunsOut(says) => write!(f, "nothing runs out; what happens is: {says}"),
            Self::NoFinding => f.write_str("nothing in it leaks"),
        }
    }
}

impl std::error::Error for NotModelled {}

/// The longest time worth watching after the resource has run out, in seconds: for a pool, past its
/// timeout of 30 s, so that the first error is seen; for a lock, past the last thread.
const AFTERWARDS: [f64; 3] = [20.0, 45.0, 120.0];

/// CPython's, up to 3.12.
const THRESHOLDS: [u32; 3] = [700, 10, 10];

/// The scenario that plays a finding.
///
/// # Errors
/// The finding has no leaking path, or exhausts nothing, or something that is not simulated.
pub fn scenario_for(finding: &Finding, assumptions: &Assumptions) -> Result<Scenario, NotModelled> {
    let mut scenario = play(&[finding], assumptions)?;
    scenario.name = match finding.function.as_str() {
        "" | "module" => format!("`{}` on line {}", finding.api, finding.line),
        function => format!("`{}` in {function}, line {}", finding.api, finding.line),
    };
    scenario.story = format!(
        "Each request calls the code once; {}.",
        counted(&scenario, assumptions)
    );
    Ok(scenario)
}

/// The scenario that plays everything that a file leaks. Each request calls one of the functions that
/// leak, as likely one as another; those chances are assumptions like all others.
///
/// # Errors
/// No finding can be played; the reason is the first one's.
pub fn scenario_for_file(
    path: &str,
    findings: &[Finding],
    assumptions: &Assumptions,
) -> Result<Scenario, NotModelled> {
    let mut known = Vec::new();
    let mut played = Vec::new();
    let mut refused = None;
    for finding in findings {
        if known.contains(&finding.acquisition) {
            continue;
        }
        match play(&[finding], assumptions) {
            Ok(_) => {
                known.push(finding.acquisition);
                played.push(finding);
            }
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    if played.is_empty() {
        return Err(refused.unwrap_or(NotModelled::NoFinding));
    }
    let mut scenario = play(&played, assumptions)?;
    let lines: Vec<String> = played.iter().map(|it| it.line.to_string()).collect();
    scenario.name = format!("{path}: everything that leaks");
    scenario.story = format!(
        "Each request calls one of the functions that leak (lines {}); {}.",
        lines.join(", "),
        counted(&scenario, assumptions)
    );
    Ok(scenario)
}

/// A scenario without a name that plays some findings, each of an acquisition of its own.
fn play(findings: &[&Finding], assumptions: &Assumptions) -> Result<Scenario, NotModelled> {
    let mut resources: Vec<Resource> = Vec::new();
    let mut has_heap = false;
    let mut is_lock = false;
    let mut sites = Vec::new();
    let leak = findings.first().map(|it| leak_class(it));
    let leak = leak.unwrap_or_default();
    for &finding in findings {
        let class = leak_class(finding);
        let thing = match world(finding)? {
            World::Units(resource) => Thing::Unit(place(&mut resources, resource)),
            World::Lock(threads) => {
                is_lock = true;
                let lock = place(&mut resources, the_lock(&threads));
                Thing::Lock {
                    lock,
                    threads: place(&mut resources, threads),
                }
            }
            World::Heap => {
                has_heap = true;
                Thing::Heap(assumptions.kept_kib)
            }
        };
        sites.push(Site {
            finding,
            ways: ways::played(&finding.model.paths, assumptions),
            thing,
            leak: (class != leak).then_some(class),
        });
    }
    let mut book = Book::new(assumptions);
    let mut paths = book.program(&sites);
    if assumptions.kept == Kept::Exceptions {
        paths.iter_mut().for_each(|path| keep_caught(path, leak));
    }
    if !paths.iter().any(Path::leaks) {
        return Err(NotModelled::NoLeakingPath);
    }
    let after = match resources.first() {
        _ if is_lock => AFTERWARDS[2],
        Some(Resource::Pool(_)) => AFTERWARDS[1],
        Some(Resource::Table(_)) | None => AFTERWARDS[0],
    };
    let mut resources = resources.into_iter();
    let mut scenario = Scenario {
        seed: assumptions.seed,
        rate: assumptions.rate,
        service: Service {
            mean: assumptions.work,
            ..Service::default()
        },
        resource: resources.next(),
        also: resources.collect(),
        memory: has_heap.then(Memory::default),
        assumptions: book.assumptions,
        paths,
        leak,
        returns_after: match findings.iter().any(|it| is_reaped(it)) {
            true => assumptions.child_lives,
            false => Scenario::default().returns_after,
        },
        kept: assumptions.kept,
        // What makes CPython collect is allocations, not time: those of `gc.get_threshold()` up to 3.12.
        collector: Collector {
            thresholds: Some(THRESHOLDS),
            ..Collector::default()
        },
        stop: Stop {
            after_exhaustion: Some(after),
            ..Stop::default()
        },
        ..Scenario::default()
    };
    fit_clock(&mut scenario);
    Ok(scenario)
}

/// Whether it is a child process that the next one reaps.
fn is_reaped(finding: &Finding) -> bool {
    finding.model.exhausts == "processes" && finding.leak_class == Class::R2
}

/// What a path leaves that has caught an exception and returns: the stored exception keeps it.
fn keep_caught(path: &mut Path, usual: LeakClass) {
    let raises = |step: &Step| matches!(step, Step::MayRaise { raises: true, .. });
    if path.ends == Ending::Raises || !path.steps.iter().any(raises) {
        return;
    }
    for step in &mut path.steps {
        if let Step::Acquire { leak, .. } | Step::Keep { leak, .. } = step
            && matches!(leak.unwrap_or(usual), LeakClass::R0 | LeakClass::R1)
        {
            *leak = Some(LeakClass::R2);
        }
    }
}

/// The number of a resource; the same one serves all that run out of it.
fn place(resources: &mut Vec<Resource>, resource: Resource) -> u32 {
    let same = |known: &Resource| match (known, &resource) {
        (Resource::Table(known), Resource::Table(table)) => {
            (known.of, known.limit) == (table.of, table.limit)
        }
        (Resource::Pool(known), Resource::Pool(pool)) => known == pool,
        _ => false,
    };
    let known = resources.iter().position(same);
    let index = known.unwrap_or_else(|| {
        resources.push(resource);
        resources.len() - 1
    });
    index as u32
}

/// A lock is a pool of one that lets everybody wait for ever; what is met is the end of the threads.
fn the_lock(threads: &Resource) -> Resource {
    Resource::Pool(Pool {
        of: Lent::Locks,
        size: 1,
        overflow: 0,
        timeout: None,
        error: threads.error(),
        ..Pool::default()
    })
}

/// What runs out, in words.
fn counted(scenario: &Scenario, assumptions: &Assumptions) -> String {
    let resources: Vec<String> = scenario
        .resources()
        .map(|resource| match resource {
            Resource::Pool(pool) if pool.of == Lent::Locks => {
                "one lock, for which threads wait".to_owned()
            }
            _ => format!("{} {}", resource.capacity(), resource.units()),
        })
        .collect();
    let mut parts = Vec::new();
    if scenario.leak == LeakClass::R5 {
        parts.push(format!(
            "a child process is taken to run for {} s, and when it has ended, the next one reaps it",
            assumptions.child_lives
        ));
    }
    if assumptions.kept == Kept::Exceptions {
        parts.push("exceptions that are stored keep what their frames have".to_owned());
    }
    if !resources.is_empty() {
        parts.push(format!(
            "what it leaves unreleased is counted against {}",
            resources.join(" and ")
        ));
    }
    if let Some(Memory {
        limit: Some(limit), ..
    }) = scenario.memory
    {
        parts.push(format!(
            "each thing that it leaves on the heap is taken to be {} KiB, and the kernel kills the \
             process at {limit} MiB",
            assumptions.kept_kib
        ));
    }
    parts.join("; ")
}

/// What could still bring back what a finding leaves.
fn leak_class(finding: &Finding) -> LeakClass {
    match finding.leak_class {
        Class::R2 if is_reaped(finding) => LeakClass::R5,
        Class::R0 => LeakClass::R0,
        Class::R1 => LeakClass::R1,
        Class::R2 => LeakClass::R2,
        Class::R3 => LeakClass::R3,
        Class::R4 => LeakClass::R4,
        Class::R5 => LeakClass::R5,
        Class::R6 => LeakClass::R6,
    }
}

#[cfg(test)]
mod tests;
