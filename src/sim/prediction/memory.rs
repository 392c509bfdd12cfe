//! When memory runs out, in MiB.

use super::super::fate::Fate;
use super::super::scenario::{Scenario, Sizes, Step};
use super::exhaustion::of_first;
use super::{Exhaustion, Outlook, Prediction, before, collection_period, throughput};

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
    objects: f64,
}

/// Predicts what will happen to the memory; nothing without a limit.
pub(super) fn predict(scenario: &Scenario) -> Option<Prediction> {
    let memory = scenario.memory?;
    let room = memory.limit? - memory.base;
    let throughput = throughput(scenario);
    let served = throughput * scenario.service.mean;
    let in_use = served * memory.per_request / KIB_PER_MIB;
    let kept = kept(scenario);
    let left = (room - in_use).max(0.0);
    let leaked = kept.never + kept.at_collection + kept.after_time;
    let outlook = if kept.all <= 0.0 {
        Outlook::NothingLeaks
    } else if let (Some(most), true) = (memory.cache, kept.never > 0.0) {
        let full = f64::from(most) * kept.never / kept.entries;
        if full < left {
            let blocked = 0.0;
            Outlook::Settles {
                level: full,
                blocked,
            }
        } else {
            runs_out(left, throughput, &kept)
        }
    } else if kept.never > 0.0 {
        runs_out(left, throughput, &kept)
    } else if kept.at_collection > 0.0 {
        let period = collection_period(scenario, throughput * kept.objects);
        let peak = throughput * kept.at_collection * period;
        if peak < left {
            Outlook::Sawtooth { period, peak }
        } else {
            runs_out(left, throughput, &kept)
        }
    } else if kept.after_time > 0.0 {
        let level = throughput * kept.after_time * scenario.returns_after;
        let blocked = 0.0;
        Outlook::Settles { level, blocked }
    } else {
        Outlook::ClosedAtOnce
    };
    let above = scenario.restart.and_then(|restart| restart.above);
    let above = above.filter(|above| *above < memory.limit.unwrap_or(f64::INFINITY));
    let above = above.map(|above| (above - memory.base - in_use) / (throughput * kept.never));
    let outlook = match outlook {
        Outlook::RunsOut(one) => Outlook::RunsOut(of_first(one, scenario.replicas)),
        other => other,
    };
    Some(Prediction {
        unreleased_per_request: kept.all,
        leaked_per_request: leaked,
        rate: throughput * leaked,
        capacity: room as u32,
        in_use,
        server: None,
        before: before::of_memory(scenario, &outlook, above),
        outlook,
    })
}

/// A sum of so many sizes a second: a compound Poisson process that crosses a level.
fn runs_out(room: f64, throughput: f64, kept: &Kept) -> Outlook {
    let (mean_size, squares) = if kept.never > 0.0 {
        (kept.never, kept.never_squared)
    } else {
        (kept.at_collection, kept.at_collection * kept.at_collection)
    };
    let mean = room / (throughput * mean_size);
    let sd = libm::sqrt(throughput * mean * squares) / (throughput * mean_size);
    Outlook::RunsOut(Exhaustion::with_moments(mean, sd))
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
            let Step::Keep {
                kib, objects, leak, ..
            } = *step
            else {
                continue;
            };
            let size = kib / KIB_PER_MIB;
            sum.all += chance * size;
            sum.entries += chance;
            sum.objects += chance * objects;
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
