//! What will happen to one resource.

use super::super::formulas::{erlang_b, poisson_at_least};
use super::super::resource::Resource;
use super::super::scenario::LONGEST;
use super::averages::{Averages, averages};
use super::exhaustion::{Table, highest, normal_at_least, of_first, of_pool, sawtooth};
use super::filling::{Filling, Lasts, Stay, first_refusal};
use super::{Basis, Cause, Exhaustion, Outlook, Prediction, What, before, server};

/// One resource in one replica.
struct Unit<'a> {
    basis: &'a Basis<'a>,
    resource: &'a Resource,
    averages: Averages,
    /// What it was before what comes back too late was counted as lost.
    all: Averages,
    /// Seconds between collections.
    period: f64,
}

/// Predicts what will happen to the resource of this number.
pub fn predict(basis: &Basis<'_>, of: u32) -> Option<Prediction> {
    let scenario = basis.scenario;
    let resource = scenario.resources().nth(of as usize)?;
    let averages = averages(basis, resource, of);
    let period = match averages.at_collection > 0.0 {
        true => basis.collection_period(),
        false => 0.0,
    };
    let mut unit = Unit {
        basis,
        resource,
        averages,
        all: averages,
        period,
    };
    let throughput = basis.throughput();
    let capacity = f64::from(resource.capacity());
    let in_use = (throughput * averages.held).min(capacity);
    // The resource is gone before the first of it is back: as if none came.
    let too_late = (unit.chance_before_a_collection() > 0.5).then_some(period);
    if too_late.is_some() {
        unit.averages.lose_garbage();
    }
    let (cause, outlook) = unit.outlook();
    let own = match cause {
        Cause::Leaks => unit.averages.own(basis.evenness()),
        Cause::Load => 1.0,
    };
    let outlook = match outlook {
        Outlook::RunsOut(one) => {
            let first = of_first(one, scenario.replicas, (basis.traffic.first_gap(), own));
            Outlook::RunsOut(match cause {
                Cause::Leaks => before::through_restarts(basis, of, first),
                Cause::Load => first,
            })
        }
        other => other,
    };
    let leaked = unit.averages.lost();
    let losing = match outlook {
        Outlook::RunsOut(_) => unit.averages.never,
        _ => leaked,
    };
    let mut prediction = Prediction {
        of: What::Resource(of),
        cause,
        unreleased_per_request: averages.unreleased,
        leaked_per_request: leaked,
        rate: throughput * losing,
        returning: match outlook {
            Outlook::RunsOut(_) | Outlook::Settles { .. } => unit.returning(),
            _ => 0.0,
        },
        too_late: too_late
            .filter(|after| after.is_finite() && matches!(outlook, Outlook::RunsOut(_))),
        capacity: resource.capacity(),
        in_use,
        server: None,
        outlook,
        before: Vec::new(),
    };
    if of == 0 {
        server::share(basis, &unit.averages, &mut prediction);
    }
    prediction.before = before::of_units(basis, of, &prediction);
    Some(prediction)
}

