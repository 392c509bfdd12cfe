//! What finds a leak, and when: before it is deployed, or in operation and at what price.

use super::scene::Scene;
use super::shape::{Anchor, Class, Picture, Shape, label, rule};
use super::snapshots;
use super::summary::{clock, duration};
use super::table::Table;
use crate::sim::frame::{HappeningKind, LaneFrame, SlotState};
use std::collections::BTreeMap;

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// Where the zone before the deploy begins, and the deploy itself.
const ZONE: f64 = 100.0;
const DEPLOY: f64 = 140.0;
/// Height of a row, and of what is above the first.
const ROW: f64 = 22.0;
const HEAD: f64 = 18.0;

/// Somebody or something that may find the leak.
#[derive(Clone, Debug, PartialEq)]
pub struct Find {
    /// Who.
    pub who: &'static str,
    /// When it does.
    pub when: When,
    /// What it says.
    pub says: String,
    /// What the leak has cost by then.
    pub price: Price,
}

/// When a leak is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// Before it is deployed.
    Before,
    /// So many seconds after it was.
    After(f64),
    /// Not up to the moment that is shown.
    NotYet,
    /// It looked, and finds nothing.
    Never,
}

/// What a leak has cost in operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// Requests that have come.
    pub requests: u64,
    /// Those that met an error.
    pub errors: u64,
    /// Units of the first resource that are not released.
    pub lost: u32,
}

/// Everything that may find the leak of a run, the earliest first; `early` is what looks before the
/// deploy.
pub fn finds(scene: &Scene, early: Vec<Find>) -> Vec<Find> {
    let mut all = early;
    let event = |who, kind: HappeningKind, says: &dyn Fn(&str, u32) -> String| {
        let event = (0..scene.past.len())
            .filter_map(|frame| scene.at(frame))
            .flat_map(|lane| &lane.events)
            .find(|event| event.kind == kind);
        match event {
            Some(event) => after(scene, who, event.t, says(&event.text, event.line)),
            None => not_yet(who),
        }
    };
    if let Some(profiler) = scene.scenario.profiler {
        let seen = (scene.t() >= profiler.until)
            .then(|| scene.first_from(profiler.until))
            .flatten();
        all.push(match seen {
            Some(frame) => {
                let words = snapshots::words(&scene.until(frame));
                after(scene, "Profiler", profiler.until, words)
            }
            None => not_yet("Profiler"),
        });
    }
    if scene.scenario.monitor.is_some() {
        let says = |text: &str, _: u32| text.to_owned();
        all.push(event("Monitor", HappeningKind::Alert, &says));
    }
    let traceback = |text: &str, line: u32| match line {
        0 => text.to_owned(),
        _ => format!("{text} (the traceback names line {line})"),
    };
    // A process that only runs out of memory meets no error: it is killed.
    let is_killed = scene.scenario.resource.is_none() && scene.scenario.memory.is_some();
    let failures = [
        ("First error", HappeningKind::Error, !is_killed),
        ("First crash", HappeningKind::Crash, is_killed),
    ];
    for (who, kind, is_expected) in failures {
        let find = event(who, kind, &traceback);
        if is_expected || find.when != When::NotYet {
            all.push(find);
        }
    }
    all.sort_by(|a, b| moment(a.when).total_cmp(&moment(b.when)));
    all
}

fn after(scene: &Scene, who: &'static str, t: f64, says: String) -> Find {
    let lane = scene.first_from(t).and_then(|frame| scene.at(frame));
    let price = lane.map_or_else(Price::default, |lane| Price {
        requests: lane.counters.arrivals,
        errors: lane.counters.errors(),
        lost: lane.leaked + lane.garbage,
    });
    Find {
        who,
        when: When::After(t),
        says,
        price,
    }
}

fn not_yet(who: &'static str) -> Find {
    Find {
        who,
        when: When::NotYet,
        says: String::new(),
        price: Price::default(),
    }
}

/// For sorting: seconds after the deploy.
fn moment(when: When) -> f64 {
    match when {
        When::Before => -1.0,
        When::After(t) => t,
        When::NotYet => f64::MAX,
        When::Never => f64::INFINITY,
    }
}

