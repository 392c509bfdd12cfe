//! What will happen to one resource.

use super::super::fate::Fate;
use super::super::formulas::{erlang_b, poisson_below};
use super::super::resource::Resource;
use super::super::scenario::Scenario;
use super::{
    Outlook, Prediction, What, before, collection_period, exhaustion, server, throughput,
    without_the_rarest,
};

/// Leaks per request, by fate, and what a request holds.
#[derive(Clone, Copy, Default)]
pub struct Averages {
    unreleased: f64,
    at_collection: f64,
    after_time: f64,
    /// Units that a request loses for good.
    pub never: f64,
    /// Mean square of what a request loses for good.
    pub never_squared: f64,
    /// Mean seconds during which a unit is held, summed over units.
    pub held: f64,
    /// Units that a request acquires.
    pub acquired: f64,
}

/// Predicts what will happen to the resource of this number.
pub fn predict(scenario: &Scenario, of: u32) -> Option<Prediction> {
    let resource = scenario.resources().nth(of as usize)?;
    let mut averages = averages(scenario, resource, of);
    let throughput = throughput(scenario);
    let capacity = f64::from(resource.capacity());
    let in_use = (throughput * averages.held).min(capacity);
    let leaked = averages.lost();
    let lingering = throughput * (averages.acquired - leaked) * resource.lingers();
    // What comes back by itself, and when.
    let period = match averages.at_collection > 0.0 {
        true => collection_period(scenario),
        false => 0.0,
    };
    let peak = throughput * averages.at_collection * period;
    let timed = throughput * averages.after_time * scenario.returns_after;
    let mut returning = lingering + peak + timed;
    let mut garbage = peak;
    if (averages.never > 0.0 || peak > 0.0) && returning >= capacity - in_use {
        // The resource is gone before the first of it is back: as if none came.
        averages.lose_all();
        (returning, garbage) = (lingering, 0.0);
    }
    let outlook = if averages.never > 0.0 {
        let busy = (in_use + returning - garbage).min(capacity);
        let one = exhaustion::of_one(scenario, resource, &averages, (busy, garbage));
        let outlasting = before::through_restarts(scenario, of, one);
        Outlook::RunsOut(exhaustion::of_first(outlasting, scenario.replicas))
    } else if averages.at_collection > 0.0 {
        Outlook::Sawtooth { period, peak }
    } else if averages.after_time > 0.0 {
        settles(resource, timed)
    } else if averages.unreleased > 0.0 {
        Outlook::ClosedAtOnce
    } else if resource.lingers() > 0.0 {
        settles(
            resource,
            throughput * averages.acquired * resource.lingers(),
        )
    } else {
        Outlook::NothingLeaks
    };
    let losing = match averages.never > 0.0 {
        true => averages.never,
        false => leaked,
    };
    let mut prediction = Prediction {
        of: What::Resource(of),
        unreleased_per_request: averages.unreleased,
        leaked_per_request: leaked,
        rate: throughput * losing,
        returning: match outlook {
            Outlook::RunsOut(_) => returning,
            _ => 0.0,
        },
        capacity: resource.capacity(),
        in_use,
        server: None,
        outlook,
        before: Vec::new(),
    };
    if of == 0 {
        server::share(scenario, &averages, &mut prediction);
    }
    prediction.before = before::of_units(scenario, of, &prediction);
    Some(prediction)
}

/// Units that come back by themselves are a loss system.
fn settles(resource: &Resource, load: f64) -> Outlook {
    let blocked = erlang_b(resource.capacity(), load);
    let level = (load * (1.0 - blocked)).min(f64::from(resource.capacity()));
    Outlook::Settles { level, blocked }
}

impl Averages {
    /// Units that a request does not give back when it ends.
    fn lost(&self) -> f64 {
        self.never + self.at_collection + self.after_time
    }

    /// Nothing comes back in time.
    fn lose_all(&mut self) {
        let more = self.at_collection + self.after_time;
        self.never += more;
        self.never_squared += more;
        (self.at_collection, self.after_time) = (0.0, 0.0);
    }
}

fn averages(scenario: &Scenario, resource: &Resource, of: u32) -> Averages {
    let mut sum = Averages::default();
    for (chance, path) in scenario.courses() {
        sum.held += chance * path.held_share(of) * scenario.service.mean;
        if of == 0 && scenario.accepts.is_some() {
            // The connection has one for as long as the request is served.
            sum.held += chance * path.work_share() * scenario.service.mean;
            sum.acquired += chance;
        }
        let mut never = 0.0;
        for (leak, is_left) in path.units_of(of) {
            let units = if is_left {
                1.0
            } else {
                scenario.leaks.per_acquisition
            };
            sum.acquired += chance;
            sum.unreleased += chance * units;
            match scenario.fate_of(leak, path.ends) {
                Fate::AtOnce => {}
                Fate::AtCollection => sum.at_collection += chance * units,
                Fate::AfterTime => sum.after_time += chance * units,
                Fate::Never => never += units,
            }
        }
        sum.never += chance * never;
        sum.never_squared += chance * never * never;
    }
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
        let load = throughput(scenario) * (sum.held + sum.acquired * pool.opens);
        sum.held += sum.acquired * pool.opens * (1.0 - poisson_below(load, pool.size));
    }
    sum
}
