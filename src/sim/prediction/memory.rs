//! When memory runs out, in MiB.
//!
//! What requests keep adds up to a compound Poisson process that crosses a level. Beside it there is what
//! requests have while they are served; where that alone may be too much, their number is what fills.

use super::super::fate::Fate;
use super::super::scenario::{LONGEST, Scenario, Sizes, Step};
use super::exhaustion::{Table, highest, normal_at_least, of_first, sawtooth};
use super::filling::{Filling, Lasts, Stay};
use super::{Basis, Cause, Exhaustion, Outlook, Prediction, What, before, without_the_rarest};

const KIB_PER_MIB: f64 = 1024.0;

/// What a request leaves on the heap, in MiB.
#[derive(Default)]
struct Kept {
    all: f64,
    at_collection: f64,
    after_time: f64,
    never: f64,
    never_squared: f64,
    /// Mean square of what comes back.
    returning_squared: f64,
    entries: f64,
}

/// Predicts what will happen to the memory; nothing without a limit.
pub(super) fn predict(basis: &Basis<'_>) -> Option<Prediction> {
    let scenario = basis.scenario;
    let memory = scenario.memory?;
    let limit = memory.limit?;
    let room = limit - memory.base;
    let throughput = basis.throughput();
    let mut kept = kept(basis);
    let requests = throughput * basis.traffic.work;
    let each = memory.per_request / KIB_PER_MIB;
    let in_use = each * requests;
    // While what is kept grows by a little, the most that requests have at a time counts.
    let growth = throughput * kept.never / each.max(1e-12);
    let most = basis.traffic.most;
    let times = 1.0 / basis.traffic.work.max(1e-12);
    let highest = each * highest(requests, growth, times).min(most);
    let crowd = crowd(basis, room, each);
    // Where requests alone may have all of it, it is for them to say when.
    let left = match highest < room {
        true => room - highest,
        false => (room - in_use.min(each * most)).max(room / 2.0),
    };
    let leaked = kept.never + kept.at_collection + kept.after_time;
    let period = match kept.at_collection > 0.0 {
        true => basis.collection_period(),
        false => 0.0,
    };
    let peak = match kept.at_collection > 0.0 {
        true => throughput * kept.at_collection * period,
        false => 0.0,
    };
    let timed = throughput * kept.after_time * scenario.returns_after;
    // The chance that what comes back is too much before it does.
    let until = if peak > 0.0 {
        period
    } else {
        scenario.returns_after
    };
    let mut returning = peak + timed;
    let variance = match basis.collects_by_number() && timed <= 0.0 {
        true => 0.0,
        false => throughput * until * kept.returning_squared,
    };
    let mut chance = match returning > 0.0 {
        true if returning.is_finite() => normal_at_least(left, returning, variance),
        true => 1.0,
        false => 0.0,
    };
    let too_late = (chance > 0.5).then_some(until);
    if too_late.is_some() {
        // The end comes before the first of it is back: as if none came.
        kept.lose_all();
        (returning, chance) = (0.0, 0.0);
    }
    let bounded = memory
        .cache
        .filter(|_| kept.never > 0.0 && kept.entries > 0.0);
    let bounded = bounded.map(|most| f64::from(most) * kept.never / kept.entries);
    let bounded = bounded.filter(|full| *full + returning < left);
    let (cause, outlook) = if let Some(level) = bounded {
        (Cause::Leaks, settled(level))
    } else if kept.never > 0.0 {
        let end = runs_out(left - returning, throughput, &kept);
        (
            Cause::Leaks,
            Outlook::RunsOut(basis.traffic.pace.really(end)),
        )
    } else if kept.at_collection > 0.0 {
        let part = (left / peak).min(1.0);
        let spread = 2.0 * libm::sqrt(variance) / peak;
        (Cause::Leaks, sawtooth(peak, period, chance, (part, spread)))
    } else if kept.after_time > 0.0 {
        // In the time that it takes to come back the level has been everywhere that it may be.
        let outlook = match sawtooth(timed, until, (3.0 * chance).min(1.0), (1.0, 0.5)) {
            Outlook::Sawtooth { .. } => settled(timed),
            runs_out => runs_out,
        };
        (Cause::Leaks, outlook)
    } else if kept.all > 0.0 {
        (Cause::Leaks, Outlook::ClosedAtOnce)
    } else {
        (Cause::Leaks, Outlook::NothingLeaks)
    };
    let is_sooner = |end: &Exhaustion| match outlook {
        Outlook::RunsOut(leaks) => end.mean < leaks.mean,
        _ => true,
    };
    let (cause, outlook) = match crowd.filter(is_sooner) {
        Some(end) => (Cause::Load, Outlook::RunsOut(end)),
        None => (cause, outlook),
    };
    let outlook = match outlook {
        Outlook::RunsOut(end) => Outlook::RunsOut(of_first(
            end,
            scenario.replicas,
            (basis.traffic.first_gap(), 1.0),
        )),
        other => other,
    };
    let losing = match outlook {
        Outlook::RunsOut(_) => kept.never,
        _ => leaked,
    };
    let above = scenario.restart.and_then(|restart| restart.above);
    let above = above.filter(|above| *above < limit && kept.never > 0.0);
    let above = above.map(|above| {
        let room = (above - memory.base - in_use - returning).max(0.0);
        basis.traffic.pace.when(room / (throughput * kept.never))
    });
    Some(Prediction {
        of: What::Memory,
        cause,
        unreleased_per_request: kept.all,
        leaked_per_request: leaked,
        rate: throughput * losing,
        returning: match outlook {
            Outlook::RunsOut(_) => returning,
            _ => 0.0,
        },
        too_late: too_late
            .filter(|after| after.is_finite() && matches!(outlook, Outlook::RunsOut(_))),
        capacity: room as u32,
        in_use,
        server: None,
        before: before::of_memory(basis, cause, &outlook, above, (in_use, room)),
        outlook,
    })
}

