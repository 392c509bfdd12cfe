//! When memory runs out, in MiB.

use super::super::fate::Fate;
use super::super::scenario::{Scenario, Sizes, Step};
use super::exhaustion::of_first;
use super::{
    Exhaustion, Outlook, Prediction, What, before, collection_period, throughput,
    without_the_rarest,
};

const KIB_PER_MIB: f64 = 1024.0;

/// What a request leaves on the heap, in MiB.
#[derive(Default)]
struct Kept {
    all: f64,
    at_collection: f64,
    after_time: f64,
    never: f64,
    never_squared: f64,
    entries: f64,
}

/// Predicts what will happen to the memory; nothing without a limit.
pub(super) fn predict(scenario: &Scenario) -> Option<Prediction> {
    let memory = scenario.memory?;
    let limit = memory.limit?;
    let room = limit - memory.base;
    let throughput = throughput(scenario);
    let in_use = throughput * scenario.service.mean * memory.per_request / KIB_PER_MIB;
    let mut kept = kept(scenario);
    let left = (room - in_use).max(0.0);
    let leaked = kept.never + kept.at_collection + kept.after_time;
    let period = match kept.at_collection > 0.0 {
        true => collection_period(scenario),
        false => 0.0,
    };
    let peak = throughput * kept.at_collection * period;
    let timed = throughput * kept.after_time * scenario.returns_after;
    let mut returning = peak + timed;
    if returning >= left && returning > 0.0 {
        // The end comes before the first of it is back: as if none came.
        kept.lose_all();
        returning = 0.0;
    }
    let bounded = memory
        .cache
        .filter(|_| kept.never > 0.0 && kept.entries > 0.0);
    let bounded = bounded.map(|most| f64::from(most) * kept.never / kept.entries);
    let bounded = bounded.filter(|full| *full + returning < left);
    let outlook = if let Some(level) = bounded {
        let blocked = 0.0;
        Outlook::Settles { level, blocked }
    } else if kept.never > 0.0 {
        let end = runs_out(left - returning, throughput, &kept);
        Outlook::RunsOut(of_first(end, scenario.replicas))
    } else if kept.at_collection > 0.0 {
        Outlook::Sawtooth { period, peak }
    } else if kept.after_time > 0.0 {
        let blocked = 0.0;
        let level = timed;
        Outlook::Settles { level, blocked }
    } else if kept.all > 0.0 {
        Outlook::ClosedAtOnce
    } else {
        Outlook::NothingLeaks
    };
    let losing = match kept.never > 0.0 {
        true => kept.never,
        false => leaked,
    };
    let above = scenario.restart.and_then(|restart| restart.above);
    let above = above.filter(|above| *above < limit && kept.never > 0.0);
    let above = above.map(|above| {
        let room = (above - memory.base - in_use - returning).max(0.0);
        room / (throughput * kept.never)
    });
    Some(Prediction {
        of: What::Memory,
        unreleased_per_request: kept.all,
        leaked_per_request: leaked,
        rate: throughput * losing,
        returning: match outlook {
            Outlook::RunsOut(_) => returning,
            _ => 0.0,
        },
        capacity: room as u32,
        in_use,
        server: None,
        before: before::of_memory(scenario, &outlook, above),
        outlook,
    })
}

/// A sum of so many sizes a second: a compound Poisson process that crosses a level.
fn runs_out(room: f64, throughput: f64, kept: &Kept) -> Exhaustion {
    let mean = room / (throughput * kept.never);
    let sd = libm::sqrt(throughput * mean * kept.never_squared) / (throughput * kept.never);
    Exhaustion::with_moments(mean, sd)
}

impl Kept {
    /// Nothing comes back in time.
    fn lose_all(&mut self) {
        let more = self.at_collection + self.after_time;
        self.never += more;
        self.never_squared += more * more;
        (self.at_collection, self.after_time) = (0.0, 0.0);
    }
}

fn kept(scenario: &Scenario) -> Kept {
    let sizes = scenario.memory.map(|memory| memory.sizes);
    let spread = match sizes {
        Some(Sizes::Exponential) => 2.0,
        Some(Sizes::Constant) | None => 1.0,
    };
    let mut sum = Kept::default();
    for (chance, path) in scenario.courses() {
        let mut never = 0.0;
        for step in &path.steps {
            let Step::Keep { kib, leak, .. } = *step else {
                continue;
            };
            let size = kib / KIB_PER_MIB;
            sum.all += chance * size;
            sum.entries += chance;
            match scenario.fate_of(leak, path.ends) {
                Fate::AtOnce => {}
                Fate::AtCollection => sum.at_collection += chance * size,
                Fate::AfterTime => sum.after_time += chance * size,
                Fate::Never => never += size,
            }
        }
        sum.never += chance * never;
        sum.never_squared += chance * never * never * spread;
    }
    without_the_rarest(&mut [
        &mut sum.all,
        &mut sum.at_collection,
        &mut sum.after_time,
        &mut sum.never,
    ]);
    sum
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
            let prediction = predict(&scenario).expect("a limit");
            let Outlook::RunsOut(end) = prediction.outlook else {
                panic!("{prediction:?}")
            };
            assert!((end.mean - 144.64).abs() < 0.01, "{end:?}");
            assert!((end.sd - sd).abs() < 0.001, "{end:?}");
        }
    }
}
