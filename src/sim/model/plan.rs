//! A scenario prepared for running: paths ordered, probabilities summed, fates decided.

use super::super::fate::{Ending, Fate, Runtime};
use super::super::random::{Purpose, Source, Stream, attempt_index};
use super::super::resource::Resource;
use super::super::scenario::{Arrivals, LONGEST, Path, Patience, Scenario, Shape, Sizes, Step};

/// What a lane reads and never writes.
#[derive(Debug)]
pub struct Plan {
    /// The scenario it was made from.
    pub scenario: Scenario,
    /// Every resource of a replica, in the order of its steps.
    pub resources: Vec<Resource>,
    /// The text of each resource's error, and the database server's last.
    pub errors: Vec<String>,
    /// When the run ends.
    pub ends: Ends,
    /// Which resources outlive processes, because a unit left unreleased does.
    pub outlives: Vec<bool>,
    /// Random numbers that the work of one attempt takes, beside the first.
    pub draws: u64,
    paths: Vec<Course>,
    /// Where the streams of each purpose begin, by its number.
    sources: [Source; Purpose::ALL],
}

/// Counts that end a run; as high as can be when they do not.
#[derive(Debug)]
pub struct Ends {
    /// Requests completed.
    pub completed: u64,
    /// Requests of the source.
    pub arrivals: u64,
    /// Processes ended.
    pub deaths: u64,
    /// Whether it ends as soon as something runs out.
    pub at_exhaustion: bool,
}

/// One path, ready to run.
#[derive(Debug)]
pub struct Course {
    /// Upper end of its part of the interval (0, 1).
    until: f64,
    /// What happens; chances are already drawn.
    pub acts: Vec<Act>,
    /// The share of the service time that it works for.
    pub share: f64,
    /// How it ends.
    pub ends: Ending,
}

/// One thing that happens on a path and changes something.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Acquire one unit of a resource, at a line; what becomes of it when it is left behind.
    Acquire { line: u32, of: u32, fate: Fate },
    /// Work for a share of the service time.
    Work(f64),
    /// Release the unit of a resource held longest.
    Release { of: u32 },
    /// Put something on the heap.
    Keep {
        line: u32,
        kib: f64,
        objects: f64,
        fate: Fate,
    },
}

impl Plan {
    /// Prepares a scenario.
    ///
    /// Paths that leak come first on the interval a request's path is drawn from: whoever leaks
    /// with a small chance still does with a greater one, and so raising the chance never delays
    /// exhaustion.
    pub fn new(scenario: Scenario) -> Self {
        let mut until = 0.0;
        let courses = scenario.courses().into_iter();
        let paths = courses
            .map(|(chance, path)| {
                until += chance;
                Course {
                    until,
                    acts: acts(&scenario, &path),
                    share: path.work_share(),
                    ends: path.ends,
                }
            })
            .collect();
        let resources: Vec<Resource> = scenario.resources().cloned().collect();
        let database = scenario.database.clone().map(Resource::Table);
        let stop = scenario.stop;
        Self {
            ends: Ends {
                completed: stop.completed.unwrap_or(u64::MAX),
                arrivals: stop.arrivals.unwrap_or(u64::MAX),
                deaths: stop.deaths.unwrap_or(u64::MAX),
                at_exhaustion: stop.after_exhaustion == Some(0.0),
            },
            errors: resources
                .iter()
                .chain(&database)
                .map(Resource::error)
                .collect(),
            outlives: (0..resources.len() as u32)
                .map(|of| scenario.outlives(of))
                .collect(),
            resources,
            draws: match scenario.service.shape {
                Shape::Erlang { phases } => u64::from(phases) - 1,
                _ => 0,
            },
            paths,
            sources: std::array::from_fn(|purpose| Source::numbered(scenario.seed, purpose)),
            scenario,
        }
    }

    /// The parts that it is made of, as far as a file says how many.
    pub fn parts(&self) -> usize {
        let steps = self.paths.iter().map(|path| path.acts.len() + 1);
        steps.sum::<usize>() + self.scenario.assumptions.len()
    }

    /// The database server, if it has a limit.
    pub fn database(&self) -> Option<Resource> {
        self.scenario.database.clone().map(Resource::Table)
    }

