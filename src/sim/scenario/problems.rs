//! What is wrong with a scenario, field by field.

use super::found::{Found, LARGEST, Problem};
use super::{Alarm, Arrivals, LONGEST, Patience, Scenario, Shape, Step};

/// The highest rate, in requests per second: beyond it a run would take hours. And the lowest: one in
/// thirty years.
const HIGHEST_RATE: f64 = 1e6;
const LOWEST_RATE: f64 = 1e-9;
/// The least mean work of a request, in seconds: a clock of a processor has no less.
const LEAST_WORK: f64 = 1e-12;
/// The most replicas and clients: beyond them every event takes long.
const MOST_REPLICAS: u32 = 1_000;
const MOST_CLIENTS: u32 = 1_000_000;
const MOST_STARTS: u32 = 10_000;
/// The most resources of a replica.
const MOST_RESOURCES: usize = 16;

impl Scenario {
    /// Everything that keeps this scenario from being simulated; empty when it can be.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Found::default();
        self.traffic_problems(&mut found);
        self.client_problems(&mut found);
        found.positive("tick", self.tick);
        found.positive("returns_after", self.returns_after);
        found.not_negative("gil", self.gil);
        found.at_most("warm_up", self.warm_up, LONGEST);
        found.not_negative("warm_up", self.warm_up);
        self.stop_problems(&mut found);
        self.resource_problems(&mut found);
        self.process_problems(&mut found);
        self.operation_problems(&mut found);
        self.path_problems(&mut found);
        self.size_problems(&mut found);
        found.all()
    }

    fn traffic_problems(&self, found: &mut Found) {
        found.at_most("rate", self.rate, HIGHEST_RATE);
        found.positive("rate", self.rate);
        if self.rate > 0.0 && self.rate < LOWEST_RATE {
            let message = format!("must be at least {LOWEST_RATE:e}, is {:e}", self.rate);
            found.add("rate", message);
        }
        match self.arrivals {
            Arrivals::Poisson | Arrivals::Fixed => {}
            Arrivals::Bursts {
                every,
                lasts,
                factor,
            } => {
                found.positive("arrivals.bursts.every", every);
                found.positive("arrivals.bursts.lasts", lasts);
                found.positive("arrivals.bursts.factor", factor);
                found.at_most("arrivals.bursts.lasts", lasts, every);
                let rate = self.rate * factor;
                found.at_most("arrivals.bursts.factor", rate, HIGHEST_RATE);
            }
            Arrivals::Closed { clients, think } => {
                let whole = "arrivals.closed.clients";
                found.between(whole, clients, 1, MOST_CLIENTS);
                found.positive("arrivals.closed.think", think);
            }
        }
        found.positive("service.mean", self.service.mean);
        let mean = self.service.mean;
        if mean > 0.0 && mean < LEAST_WORK {
            let message = format!("must be at least {LEAST_WORK:e}, is {mean:e}");
            found.add("service.mean", message);
        }
        match self.service.shape {
            Shape::Lognormal { cs2 } => found.positive("service.shape.lognormal.cs2", cs2),
            Shape::Hyperexponential { cs2 } if !(1.0..=LARGEST).contains(&cs2) => found.add(
                "service.shape.hyperexponential.cs2",
                format!("must be between 1 and {LARGEST:e}, is {cs2}"),
            ),
            Shape::Erlang { phases } => {
                found.between("service.shape.erlang.phases", phases, 1, 1_000);
            }
            Shape::Deterministic
            | Shape::Exponential
            | Shape::Hyperexponential { .. }
            | Shape::Uniform => {}
        }
        for (field, count) in [("workers", self.workers), ("capacity", self.capacity)] {
            if count == Some(0) {
                let message = "must be at least 1, or absent for no bound".to_owned();
                found.add(field, message);
            }
        }
        match self.patience {
            None => {}
            Some(Patience::Deterministic(seconds)) => {
                found.not_negative("patience.deterministic", seconds);
            }
            Some(Patience::Exponential(mean)) => found.positive("patience.exponential", mean),
        }
    }

    fn client_problems(&self, found: &mut Found) {
        let client = self.client;
        if let Some(timeout) = client.timeout {
            found.positive("client.timeout", timeout);
        }
        // The attempt is part of a random stream's number.
        found.between("client.retries", client.retries, 0, 1_000);
        found.not_negative("client.back_off", client.back_off);
        found.positive("client.factor", client.factor);
        found.chance("client.jitter", client.jitter);
        if let Some(budget) = client.budget {
            found.not_negative("client.budget", budget);
        }
    }

    fn stop_problems(&self, found: &mut Found) {
        if let Some(time) = self.stop.time {
            found.at_most("stop.time", time, LONGEST);
            found.positive("stop.time", time);
        }
        if let Some(after) = self.stop.after_exhaustion {
            found.not_negative("stop.after_exhaustion", after);
        }
        for (field, count) in [
            ("stop.completed", self.stop.completed),
            ("stop.arrivals", self.stop.arrivals),
            ("stop.deaths", self.stop.deaths),
        ] {
            if count == Some(0) {
                found.add(field, "must be at least 1, or absent".to_owned());
            }
        }
    }

    fn resource_problems(&self, found: &mut Found) {
        let also = (0..).zip(&self.also);
        let named = also.map(|(index, resource): (u32, _)| (format!("also[{index}]"), resource));
        let first = self.resource.iter().map(|it| ("resource".to_owned(), it));
        for (field, resource) in first.chain(named) {
            found.resource(&field, resource);
        }
        if let Some(database) = &self.database {
            found.table("database", database.limit, database.reserved);
        }
        if self.also.len() >= MOST_RESOURCES {
            let message = format!("must be fewer than {MOST_RESOURCES}");
            found.add("also", message);
        }
        if self.accepts.is_some() && !self.has_descriptors() {
            let message =
                "needs a `resource` that is a table of descriptors, which connections take";
            found.add("accepts", message.to_owned());
        }
        if self.resource.is_none() && !self.also.is_empty() {
            let message = "there is no `resource` before it".to_owned();
            found.add("also", message);
        }
    }

    fn process_problems(&self, found: &mut Found) {
        let collector = self.collector;
        found.positive("collector.cycles_every", collector.cycles_every);
        found.positive("collector.tracing_every", collector.tracing_every);
        found.not_negative("collector.objects", collector.objects);
        found.not_negative("collector.base_objects", collector.base_objects);
        found.not_negative("collector.pause", collector.pause);
        if let Some(memory) = self.memory {
            found.not_negative("memory.base", memory.base);
            found.not_negative("memory.per_request", memory.per_request);
            found.chance("memory.hot", memory.hot);
            found.chance("memory.hits", memory.hits);
            if let Some(limit) = memory.limit {
                found.positive("memory.limit", limit);
                if limit <= memory.base && memory.base <= LARGEST {
                    let message = format!("must be above the base of {}, is {limit}", memory.base);
                    found.add("memory.limit", message);
                }
            }
            if let Some(ram) = memory.ram {
                found.positive("memory.ram", ram);
            }
        }
        if let Some(buffer) = self.buffer {
            found.between("buffer.record", buffer.record, 1, buffer.size.max(1));
        }
        if let Some(profiler) = self.profiler {
            found.not_negative("profiler.from", profiler.from);
            if profiler.until.is_nan() || profiler.until < profiler.from {
                let message = format!("must be after {}, is {}", profiler.from, profiler.until);
                found.add("profiler.until", message);
            }
            found.positive("profiler.slows", profiler.slows);
        }
        found.chance("leaks.per_completion", self.leaks.per_completion);
        found.chance("leaks.per_acquisition", self.leaks.per_acquisition);
        if self.leaks.per_completion > 0.0 && !self.paths.is_empty() {
            let message = "is only for scenarios without `paths`, which say it themselves";
            found.add("leaks.per_completion", message.to_owned());
        }
        let leaks = self.leaks.per_completion.max(self.leaks.per_acquisition);
        if leaks > 0.0 && self.resource.is_none() {
            let message = "needs a `resource` that is acquired".to_owned();
            found.add("leaks", message);
        }
    }

    fn operation_problems(&self, found: &mut Found) {
        found.between("replicas", self.replicas, 1, MOST_REPLICAS);
        found.not_negative("price", self.price);
        if let Some(restart) = self.restart {
            for (field, seconds) in [
                ("restart.after_crash", restart.after_crash),
                ("restart.planned", restart.planned),
                ("restart.grace", restart.grace),
                ("restart.back_off", restart.back_off),
                ("restart.longest", restart.longest),
                ("restart.forgiven_after", restart.forgiven_after),
                ("restart.within", restart.within),
            ] {
                found.not_negative(field, seconds);
            }
            if let Some(every) = restart.every {
                found.positive("restart.every", every);
            }
            if let Some(starts) = restart.starts {
                found.between("restart.starts", starts, 1, MOST_STARTS);
            }
            if let Some(above) = restart.above {
                found.positive("restart.above", above);
            }
            if restart.after_requests == Some(0) {
                let message = "must be at least 1, or absent".to_owned();
                found.add("restart.after_requests", message);
            }
        }
        if let Some(scaler) = self.autoscaler {
            found.positive("autoscaler.every", scaler.every);
            found.not_negative("autoscaler.starting", scaler.starting);
            found.between("autoscaler.least", scaler.least, 1, MOST_REPLICAS);
            found.between("autoscaler.most", scaler.most, scaler.least, MOST_REPLICAS);
            found.not_negative("autoscaler.above", scaler.above);
            found.not_negative("autoscaler.below", scaler.below);
        }
        if let Some(monitor) = self.monitor {
            found.positive("monitor.every", monitor.every);
            match monitor.alarm {
                Alarm::Threshold(share) => found.not_negative("monitor.alarm.threshold", share),
                Alarm::Slope { samples, errors } => {
                    found.between("monitor.alarm.slope.samples", samples, 3, 10_000);
                    found.not_negative("monitor.alarm.slope.errors", errors);
                }
            }
        }
    }

    fn path_problems(&self, found: &mut Found) {
        for (index, assumption) in self.assumptions.iter().enumerate() {
            found.chance(&format!("assumptions[{index}].chance"), assumption.chance);
        }
        let resources = self.resources().count();
        for (index, path) in self.paths.iter().enumerate() {
            let mut held = vec![0_u64; resources];
            for (position, step) in path.steps.iter().enumerate() {
                let field = format!("paths[{index}].steps[{position}]");
                if let Step::Acquire { of, .. } | Step::Release { of, .. } = *step
                    && let Some(held) = held.get_mut(of as usize)
                {
                    match step {
                        Step::Acquire { .. } => *held += 1,
                        _ if *held > 0 => *held -= 1,
                        _ => {
                            let message = "releases what it has not acquired before".to_owned();
                            found.add(&field, message);
                        }
                    }
                }
                match *step {
                    Step::Work { share } if !(0.0..=1.0).contains(&share) => {
                        let message = format!("share must be between 0 and 1, is {share}");
                        found.add(&field, message);
                    }
                    Step::MayRaise { assumption, .. } | Step::Branch { assumption, .. }
                        if assumption as usize >= self.assumptions.len() =>
                    {
                        let count = self.assumptions.len();
                        let message =
                            format!("there is no assumption {assumption}; there are {count}");
                        found.add(&field, message);
                    }
                    Step::Acquire { .. } | Step::Release { .. } if resources == 0 => {
                        found.add(&field, "acquires, but `resource` is absent".to_owned());
                    }
                    Step::Acquire { of, .. } | Step::Release { of, .. }
                        if of as usize >= resources =>
                    {
                        let message = format!("there is no resource {of}; there are {resources}");
                        found.add(&field, message);
                    }
                    Step::Keep { .. } if self.memory.is_none() => {
                        found.add(&field, "keeps, but `memory` is absent".to_owned());
                    }
                    Step::Keep { kib, objects, .. } => {
                        found.not_negative(&format!("{field}.keep.kib"), kib);
                        found.not_negative(&format!("{field}.keep.objects"), objects);
                    }
                    _ => {}
                }
            }
        }
    }
}