fn settled(level: f64) -> Outlook {
    Outlook::Settles {
        level,
        blocked: 0.0,
        first: None,
    }
}

/// When requests that are served at a time have more than there is.
fn crowd(basis: &Basis<'_>, room: f64, each: f64) -> Option<Exhaustion> {
    let places = room / each.max(1e-12);
    let most = basis.traffic.most;
    if each <= 0.0 || places >= most.min(f64::from(u32::MAX)) {
        return None;
    }
    let work = basis.traffic.work;
    // Whoever waits for a pool has its memory too: until then all come, and if the pool does not keep up
    // they stay.
    let rate = basis.traffic.comes.max(basis.throughput());
    let keeps_up = !basis.is_saturated();
    let table = Table {
        filling: Filling {
            rate,
            pace: &basis.traffic.rush,
            stays: Box::new([Stay {
                units: 1.0,
                lasts: match keeps_up {
                    true => basis.held(work, 0.0),
                    false => Lasts::ForEver,
                },
            }]),
            clumping: basis.evenness(),
        },
        rush: None,
        all: places as u32,
        busy: basis.throughput() * work,
        served: basis.throughput(),
        stay: work,
        bound: basis.at_most(work, 1.0),
        held: work,
        leaks: 0.0,
        garbage: 0.0,
        clumping: basis.peakedness(work),
    };
    table.full()
}

/// A sum of so many sizes a second: a compound Poisson process that crosses a level.
fn runs_out(room: f64, throughput: f64, kept: &Kept) -> Exhaustion {
    let mean = (room.max(0.0) / (throughput * kept.never)).min(LONGEST);
    let sd = libm::sqrt(throughput * mean * kept.never_squared) / (throughput * kept.never);
    Exhaustion::with_moments(mean, sd)
}

/// MiB that a request keeps for good.
pub(super) fn growth(basis: &Basis<'_>) -> f64 {
    kept(basis).never
}

impl Kept {
    /// Nothing comes back in time.
    fn lose_all(&mut self) {
        self.never += self.at_collection + self.after_time;
        self.never_squared += self.returning_squared;
        (self.at_collection, self.after_time) = (0.0, 0.0);
    }

    /// So many MiB that meet this fate on a path with this chance, with their mean square.
    fn add(&mut self, fate: Fate, mean: f64, square: f64) {
        match fate {
            Fate::AtOnce => {}
            Fate::AtCollection => {
                self.at_collection += mean;
                self.returning_squared += square;
            }
            Fate::AfterTime => {
                self.after_time += mean;
                self.returning_squared += square;
            }
            Fate::Never => self.never += mean,
        }
    }
}

fn kept(basis: &Basis<'_>) -> Kept {
    let scenario = basis.scenario;
    let sizes = scenario.memory.map(|memory| memory.sizes);
    let spread = match sizes {
        Some(Sizes::Exponential) => 2.0,
        Some(Sizes::Constant) | None => 1.0,
    };
    let mut sum = Kept::default();
    for (chance, path) in &basis.courses {
        let mut never = 0.0;
        for step in &path.steps {
            let Step::Keep { kib, leak, .. } = *step else {
                continue;
            };
            let size = kib / KIB_PER_MIB;
            sum.all += chance * size;
            sum.entries += chance;
            let fate = scenario.fate_of(leak, path.ends);
            sum.add(fate, chance * size, chance * size * size * spread);
            if fate == Fate::Never {
                never += size;
            }
        }
        let units = never_released(scenario, path);
        sum.never += chance * units;
        sum.never_squared += chance * (never * never * spread + units * units);
    }
    without_the_rarest(&mut [
        &mut sum.all,
        &mut sum.at_collection,
        &mut sum.after_time,
        &mut sum.never,
    ]);
    sum
}

/// What the units that a path leaves for good take of memory, in MiB.
fn never_released(scenario: &Scenario, path: &super::super::scenario::Path) -> f64 {
    let lost = scenario.leaks.per_acquisition;
    let all = (0..).zip(scenario.resources()).flat_map(|(of, resource)| {
        let units = path.units_of(of).into_iter();
        units.map(move |(leak, is_left)| (resource.unit_kib(), leak, is_left))
    });
    let lost_for_good =
        all.filter(|(_, leak, _)| scenario.fate_of(*leak, path.ends) == Fate::Never);
    let kib = lost_for_good.map(|(kib, _, is_left)| if is_left { kib } else { kib * lost });
    kib.sum::<f64>() / KIB_PER_MIB
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::read::from_toml;

    #[test]
    fn the_two_cases_of_the_research_note() {
        // T9: 452 MiB, 64 KiB a request, 50 a second.
        for (sizes, sd) in [("constant", 1.701), ("exponential", 2.405)] {
            let text = format!(
                "rate = 50.0\nservice = {{ mean = 1e-6 }}\n[memory]\nsizes = \"{sizes}\"\n\
                 [[paths]]\nends = \"returns\"\nsteps = [{{ keep = {{ kib = 64.0 }} }}]\n"
            );
            let scenario = from_toml(&text).expect("valid");
            let prediction = predict(&Basis::of(&scenario, f64::INFINITY)).expect("a limit");
            let Outlook::RunsOut(end) = prediction.outlook else {
                panic!("{prediction:?}")
            };
            assert!((end.mean - 144.64).abs() < 0.01, "{end:?}");
            assert!((end.sd - sd).abs() < 0.001, "{end:?}");
        }
    }
}
