//! How large a scenario may be: nothing that would not end, not advance or not fit is played.
//!
//! Times are numbers of 53 bits, so at a billion seconds a tenth of a microsecond is the least that
//! can pass, and whatever happens again and again must take longer than that.

use super::found::Found;
use super::{Arrivals, Scenario};

/// The longest that a run may take and anything in it may last, in seconds: 31 years.
pub const LONGEST: f64 = 1e9;
/// The most requests that are in the system at a time; with them the run ends.
pub const MOST_REQUESTS: u32 = 1_000_000;
/// The events of a run, each thing that takes long counted for as many as it takes: with them it ends.
pub const MOST_EVENTS: u64 = 50_000_000;
/// The events of several runs together: with them no further one is begun.
pub const MOST_IN_ALL: u64 = 100_000_000;
/// What a run may have to remember, in bytes: requests, events to come, units, entries of heaps. With
/// so much it ends. A list that grows is copied, so that it takes up to twice as much for a moment.
pub const MOST_MEMORY: usize = 200 << 20;
/// The most that is told of a run.
pub const MOST_TOLD: usize = 100_000;
/// The requests that a run plays when it says no time.
const ENOUGH: f64 = 1e8;
/// The least seconds between two things that happen regularly.
const SHORTEST: f64 = 1e-6;
/// The most that may happen regularly in a run.
const MOST_TIMES: f64 = 1e10;
/// The most units of all resources in all replicas.
const MOST_UNITS: u64 = 4_194_304;
/// The most paths, steps of a path, and assumptions.
const MOST_PARTS: usize = 10_000;
/// The largest write buffer, in bytes, and the most requests of a process.
const LARGEST_BUFFER: u32 = 1 << 30;
const MOST_SERVED: u64 = 1 << 48;

impl Scenario {
    /// When a run ends whatever happens, in seconds. One that says no time might wait for something
    /// that never comes, so it has as long as a hundred million requests take.
    pub fn latest(&self) -> f64 {
        let enough = (ENOUGH / self.mean_rate()).min(LONGEST);
        self.stop.time.unwrap_or(enough)
    }

    /// What is too much, too small or too often to be played.
    pub(super) fn size_problems(&self, found: &mut Found) {
        self.time_problems(found);
        let units: u64 = self.resources().map(|resource| resource.entries()).sum();
        let most = self.autoscaler.map_or(0, |scaler| scaler.most);
        let units = units * u64::from(self.replicas.max(most));
        if units > MOST_UNITS && found.is_empty() {
            let message =
                format!("all replicas together have {units} units; {MOST_UNITS} can be played");
            found.add("resource", message);
        }
        let parts = [
            ("paths", self.paths.len()),
            ("assumptions", self.assumptions.len()),
        ];
        let steps = self.paths.iter().enumerate();
        let steps = steps.map(|(index, path)| (index, path.steps.len()));
        for (field, count) in parts {
            found.few(field, count);
        }
        for (index, count) in steps {
            found.few(&format!("paths[{index}].steps"), count);
        }
        if let Some(buffer) = self.buffer {
            found.between("buffer.size", buffer.size, 1, LARGEST_BUFFER);
        }
        if let Some(restart) = self.restart {
            let most = restart.after_requests.unwrap_or(0);
            for (field, count) in [
                ("restart.after_requests", most),
                ("restart.jitter", restart.jitter),
            ] {
                if count > MOST_SERVED {
                    found.add(field, format!("must be at most {MOST_SERVED}, is {count}"));
                }
            }
        }
    }

    /// What takes too long, or comes too often for the time that a run takes.
    fn time_problems(&self, found: &mut Found) {
        let time = self.stop.time.unwrap_or(0.0);
        let latest = self.latest();
        if self.warm_up >= latest && found.is_empty() {
            let message = format!("must be before the end of {latest}, is {}", self.warm_up);
            found.add("warm_up", message);
        }
        let requests = self.mean_rate() * time;
        // What is wrong with the rate is said already.
        if requests > MOST_TIMES && found.is_empty() {
            let message =
                format!("is {time}: {requests:e} requests; {MOST_TIMES:e} can be played at most");
            found.add("stop.time", message);
        }
        let mut often: Vec<(&str, f64)> = vec![
            ("tick", self.tick),
            ("returns_after", self.returns_after),
            ("collector.cycles_every", self.collector.cycles_every),
            ("collector.tracing_every", self.collector.tracing_every),
        ];
        match self.arrivals {
            Arrivals::Poisson | Arrivals::Fixed => {}
            Arrivals::Bursts { every, .. } => often.push(("arrivals.bursts.every", every)),
            Arrivals::Closed { think, .. } => often.push(("arrivals.closed.think", think)),
        }
        let every = self.restart.and_then(|restart| restart.every);
        often.extend(every.map(|every| ("restart.every", every)));
        let monitor = self.monitor.map(|monitor| ("monitor.every", monitor.every));
        let scaler = self
            .autoscaler
            .map(|scaler| ("autoscaler.every", scaler.every));
        often.extend(monitor.into_iter().chain(scaler));
        let is_fine = found.is_empty();
        for (field, seconds) in often {
            if seconds > 0.0 && seconds < SHORTEST {
                found.add(
                    field,
                    format!("must be at least {SHORTEST:e}, is {seconds:e}"),
                );
            } else if seconds > 0.0 && time / seconds > MOST_TIMES && is_fine {
                let message = format!(
                    "is {seconds:e}, and {:e} times in a run is too often; {MOST_TIMES:e} can be \
                     played",
                    time / seconds
                );
                found.add(field, message);
            }
        }
    }

    /// Requests per second over a long time, those of closed clients at most.
    pub fn mean_rate(&self) -> f64 {
        match self.arrivals {
            Arrivals::Poisson | Arrivals::Fixed => self.rate,
            Arrivals::Bursts {
                every,
                lasts,
                factor,
            } => self.rate * (1.0 + (factor - 1.0) * lasts / every),
            Arrivals::Closed { clients, think } => f64::from(clients) / (think + self.service.mean),
        }
    }
}

impl Found {
    fn few(&mut self, field: &str, count: usize) {
        if count > MOST_PARTS {
            self.add(
                field,
                format!("must be at most {MOST_PARTS}, there are {count}"),
            );
        }
    }
}
