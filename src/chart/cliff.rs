//! What only moves the cliff: a run beside the same run without it, up to the same moment.

use super::scene::Scene;
use super::series::level;
use super::summary::{clock, duration};
use crate::sim::frame::{HappeningKind, LaneFrame};
use crate::sim::prediction::Outlook;

/// A run, and the same service without what moves its end.
pub struct Cliff<'a> {
    /// What moves it, in words such as `the higher limit`.
    pub movers: &'a [&'static str],
    /// The run, as written.
    pub with: Scene<'a>,
    /// The run without them.
    pub without: Scene<'a>,
}

/// When a run has come to its end, or is expected to, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// It has.
    Seen(f64),
    /// The formula says so.
    Expected(f64),
    /// Neither.
    Open,
}

/// The end of a run: when something was first exhausted, or a process was killed.
pub fn end(scene: &Scene) -> End {
    let ends = |kind| {
        matches!(
            kind,
            HappeningKind::Exhausted | HappeningKind::Error | HappeningKind::Crash
        )
    };
    let seen = (0..scene.past.len())
        .filter_map(|frame| scene.at(frame))
        .flat_map(|lane| &lane.events)
        .find(|event| ends(event.kind));
    match (seen, scene.outlook()) {
        (Some(event), _) => End::Seen(event.t),
        (None, Some(Outlook::RunsOut(end))) => End::Expected(end.mean),
        (None, _) => End::Open,
    }
}

/// Both ends in a sentence or two.
pub fn words(cliff: &Cliff) -> String {
    let movers = listed(cliff.movers);
    let now = cliff.with.t();
    let lane = cliff.with.now();
    if matches!(end(&cliff.without), End::Open) {
        return clients(cliff, &movers);
    }
    let without = match end(&cliff.without) {
        End::Seen(t) => format!("Without {movers} it ends after {}.", duration(t)),
        End::Expected(t) => format!(
            "Without {movers} it is expected to end after {}.",
            duration(t)
        ),
        End::Open => String::new(),
    };
    let first = match end(&cliff.without) {
        End::Seen(t) | End::Expected(t) => t,
        End::Open => now,
    };
    let times = |t: f64| format!("{:.1} times as late", t / first);
    let lives = lane.map_or(0, |lane| lane.counters.restarts + lane.counters.crashes);
    let with = match end(&cliff.with) {
        _ if lives > 0 => format!(
            " With {movers} it has ended {lives} times so far and was started again{}",
            lost(lane)
        ),
        End::Seen(t) => format!(
            " With {movers} it ends all the same, after {}: {}.",
            duration(t),
            times(t)
        ),
        End::Expected(t) if cliff.with.scenario.restart.is_none() => format!(
            " With {movers} it is expected to end after {}, {}.",
            duration(t),
            times(t)
        ),
        End::Expected(_) | End::Open => {
            format!(" With {movers} it goes on at {}{}", clock(now), lost(lane))
        }
    };
    without + &with
}

/// What is missing although nothing has failed.
fn lost(lane: Option<&LaneFrame>) -> String {
    match lane.map_or(0, |lane| lane.leaked + lane.garbage) {
        0 => ".".to_owned(),
        lost => format!(", and still leaks: {lost} are missing now."),
    }
}

/// Where nothing runs out, what became of the clients.
fn clients(cliff: &Cliff, movers: &str) -> String {
    let gave_up = |scene: &Scene| scene.now().map_or(0, |lane| lane.counters.given_up);
    let asked = |scene: &Scene| scene.now().map_or(0, |lane| lane.counters.arrivals);
    format!(
        "Without {movers} {} clients have given up, and the service was asked {} times; with {movers} \
         it is {} and {}.",
        gave_up(&cliff.without),
        asked(&cliff.without),
        gave_up(&cliff.with),
        asked(&cliff.with)
    )
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => "it".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The level of a run without what moves its end, at every frame: times in seconds, and values on
/// the timeline's axis.
pub fn line(scene: &Scene) -> (Vec<f64>, Vec<f64>) {
    (0..scene.past.len())
        .filter_map(|frame| Some((scene.past[frame].t, level(scene.at(frame)?))))
        .unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    #[test]
    fn a_higher_limit_ends_later_and_says_how_much() {
        let (high, low) = (played("ulimit-raised"), played("raw-descriptor"));
        let cliff = Cliff {
            movers: &["the higher limit"],
            with: high.scene(0),
            without: low.scene(0),
        };
        let told = words(&cliff);
        assert!(told.contains("it ends all the same, after 2 h"), "{told}");
        let times = told
            .split("min: ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next());
        let times: f64 = times.and_then(|text| text.parse().ok()).expect("a factor");
        assert!((6.5..10.0).contains(&times), "{told}");
        let (time, level) = line(&cliff.without);
        assert_eq!(time.len(), level.len());
        assert_eq!(level.last(), Some(&1024.0));
    }

    #[test]
    fn at_the_start_both_ends_are_expected() {
        let (high, low) = (played("ulimit-raised"), played("raw-descriptor"));
        let cliff = Cliff {
            movers: &["the higher limit"],
            with: high.scene(0).until(0),
            without: low.scene(0).until(0),
        };
        assert!(matches!(end(&cliff.with), End::Expected(_)));
        let told = words(&cliff);
        assert!(told.starts_with("Without the higher limit it is expected"));
        assert!(told.contains("times as late"), "{told}");
    }

    #[test]
    fn a_restart_is_told_as_one() {
        let (night, plain) = (played("nightly-restart"), played("raw-descriptor"));
        let cliff = Cliff {
            movers: &["the planned restarts"],
            with: night.scene(0),
            without: plain.scene(0),
        };
        let told = words(&cliff);
        assert!(
            told.contains("has ended 4 times") || told.contains("has ended 5 times"),
            "{told}"
        );
    }

    #[test]
    fn where_nothing_runs_out_the_clients_are_counted() {
        let (storm, calm) = (played("retry-storm"), played("retry-budget"));
        let cliff = Cliff {
            movers: &["the retries"],
            with: storm.scene(0),
            without: calm.scene(0),
        };
        assert!(words(&cliff).contains("clients have given up"));
    }
}