/// When something is found, in a few words.
pub fn when(when: When) -> String {
    match when {
        When::Before => "before the deploy".to_owned(),
        When::After(t) => format!("after {}", clock(t)),
        When::NotYet => "not yet".to_owned(),
        When::Never => "finds nothing".to_owned(),
    }
}

/// One row for each, on a line that begins before the deploy; `horizon` is its end in seconds.
pub fn found(finds: &[Find], horizon: f64) -> Picture {
    let floor = HEAD + ROW * finds.len() as f64;
    let x = |t: f64| DEPLOY + (t / horizon).clamp(0.0, 1.0) * (WIDTH - DEPLOY - 8.0);
    let mut shapes = vec![
        Shape::Bars {
            class: Class::Free,
            bars: vec![([ZONE, HEAD, DEPLOY - ZONE, floor - HEAD], 0.45)],
        },
        rule(Class::Now, (DEPLOY, 4.0), (DEPLOY, floor)),
        label(Class::Strong, (DEPLOY + 4.0, 12.0), Anchor::Start, "deploy"),
        label(Class::Note, (DEPLOY - 4.0, 12.0), Anchor::End, "before"),
        rule(Class::Axis, (ZONE, floor), (WIDTH, floor)),
        label(
            Class::Note,
            (WIDTH, floor + 14.0),
            Anchor::End,
            clock(horizon),
        ),
    ];
    for (row, find) in finds.iter().enumerate() {
        let y = HEAD + ROW * (row as f64 + 0.5);
        let name = match find.when {
            When::Before | When::After(_) => Class::Strong,
            When::NotYet | When::Never => Class::Note,
        };
        shapes.push(label(name, (0.0, y + 4.0), Anchor::Start, find.who));
        let dot = |class, at: f64| Shape::Circle {
            class,
            centre: (at, y),
            radius: 5.0,
        };
        match find.when {
            When::Before => shapes.push(dot(Class::Released, (ZONE + DEPLOY) / 2.0)),
            When::After(t) => {
                shapes.push(rule(Class::Curve, (DEPLOY, y), (x(t), y)));
                let class = match find.price.errors {
                    0 => Class::Sample,
                    _ => Class::Dot,
                };
                shapes.push(dot(class, x(t)));
                let (at, anchor) = match x(t) > WIDTH - 60.0 {
                    true => (x(t) - 9.0, Anchor::End),
                    false => (x(t) + 9.0, Anchor::Start),
                };
                let lift = if anchor == Anchor::End { -3.0 } else { 4.0 };
                shapes.push(label(Class::Strong, (at, y + lift), anchor, clock(t)));
            }
            When::NotYet => {
                shapes.push(label(
                    Class::Note,
                    (DEPLOY + 6.0, y + 4.0),
                    Anchor::Start,
                    "not yet",
                ));
            }
            When::Never => {
                let at = ((ZONE + DEPLOY) / 2.0, y + 4.0);
                shapes.push(label(Class::Note, at, Anchor::Middle, "–"));
            }
        }
    }
    Picture {
        width: WIDTH,
        height: floor + 18.0,
        shapes,
    }
}

/// In a sentence: who is first, and what the others have cost.
pub fn words(finds: &[Find], units: &str) -> String {
    let found = |find: &&Find| matches!(find.when, When::Before | When::After(_));
    let Some(first) = finds.iter().find(found) else {
        return "Nobody has found anything yet.".to_owned();
    };
    let mut text = match first.when {
        When::After(t) => format!(
            "{} is the first to notice, {} after the deploy",
            first.who,
            duration(t)
        ),
        _ => format!("{} finds it before the deploy", first.who),
    };
    let failed = |find: &&Find| find.price.errors > 0;
    let Some(error) = finds.iter().find(failed) else {
        return text + ".";
    };
    let Price { requests, lost, .. } = error.price;
    text.push_str(&match error.who == first.who {
        true => format!(", after {requests} requests"),
        false => format!(
            "; {} comes after {requests} requests",
            error.who.to_ascii_lowercase()
        ),
    });
    if lost > 0 {
        text.push_str(&format!(", with {lost} {units} not released"));
    }
    text + "."
}

