//! What a leak costs: the six consequences as numbers, for each lane.

use super::scene::Scene;
use super::summary::mib;
use super::table::Table;
use crate::sim::frame::{LaneFrame, ReplicaState};

/// One consequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// A sign for it.
    pub sign: &'static str,
    /// The number that matters, in each lane.
    pub values: Vec<String>,
    /// What else there is to say, in each lane.
    pub asides: Vec<String>,
    /// Whether the first lane is worse off than the last.
    pub is_worse: bool,
}

/// What a consequence says of a lane.
struct Told {
    /// How bad it is: the more the worse.
    badness: f64,
    value: String,
    aside: String,
}

type Read = fn(&Scene, &LaneFrame) -> Told;

/// The six consequences of a leak.
const CONSEQUENCES: [(&str, &str, Read); 6] = [
    ("Slower", "◷", slower),
    ("More memory", "▤", memory),
    ("Unstable", "↯", unstable),
    ("Unavailable", "✕", unavailable),
    ("Data lost", "▲", lost),
    ("Cost", "$", cost),
];

/// The consequences at a moment, in every lane of `scenes`.
pub fn ledger(scenes: &[Scene]) -> Vec<Entry> {
    let entry = |(name, sign, read): &(&'static str, &'static str, Read)| {
        let told: Vec<Told> = scenes
            .iter()
            .filter_map(|scene| Some(read(scene, scene.now()?)))
            .collect();
        let ends = told.first().zip(told.last());
        Entry {
            name,
            sign,
            is_worse: ends.is_some_and(|(first, last)| first.badness > last.badness),
            values: told.iter().map(|told| told.value.clone()).collect(),
            asides: told.into_iter().map(|told| told.aside).collect(),
        }
    };
    CONSEQUENCES.iter().map(entry).collect()
}

/// The consequences as a table.
pub fn table(entries: &[Entry], lanes: &[&str]) -> Table {
    let mut columns = vec!["consequence".to_owned()];
    for lane in lanes {
        columns.extend([(*lane).to_owned(), format!("{lane}: details")]);
    }
    let row = |entry: &Entry| {
        let mut row = vec![entry.name.to_owned()];
        for (value, aside) in entry.values.iter().zip(&entry.asides) {
            row.extend([value.clone(), aside.clone()]);
        }
        row
    };
    Table {
        columns,
        rows: entries.iter().map(row).collect(),
    }
}

fn slower(_: &Scene, lane: &LaneFrame) -> Told {
    let time = |seconds: Option<f64>| match seconds {
        Some(seconds) if seconds < 1.0 => format!("{:.0} ms", seconds * 1e3),
        Some(seconds) => format!("{seconds:.1} s"),
        None => "–".to_owned(),
    };
    Told {
        // Nobody was answered at all.
        badness: lane.p99.unwrap_or(f64::INFINITY),
        value: format!("p99 {}", time(lane.p99)),
        aside: format!("p50 {} · p95 {}", time(lane.p50), time(lane.p95)),
    }
}

fn memory(scene: &Scene, lane: &LaneFrame) -> Told {
    const KIB_PER_MIB: f64 = 1024.0;
    if lane.heap.is_some() {
        let there = lane
            .replicas
            .iter()
            .filter(|each| each.state != ReplicaState::Gone);
        let processes = there.clone().count();
        let all: f64 = there.map(|each| each.resident).sum();
        return Told {
            badness: all,
            value: mib(all),
            aside: format!("resident, processes: {processes}"),
        };
    }
    let Some(resource) = &scene.scenario.resource else {
        return Told {
            badness: 0.0,
            value: "–".to_owned(),
            aside: "not part of this scenario".to_owned(),
        };
    };
    let units = lane.in_use + lane.leaked + lane.garbage;
    let size = f64::from(units) * resource.unit_kib() / KIB_PER_MIB;
    Told {
        badness: size,
        value: mib(size),
        aside: format!("for {units} {}", scene.scenario.units()),
    }
}

fn unstable(_: &Scene, lane: &LaneFrame) -> Told {
    let c = lane.counters;
    let plural = if c.crashes == 1 { "" } else { "es" };
    Told {
        badness: (c.crashes + c.restarts) as f64,
        value: format!("{} crash{plural}", c.crashes),
        aside: format!("planned restarts: {}", c.restarts),
    }
}

/// The share of requests that were answered, if only with the program's own exception; of clients
/// who do not wait for ever, the share of those who got a good answer.
fn unavailable(scene: &Scene, lane: &LaneFrame) -> Told {
    let (c, client) = (lane.counters, scene.scenario.client);
    let (good, bad) = if client.timeout.is_some() || client.retries > 0 {
        (c.answered, c.given_up)
    } else {
        (c.completed(), c.errors())
    };
    let all = good + bad;
    let share = good as f64 / all.max(1) as f64;
    Told {
        badness: bad as f64 / all.max(1) as f64,
        value: match all {
            0 => "–".to_owned(),
            _ => format!("{:.2} % answered", floor2(share * 100.0)),
        },
        aside: format!("{bad} of {all} not"),
    }
}

/// Rounded down, so that 100 % means all.
fn floor2(value: f64) -> f64 {
    (value * 100.0).floor() / 100.0
}

fn lost(_: &Scene, lane: &LaneFrame) -> Told {
    let c = lane.counters;
    Told {
        badness: (c.lost_records + c.lost) as f64,
        value: format!("{} records", c.lost_records),
        aside: format!("requests cut off: {}", c.lost),
    }
}

fn cost(_: &Scene, lane: &LaneFrame) -> Told {
    let answered = lane.counters.answered;
    let each = lane.money / answered.max(1) as f64;
    Told {
        badness: each,
        value: format!("${:.4}", lane.money),
        aside: match answered {
            0 => String::new(),
            _ => format!("${:.2} a million answers", each * 1e6),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    fn values(id: &str) -> Vec<Vec<String>> {
        let run = played(id);
        let entries = ledger(&[run.scene(0), run.scene(1)]);
        entries.into_iter().map(|entry| entry.values).collect()
    }

    #[test]
    fn each_consequence_is_seen_in_the_scenario_that_is_about_it() {
        let crashes = values("crash-loop");
        assert!(crashes[2][0] != "0 crashes" && crashes[2][1] == "0 crashes");
        let records = values("lost-records");
        assert!(records[4][0] != "0 records" && records[4][1] == "0 records");
        let paid = values("paying-for-a-leak");
        let dollars = |text: &str| {
            text.trim_start_matches('$')
                .parse::<f64>()
                .expect("a number")
        };
        assert!(dollars(&paid[5][0]) > 2.0 * dollars(&paid[5][1]));
        let answered = values("retry-storm");
        assert!(!answered[3][0].starts_with("100.00"));
        let healthy = values("healthy");
        assert_eq!(healthy[3][0], "100.00 % answered");
    }

    #[test]
    fn the_table_has_every_lane() {
        let run = played("pool-slot");
        let entries = ledger(&[run.scene(0), run.scene(1)]);
        let table = table(&entries, &["as written", "fixed"]);
        assert_eq!(table.rows.len(), 6);
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.len() == table.columns.len())
        );
    }
}