    /// The names of the units of a resource, the database server's after the last.
    pub fn units(&self, of: usize) -> &'static str {
        let resource = self.resources.get(of);
        resource.map_or("server connections", Resource::units)
    }

    /// A path of the program.
    #[inline(always)]
    pub fn course(&self, index: u32) -> &Course {
        &self.paths[index as usize]
    }

    /// The path that a request takes.
    #[inline(always)]
    pub fn draw_course(&self, request: u64, attempt: u32) -> u32 {
        if self.paths.len() == 1 {
            return 0;
        }
        let at = self.stream(Purpose::Path, request, attempt).uniform();
        let index = self.paths.partition_point(|course| course.until <= at);
        index.min(self.paths.len() - 1) as u32
    }

    /// The seconds between now and the arrival of a request, the one before it arriving now.
    pub fn draw_gap(&self, now: f64, request: u64) -> f64 {
        let gap = 1.0 / self.scenario.rate;
        let mut stream = self.source(Purpose::Arrival).stream(request);
        match self.scenario.arrivals {
            Arrivals::Poisson | Arrivals::Closed { .. } => stream.exponential(gap),
            Arrivals::Fixed => gap,
            Arrivals::Bursts {
                every,
                lasts,
                factor,
            } => burst_gap(now, stream.exponential(gap), every, lasts, factor),
        }
    }

    /// The seconds for which a client thinks before its request.
    pub fn draw_thinking(&self, request: u64, mean: f64) -> f64 {
        let mut stream = self.source(Purpose::Think).stream(request);
        stream.exponential(mean)
    }

    /// The seconds of work an attempt needs.
    pub fn draw_service(&self, request: u64, attempt: u32) -> f64 {
        let service = self.scenario.service;
        let mut stream = self.stream(Purpose::Service, request, attempt);
        match service.shape {
            Shape::Deterministic => service.mean,
            Shape::Exponential => stream.exponential(service.mean),
            Shape::Lognormal { cs2 } => stream.lognormal(service.mean, cs2),
            Shape::Hyperexponential { cs2 } => stream.hyperexponential(service.mean, cs2),
            Shape::Erlang { phases } => stream.erlang(service.mean, phases),
            Shape::Uniform => 2.0 * service.mean * stream.uniform(),
        }
    }

    /// The seconds for which an attempt waits for a worker, if it does not wait for ever.
    pub fn draw_patience(&self, request: u64, attempt: u32) -> Option<f64> {
        self.scenario.patience.map(|patience| match patience {
            Patience::Deterministic(seconds) => seconds,
            Patience::Exponential(mean) => self
                .stream(Purpose::Patience, request, attempt)
                .exponential(mean),
        })
    }

    /// The seconds before an attempt after the first.
    pub fn draw_back_off(&self, request: u64, attempt: u32) -> f64 {
        let client = self.scenario.client;
        let times = f64::from(attempt) - 1.0;
        let full = grown_wait(client.back_off, (client.factor, times), LONGEST);
        let part = self.stream(Purpose::Retry, request, attempt).uniform();
        full * (1.0 - client.jitter * part)
    }

    /// Whether the unit that an attempt acquires after `held` others is never released.
    #[inline(always)]
    pub fn draw_loss(&self, request: u64, attempt: u32, held: u32) -> bool {
        let chance = self.scenario.leaks.per_acquisition;
        if chance <= 0.0 {
            return false;
        }
        let mut stream = self.stream(Purpose::Leak, request, attempt);
        (0..held).for_each(|_| {
            stream.bits();
        });
        stream.uniform() < chance
    }

    /// The size of something that is kept, in KiB.
    pub fn draw_size(&self, request: u64, attempt: u32, kib: f64) -> f64 {
        match self.scenario.memory.map(|memory| memory.sizes) {
            Some(Sizes::Exponential) => self
                .stream(Purpose::Size, request, attempt)
                .exponential(kib),
            Some(Sizes::Constant) | None => kib,
        }
    }

    /// Requests after which a process is restarted in its `life`, counted over all replicas.
    pub fn draw_recycling(&self, life: u64) -> Option<u64> {
        let restart = self.scenario.restart?;
        let most = restart.after_requests?;
        let part = self.source(Purpose::Recycle).stream(life).uniform();
        Some(most + (part * (restart.jitter + 1) as f64) as u64)
    }

    /// The part of its time, or of its requests, after which a process is restarted as planned: less in
    /// the first life of all replicas but the last, so that they are not restarted at the same instant.
    pub fn first_part(&self, replica: u32, life: u32) -> f64 {
        let together = self.scenario.restart.is_none_or(|restart| restart.together);
        let (number, all) = (replica + 1, self.scenario.replicas);
        if life > 0 || together || number >= all {
            return 1.0;
        }
        f64::from(number) / f64::from(all)
    }

    /// Seconds between garbage collections, if they come by time and anything can become garbage.
    pub fn collection_period(&self) -> Option<f64> {
        let garbage = |act: &Act| {
            matches!(act, Act::Acquire { fate, .. } | Act::Keep { fate, .. }
                if *fate == Fate::AtCollection)
        };
        if !self.paths.iter().any(|path| path.acts.iter().any(garbage)) {
            return None;
        }
        let collector = self.scenario.collector;
        match self.scenario.runtime {
            Runtime::ReferenceCounting if collector.thresholds.is_some() => None,
            Runtime::ReferenceCounting => Some(collector.cycles_every),
            Runtime::Tracing => Some(collector.tracing_every),
            Runtime::None => None,
        }
    }

    /// CPython's thresholds, if collections come by the number of allocations.
    pub fn thresholds(&self) -> Option<[u32; 3]> {
        match self.scenario.runtime {
            Runtime::ReferenceCounting => self.scenario.collector.thresholds,
            Runtime::Tracing | Runtime::None => None,
        }
    }

    #[inline(always)]
    fn stream(&self, purpose: Purpose, request: u64, attempt: u32) -> Stream {
        let index = attempt_index(request, attempt);
        self.source(purpose).stream(index)
    }

    #[inline(always)]
    fn source(&self, purpose: Purpose) -> Source {
        self.sources[purpose as usize]
    }
}

