//! What a request does with a resource, on average over the ways through the program.

use super::super::fate::{Ending, Fate};
use super::super::formulas::poisson_below;
use super::super::resource::Resource;
use super::{Basis, without_the_rarest};

/// Leaks per request, by fate, and what a request holds.
#[derive(Clone, Copy, Default)]
pub struct Averages {
    /// Units that it leaves unreleased, whatever becomes of them.
    pub unreleased: f64,
    /// Units that a collection brings back.
    pub at_collection: f64,
    /// Units that come back after a time.
    pub after_time: f64,
    /// Units that a request loses for good.
    pub never: f64,
    /// Mean square of what a request loses for good.
    pub never_squared: f64,
    /// Mean seconds during which a unit is held, summed over units.
    pub held: f64,
    /// Units that a request acquires.
    pub acquired: f64,
    /// Mean square of what it acquires.
    pub acquired_squared: f64,
}

/// What a request does with a resource, on average.
pub fn averages(basis: &Basis<'_>, resource: &Resource, of: u32) -> Averages {
    let scenario = basis.scenario;
    let lost = scenario.leaks.per_acquisition;
    let mut sum = Averages::default();
    let mut failing = 0.0;
    for (chance, path) in &basis.courses {
        sum.held += chance * path.held_share(of) * scenario.service.mean;
        let mut acquired = 0.0;
        if of == 0 && scenario.accepts.is_some() {
            // The connection has one for as long as the request is served.
            sum.held += chance * path.work_share() * scenario.service.mean;
            acquired += 1.0;
        }
        // Whether each of the units is lost is a matter of its own chance.
        let (mut never, mut variance) = (0.0, 0.0);
        for (leak, is_left) in path.units_of(of) {
            let units = if is_left { 1.0 } else { lost };
            acquired += 1.0;
            sum.unreleased += chance * units;
            match scenario.fate_of(leak, path.ends) {
                Fate::AtOnce => {}
                Fate::AtCollection => sum.at_collection += chance * units,
                Fate::AfterTime => sum.after_time += chance * units,
                Fate::Never => {
                    never += units;
                    variance += units * (1.0 - units);
                }
            }
        }
        sum.acquired += chance * acquired;
        sum.acquired_squared += chance * acquired * acquired;
        sum.never += chance * never;
        if path.ends == Ending::Raises {
            failing += chance * never;
        }
        sum.never_squared += chance * (never * never + variance);
    }
    // What fails is asked again, and may lose as much again.
    sum.never_squared += 2.0 * failing * sum.never * basis.traffic.again;
    // Of those that come evenly it is less a matter of chance how many come.
    let even = (1.0 - basis.evenness()) * sum.never * sum.never;
    sum.never_squared = (sum.never_squared - even).max(1e-9 * sum.never);
    without_the_rarest(&mut [
        &mut sum.unreleased,
        &mut sum.at_collection,
        &mut sum.after_time,
        &mut sum.never,
    ]);
    if let Resource::Pool(pool) = resource
        && pool.opens > 0.0
    {
        // Approximation: connections of the pool itself are open, those of its overflow are not.
        let load = basis.throughput() * (sum.held + sum.acquired * pool.opens);
        sum.held += sum.acquired * pool.opens * (1.0 - poisson_below(load, pool.size));
    }
    sum
}

impl Averages {
    /// Units that a request does not give back when it ends.
    pub fn lost(&self) -> f64 {
        self.never + self.at_collection + self.after_time
    }

    /// Garbage does not come back in time.
    pub fn lose_garbage(&mut self) {
        let more = self.at_collection;
        self.never += more;
        self.never_squared += more;
        self.at_collection = 0.0;
    }

    /// The share of the spread that is each replica's own, and not that of requests, which come to all of
    /// them in turn.
    pub fn own(&self, evenness: f64) -> f64 {
        match self.never_squared > 0.0 {
            true => (1.0 - evenness * self.never * self.never / self.never_squared).max(0.0),
            false => 1.0,
        }
    }

    /// Mean square of what a request leaves, or takes, over its mean.
    pub fn clumping(&self) -> f64 {
        match (self.never > 0.0, self.acquired > 0.0) {
            (true, _) => self.never_squared / self.never,
            (false, true) => self.acquired_squared / self.acquired,
            (false, false) => 1.0,
        }
    }
}