impl Unit<'_> {
    /// Garbage just before a collection, on average.
    fn peak(&self) -> f64 {
        match self.averages.at_collection > 0.0 {
            true => self.basis.throughput() * self.averages.at_collection * self.period,
            false => 0.0,
        }
    }

    fn timed(&self) -> f64 {
        self.basis.throughput() * self.averages.after_time * self.basis.scenario.returns_after
    }

    fn lingering(&self) -> f64 {
        let passing = self.averages.acquired - self.all.lost();
        self.basis.throughput() * passing * self.resource.lingers()
    }

    /// Units that come back by themselves, at most.
    fn returning(&self) -> f64 {
        self.lingering() + self.timed() + self.peak()
    }

    /// The chance that before a collection there is too much.
    fn chance_before_a_collection(&self) -> f64 {
        let capacity = self.resource.capacity();
        let peak = self.peak();
        if peak <= 0.0 {
            return 0.0;
        }
        if !peak.is_finite() {
            return 1.0;
        }
        // Of a pool requests wait for what is in use; of a table they are refused.
        let beside = match self.resource {
            Resource::Table(_) => self.basis.throughput() * self.averages.held,
            Resource::Pool(_) => 0.0,
        };
        let beside = beside + self.lingering() + self.timed();
        match self.basis.collects_by_number() {
            true => normal_at_least(f64::from(capacity), peak + beside, beside),
            false if self.basis.evenness() < 1.0 => {
                let even = (1.0 - self.basis.evenness()) * self.averages.at_collection.min(1.0);
                let variance = peak * (1.0 - even) + beside * self.basis.evenness();
                normal_at_least(f64::from(capacity) - 0.5, peak + beside, variance)
            }
            false => poisson_at_least(peak + beside, capacity),
        }
    }

    /// What will happen in one replica, and why.
    fn outlook(&self) -> (Cause, Outlook) {
        let averages = &self.averages;
        let leaks = Cause::Leaks;
        if averages.never > 0.0 {
            let end = match self.resource {
                Resource::Table(_) => self.table().full(),
                Resource::Pool(_) => Some(self.basis.traffic.pace.really(self.pool())),
            };
            let never = Exhaustion::with_moments(LONGEST, 0.0);
            return (leaks, Outlook::RunsOut(end.unwrap_or(never)));
        }
        let full = match self.resource {
            Resource::Table(_) => self.table().full(),
            Resource::Pool(_) => self.pool_by_chance(),
        };
        if averages.at_collection > 0.0 {
            let (peak, chance) = (self.peak(), self.chance_before_a_collection());
            let part = f64::from(self.resource.capacity()) / peak;
            let outlook = sawtooth(
                peak,
                self.period,
                chance,
                (part.min(1.0), 2.0 / libm::sqrt(peak)),
            );
            let is_sooner = |end: &Exhaustion| match outlook {
                Outlook::RunsOut(other) => end.mean < other.mean,
                _ => true,
            };
            return match full.filter(is_sooner) {
                Some(end) => (Cause::Load, Outlook::RunsOut(end)),
                None => (leaks, outlook),
            };
        }
        if averages.after_time > 0.0 || self.resource.lingers() > 0.0 {
            return (leaks, self.settles(full));
        }
        match full {
            Some(end) => (Cause::Load, Outlook::RunsOut(end)),
            None if averages.unreleased > 0.0 => (leaks, Outlook::ClosedAtOnce),
            None => (leaks, Outlook::NothingLeaks),
        }
    }

    /// Units that come back by themselves are a loss system.
    fn settles(&self, first: Option<Exhaustion>) -> Outlook {
        let capacity = self.resource.capacity();
        let throughput = self.basis.throughput();
        let load = match self.resource {
            Resource::Table(_) if self.resource.lingers() > 0.0 => {
                self.timed() + self.lingering() + throughput * self.averages.held
            }
            _ => self.timed(),
        };
        let blocked = erlang_b(capacity, load);
        let level = (load * (1.0 - blocked)).min(f64::from(capacity));
        Outlook::Settles {
            level,
            blocked,
            first,
        }
    }

    /// When so many leaks of a pool happen to be away at a time that none is left.
    fn pool_by_chance(&self) -> Option<Exhaustion> {
        let (held, lost) = (self.averages.held, self.averages.after_time);
        let throughput = self.basis.throughput();
        let all = self.resource.capacity();
        let leaks = |gone: u32| match held > 0.0 {
            true => throughput.min(f64::from(all - gone) / held) * lost,
            false => throughput * lost,
        };
        let end = match lost > 0.0 {
            true => first_refusal(
                leaks,
                self.basis.scenario.returns_after,
                all.saturating_sub(1),
            )?,
            false => return None,
        };
        Some(end.exhaustion()).filter(|end| end.mean < LONGEST)
    }

    fn pool(&self) -> Exhaustion {
        let garbage = self.peak() + self.timed();
        let all = self
            .resource
            .capacity()
            .saturating_sub(garbage as u32)
            .max(1);
        let (held, never) = (self.averages.held, self.averages.never);
        let throughput = self.basis.throughput();
        let leaks = |left: u32| match held > 0.0 {
            true => throughput.min(f64::from(left) / held) * never,
            false => throughput * never,
        };
        let waits = throughput * held >= f64::from(all);
        let held = match waits {
            true => 0.0,
            false => held / self.averages.acquired.max(1e-12),
        };
        of_pool(all, leaks, (self.averages.clumping(), garbage), held)
    }

    fn table(&self) -> Table<'_> {
        let averages = &self.averages;
        let scenario = self.basis.scenario;
        let throughput = self.basis.throughput();
        let held = averages.held / averages.acquired.max(1e-12);
        let stay = |units: f64, then: f64| Stay {
            units,
            lasts: self.basis.held(held, then),
        };
        let passing = averages.acquired - averages.lost();
        let traffic = &self.basis.traffic;
        let capacity = f64::from(self.resource.capacity());
        // More than are served in the long run come until everything is taken, if they can take it.
        let is_bound = traffic.most * averages.acquired <= capacity;
        let rate = match is_bound || self.basis.is_saturated() {
            true => throughput,
            false => traffic.comes.max(throughput),
        };
        let faster = traffic.comes > 1.01 * throughput || traffic.rush != traffic.pace;
        let rush = !is_bound && faster;
        let rush = rush.then(|| Filling {
            rate: traffic.comes,
            pace: &traffic.rush,
            stays: Box::new([stay(averages.acquired, self.resource.lingers())]),
            clumping: averages.acquired_squared / averages.acquired.max(1e-12)
                * self.basis.evenness().max(0.01),
        });
        let stays = [
            stay(passing.max(0.0), self.resource.lingers()),
            stay(averages.after_time, scenario.returns_after),
            Stay {
                units: averages.never * throughput / rate,
                lasts: Lasts::ForEver,
            },
        ];
        let times = |power: f64| -> f64 {
            let each = stays[..2].iter();
            each.map(|it| it.units * libm::pow(it.lasts.mean(), power))
                .sum()
        };
        let busy = times(1.0);
        let squared = times(2.0);
        // Of one period after the other the one with most garbage counts.
        let leaks = throughput * averages.never;
        let garbage = match self.peak() {
            peak if leaks > 0.0 && !self.basis.collects_by_number() => {
                highest(peak, leaks, 1.0 / self.period.max(1e-12))
            }
            peak => peak,
        };
        // Where all come at once that can be there, only what else there is fills.
        let there = is_bound && traffic.comes > 1.01 * throughput && averages.never <= 0.0;
        let in_use = throughput * averages.held;
        let (stays, all) = match there {
            true => {
                let after = scenario.returns_after;
                let passing = [
                    (passing, self.resource.lingers()),
                    (averages.after_time, after),
                ];
                let away = passing.map(|(units, then)| Stay {
                    units,
                    lasts: Lasts::Held(0.0, scenario.service.shape, then),
                });
                (away.to_vec(), capacity - garbage - in_use)
            }
            false => (stays.to_vec(), capacity - garbage),
        };
        Table {
            filling: Filling {
                rate,
                pace: &self.basis.traffic.pace,
                stays: stays.into(),
                clumping: averages.clumping(),
            },
            rush,
            all: all.max(1.0) as u32,
            busy: throughput * busy,
            served: throughput,
            stay: squared / busy.max(1e-300),
            // What is away for a time outlasts the request that left it.
            bound: match averages.after_time > 0.0 {
                true => f64::INFINITY,
                false => self
                    .basis
                    .at_most(held + self.resource.lingers(), averages.acquired),
            },
            held,
            leaks,
            garbage: self.peak(),
            clumping: averages.acquired_squared / averages.acquired.max(1e-12)
                * self.basis.peakedness(held + self.resource.lingers()),
        }
    }
}