/// The seconds until as much of the source's time has passed as `quiet` seconds outside of bursts
/// have: in a burst it passes `factor` times as fast.
fn burst_gap(now: f64, quiet: f64, every: f64, lasts: f64, factor: f64) -> f64 {
    let (mut at, mut left) = (now, quiet);
    // Whole periods pass at once, so that short ones take no longer.
    let period = every + (factor - 1.0) * lasts;
    if left > 2.0 * period {
        let whole = libm::floor(left / period) - 1.0;
        at += whole * every;
        left -= whole * period;
    }
    loop {
        let start = libm::floor(at / every) * every;
        let within = at - start;
        let (speed, end) = if within < lasts {
            (factor, start + lasts)
        } else {
            (1.0, start + every)
        };
        let room = (end - at) * speed;
        if left <= room || end <= at {
            return at + left / speed - now;
        }
        left -= room;
        at = end;
    }
}

fn acts(scenario: &Scenario, path: &Path) -> Vec<Act> {
    let act = |step: &Step| match *step {
        Step::Acquire { line, of, leak } => {
            let fate = scenario.fate_of(leak, path.ends);
            Some(Act::Acquire { line, of, fate })
        }
        Step::Work { share } => Some(Act::Work(share)),
        Step::Release { of, .. } => Some(Act::Release { of }),
        Step::Keep {
            line,
            kib,
            objects,
            leak,
        } => Some(Act::Keep {
            line,
            kib,
            objects,
            fate: scenario.fate_of(leak, path.ends),
        }),
        Step::MayRaise { .. } | Step::Branch { .. } => None,
    };
    path.steps.iter().filter_map(act).collect()
}

/// Seconds that are waited when a wait is multiplied by a factor so many times, and is at most so long. No
/// wait stays none, however often it is multiplied.
pub(super) fn grown_wait(first: f64, (factor, times): (f64, f64), longest: f64) -> f64 {
    if first <= 0.0 {
        return 0.0;
    }
    (first * libm::pow(factor, times)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_has_its_share_of_the_requests() {
        let scenario = Scenario {
            rate: 10.0,
            arrivals: Arrivals::Bursts {
                every: 10.0,
                lasts: 2.0,
                factor: 6.0,
            },
            ..Scenario::default()
        };
        let plan = Plan::new(scenario);
        let (mut now, mut inside, mut all) = (0.0, 0, 0);
        for request in 0..200_000 {
            now += plan.draw_gap(now, request);
            all += 1;
            inside += i32::from(now % 10.0 < 2.0);
        }
        // 120 of 200 requests a period come in its burst, and there are 20 a second on average.
        assert!((f64::from(inside) / f64::from(all) - 0.6).abs() < 0.005);
        assert!((f64::from(all) / now - 20.0).abs() < 0.2, "{now}");
    }
}