/// One row for each.
pub fn table(finds: &[Find]) -> Table {
    let row = |find: &Find| {
        let t = match find.when {
            When::After(t) => format!("{t:.3}"),
            _ => String::new(),
        };
        let Price {
            requests,
            errors,
            lost,
        } = find.price;
        let mut row = vec![find.who.to_owned(), when(find.when), t];
        row.extend([requests, errors, u64::from(lost)].map(|count| count.to_string()));
        row.push(find.says.clone());
        row
    };
    let columns = [
        "who",
        "when",
        "after the deploy (s)",
        "requests by then",
        "errors by then",
        "not released by then",
        "what it says",
    ];
    Table {
        columns: columns.map(str::to_owned).into(),
        rows: finds.iter().map(row).collect(),
    }
}

/// What the requests of a lane have left behind, by the line that acquired it.
pub fn lost_by_line(lane: &LaneFrame) -> BTreeMap<u32, u64> {
    let mut lost = BTreeMap::new();
    for run in &lane.slots {
        let state = run.slot.state;
        if matches!(
            state,
            SlotState::Leaked | SlotState::Garbage | SlotState::Timed
        ) {
            *lost.entry(run.slot.line).or_default() += u64::from(run.count);
        }
    }
    for site in lane.heap.iter().flat_map(|heap| &heap.sites) {
        *lost.entry(site.line).or_default() += site.count;
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    fn early() -> Vec<Find> {
        vec![Find {
            who: "Static analysis",
            when: When::Before,
            says: "1 finding".to_owned(),
            price: Price::default(),
        }]
    }

    #[test]
    fn the_analyzer_is_first_and_the_error_has_its_price() {
        let run = played("raw-descriptor");
        let all = finds(&run.scene(0), early());
        let who: Vec<&str> = all.iter().map(|find| find.who).collect();
        assert_eq!(who, ["Static analysis", "First error"]);
        let error = &all[1];
        assert!(error.says.contains("names line 2"), "{}", error.says);
        assert!((1..20).contains(&error.price.errors), "{error:?}");
        assert!(error.price.lost > 900 && error.price.requests > 50_000);
        let text = words(&all, "descriptors");
        assert!(
            text.starts_with("Static analysis finds it before"),
            "{text}"
        );
        assert_eq!(table(&all).rows.len(), 2);
        let is_dot = |shape: &&Shape| matches!(shape, Shape::Circle { .. });
        let picture = found(&all, 1200.0);
        assert_eq!(picture.shapes.iter().filter(is_dot).count(), 2);
    }

    #[test]
    fn a_monitor_is_told_of_before_anybody_meets_an_error() {
        let run = played("monitoring-outside");
        let all = finds(&run.scene(0), Vec::new());
        assert_eq!(all[0].who, "Monitor");
        assert_eq!(all[0].price.errors, 0);
        assert!(words(&all, "descriptors").starts_with("Monitor is the first"));
    }

    #[test]
    fn at_the_start_nobody_has_found_anything_in_operation() {
        let run = played("monitoring-outside");
        let all = finds(&run.scene(0).until(0), Vec::new());
        assert!(all.iter().all(|find| find.when == When::NotYet));
        assert_eq!(words(&all, "descriptors"), "Nobody has found anything yet.");
    }

    #[test]
    fn a_process_without_memory_is_killed_and_meets_no_error() {
        let run = played("cache-eats-the-heap");
        let scene = run.scene(0);
        let who = |finds: Vec<Find>| finds.into_iter().map(|find| find.who).collect::<Vec<_>>();
        assert_eq!(who(finds(&scene.until(3), Vec::new())), ["First crash"]);
        let all = finds(&scene, Vec::new());
        assert!(all[0].says.contains("exit code 137"), "{all:?}");
    }

    #[test]
    fn what_is_lost_is_counted_by_line() {
        let run = played("raw-descriptor");
        let lane = run.scene(0);
        let lane = lane.now().expect("a frame");
        assert_eq!(
            lost_by_line(lane).get(&2),
            Some(&u64::from(lane.leaked + lane.garbage))
        );
        let heap = played("cache-eats-the-heap");
        let site = heap.scene(0).until(50);
        let site = site.now().expect("a frame");
        assert!(lost_by_line(site).get(&5).is_some_and(|count| *count > 0));
    }
}
