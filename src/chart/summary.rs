//! Pictures in words.

use crate::sim::fate::{Kept, Runtime};
use crate::sim::frame::{Frame, LaneFrame, ReplicaFrame, ReplicaState};
use crate::sim::scenario::Scenario;
use crate::sim::stop::Ended;

/// A duration as a clock shows it: `0.42 s`, `16:44`, `2:05:10`, `3 d 4 h`.
pub fn clock(seconds: f64) -> String {
    if seconds < 10.0 {
        return format!("{seconds:.2} s");
    }
    let whole = libm::round(seconds) as u64;
    let (days, hours, minutes, rest) = (
        whole / 86_400,
        whole / 3600 % 24,
        whole / 60 % 60,
        whole % 60,
    );
    match (days, hours) {
        (0, 0) => format!("{minutes}:{rest:02}"),
        (0, _) => format!("{hours}:{minutes:02}:{rest:02}"),
        _ => format!("{days} d {hours} h"),
    }
}

/// A duration in words, for sentences: `0.42 s`, `37 s`, `16 min 44 s`, `2 h 5 min`.
pub fn duration(seconds: f64) -> String {
    let whole = libm::round(seconds) as u64;
    let (days, hours, minutes, rest) = (
        whole / 86_400,
        whole / 3600 % 24,
        whole / 60 % 60,
        whole % 60,
    );
    match (days, hours, minutes) {
        _ if seconds < 10.0 => format!("{seconds:.2} s"),
        (0, 0, 0) => format!("{rest} s"),
        (0, 0, _) => format!("{minutes} min {rest} s"),
        (0, _, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

/// A size in MiB, as exact as it can be read: `60 MiB`, `0.42 MiB`, `1.5 GiB`.
pub fn mib(size: f64) -> String {
    if size >= 1024.0 {
        format!("{:.1} GiB", size / 1024.0)
    } else if size >= 10.0 {
        format!("{size:.0} MiB")
    } else if size >= 1.0 || size == 0.0 {
        format!("{size:.1} MiB")
    } else {
        format!("{size:.2} MiB")
    }
}

/// What the switches mean, in words.
pub fn switches(scenario: &Scenario) -> String {
    let runtime = match scenario.runtime {
        Runtime::ReferenceCounting => "reference counting (CPython)",
        Runtime::Tracing => "a tracing collector (PyPy)",
        Runtime::None => "no collector",
    };
    let kept = match scenario.kept {
        Kept::Nothing => "nothing kept alive",
        Kept::Exceptions => "exceptions stored",
        Kept::Everything => "handles kept in a list",
    };
    format!("{runtime}, {kept}")
}

/// A moment in words: what the pictures show.
pub fn moment(frame: &Frame, scenario: &Scenario) -> String {
    let units = scenario.units();
    let mut text = format!("At {}: ", duration(frame.t));
    let names: &[&str] = if frame.lanes.len() > 1 && scenario.can_leak() {
        &["As written", "Fixed"]
    } else {
        &["Now"]
    };
    let parts: Vec<String> = names
        .iter()
        .zip(&frame.lanes)
        .map(|(name, lane)| format!("{name}: {}", lane_state(lane, units)))
        .collect();
    text.push_str(&parts.join(" "));
    if let Some(ended) = frame.ended {
        text.push_str(match ended {
            Ended::Time => " The watched time is over.",
            Ended::Completed => " Enough requests are completed.",
            Ended::Drained => " The last request has left.",
            Ended::Exhausted => " The run is over: the resource has run out.",
            Ended::Deaths => " The run is over: enough processes have ended.",
            Ended::Long => " The run is over: so much has happened that no more is played.",
            Ended::Large => {
                " The run is over: so much has to be remembered that no more is played."
            }
            Ended::Crowded => " The run is over: a million requests wait, and more are not played.",
        });
    }
    text
}

fn is_gone(replica: &ReplicaFrame) -> bool {
    replica.state == ReplicaState::Gone
}

fn lane_state(lane: &LaneFrame, units: &str) -> String {
    let c = lane.counters;
    let mut parts = Vec::new();
    if lane.limit() > 0 {
        parts.push(format!(
            "{} of {} {units} leaked",
            lane.leaked,
            lane.limit()
        ));
        if lane.garbage > 0 {
            parts.push(format!("{} waiting for the collector", lane.garbage));
        }
        parts.push(format!("{} in use", lane.in_use));
        if lane.lingering > 0 {
            parts.push(format!("{} released but not free yet", lane.lingering));
        }
        parts.push(format!("{} free", lane.free));
    }
    if !lane.replicas.is_empty() && lane.replicas.iter().all(is_gone) {
        parts.push("no process left".to_owned());
    } else if let Some(heap) = &lane.heap {
        parts.push(format!("{} resident", mib(heap.resident)));
    }
    if lane.waiting + lane.queued > 0 {
        parts.push(format!("{} requests waiting", lane.waiting + lane.queued));
    }
    if lane.retrying + lane.connecting > 0 {
        let again = lane.retrying + lane.connecting;
        parts.push(format!("{again} will come again"));
    }
    if c.lost_records > 0 {
        parts.push(format!("{} records lost", c.lost_records));
    }
    if c.retries > 0 {
        let ended = c.answered + c.given_up;
        parts.push(format!("{} of {ended} clients gave up", c.given_up));
    }
    let errors = c.errors();
    parts.push(format!("{errors} of {} requests met an error", c.arrivals));
    parts.join(", ") + "."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    #[test]
    fn times() {
        assert_eq!(
            [clock(0.421), clock(1004.2), clock(7510.0)],
            ["0.42 s", "16:44", "2:05:10"]
        );
        assert_eq!([duration(37.0), duration(1004.2)], ["37 s", "16 min 44 s"]);
        assert_eq!(
            [duration(7510.0), clock(280_000.0)],
            ["2 h 5 min", "3 d 5 h"]
        );
    }

    #[test]
    fn sizes() {
        assert_eq!(
            [60.2, 0.0, 1.25, 0.424, 1536.0].map(mib),
            ["60 MiB", "0.0 MiB", "1.2 MiB", "0.42 MiB", "1.5 GiB"]
        );
    }

    #[test]
    fn a_moment_says_what_its_scenario_is_about() {
        let told = |id: &str| {
            let run = played(id);
            moment(&run.frames[run.frames.len() - 1], &run.scenario)
        };
        assert!(told("lost-records").contains("records lost"));
        assert!(told("time-wait-wall").contains("released but not free yet"));
        assert!(told("time-wait-wall").contains("Now: "), "nothing to fix");
        assert!(told("cache-with-a-bound").contains("As written: 124 MiB resident"));
    }
}
