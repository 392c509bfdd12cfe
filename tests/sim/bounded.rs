//! Files that are valid and ask for as much, or as little, as they may: a run of them ends.

use super::*;
use leaklab::sim::read::from_toml;
use leaklab::sim::stop::Ended;

#[test]
fn a_million_requests_at_a_time_end_the_run() {
    let text =
        "rate = 1e6\nservice = { mean = 1e9, shape = \"deterministic\" }\nstop = { time = 1e3 }\n";
    let lane = replication(&from_toml(text).expect("valid"), 0);
    assert_eq!(lane.ended(), Some(Ended::Crowded));
    assert_eq!(lane.in_system(), 1_000_000);
    assert!((lane.now() - 1.0).abs() < 0.01, "{}", lane.now());
}

#[test]
fn the_smallest_and_the_largest_that_is_allowed_is_played() {
    for text in [
        // Bursts a millionth of a second apart, and a request in a thousand seconds.
        "rate = 1e-3\narrivals = { bursts = { every = 1e-6, lasts = 1e-7, factor = 9.0 } }\n\
         stop = { time = 9e3 }\n",
        // Everybody rejected, and asking again at once.
        "arrivals = { closed = { clients = 20, think = 1e-3 } }\ncapacity = 1\nworkers = 1\n\
         service = { mean = 1e9 }\nstop = { time = 10.0 }\n",
        // Back-off without end, and without a beginning.
        "rate = 1.0\ncapacity = 1\nservice = { mean = 1e9 }\nclient = { retries = 1000, back_off = 0.0, \
         factor = 1e12 }\nstop = { time = 5.0 }\n",
        // Work beyond the end of time, of a spread beyond measure.
        "rate = 1.0\nservice = { mean = 1e9, shape = { lognormal = { cs2 = 1e12 } } }\n\
         stop = { time = 50.0 }\n",
        // Pauses longer than the run.
        "rate = 10.0\nleak = \"R1\"\nresource = { table = {} }\nleaks = { per_completion = 1.0 }\n\
         collector = { thresholds = [1, 1, 1], objects = 1e12, base_objects = 1e12, pause = 1e12 }\n\
         stop = { time = 50.0 }\n",
        // A process that lives for a millionth of a second.
        "rate = 10.0\nrestart = { every = 1e-6, planned = 0.0, grace = 0.0 }\nstop = { time = 0.1 }\n",
        // A table that is always full, in a process that starts at once.
        "rate = 100.0\nleak = \"R6\"\nresource = { table = { limit = 1, reserved = 0 } }\n\
         leaks = { per_acquisition = 1.0 }\nwhen_out = \"crashes\"\nrestart = { after_crash = 0.0 }\n\
         stop = { time = 10.0 }\n",
        // Thresholds of nothing.
        "rate = 100.0\nleak = \"R1\"\nresource = { table = {} }\nleaks = { per_completion = 1.0 }\n\
         collector = { thresholds = [0, 0, 0] }\nstop = { time = 5.0 }\n",
    ] {
        let scenario = from_toml(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"));
        let lane = replication(&scenario, 0);
        assert_eq!(lane.ended(), Some(Ended::Time), "{text}");
        assert!(lane.now().is_finite() && lane.money().is_finite());
        let c = lane.counters();
        assert_eq!(
            c.arrivals,
            c.completed() + c.errors() + u64::from(lane.in_system()),
            "{text}"
        );
    }
}

#[test]
fn chances_that_rule_out_every_path_play_none() {
    let text = "rate = 10.0\nresource = { table = {} }\nstop = { time = 100.0 }\n\
                [[assumptions]]\nkind = \"holds\"\nwhat = \"x\"\nchance = 0.0\n\
                [[paths]]\nends = \"raises\"\nsteps = [{ branch = { assumption = 0, taken = true } }, { acquire = {} }]\n";
    let lane = replication(&from_toml(text).expect("valid"), 0);
    let c = lane.counters();
    assert!(c.ok > 900 && (c.raised, c.unreleased) == (0, 0), "{c:?}");
}

#[test]
fn whatever_a_valid_file_asks_for_ends() {
    for text in [
        // A planned restart every microsecond.
        "rate = 1.0\nresource = { table = { limit = 1048576 } }\nrestart = { every = 1e-6, planned = 0.0 }\n\
         stop = { time = 9e3 }\n",
        // A million retries a million seconds ahead, and more.
        "rate = 1e4\ncapacity = 1\nworkers = 1\nservice = { mean = 1e9 }\n\
         client = { retries = 1000, back_off = 1e6, factor = 1.0, jitter = 0.0 }\nstop = { time = 9e5 }\n",
        // Ten thousand million requests through a large table of entries that linger.
        "rate = 1e5\nservice = { mean = 1e-6 }\nresource = { table = { limit = 1048576, reserved = 0, lingers = 10.0 } }\n\
         stop = { time = 99e3 }\n",
        // Kept in a cache without end, and until a timer that hardly comes.
        "rate = 1e3\nservice = { mean = 1e-3 }\nleak = \"R2\"\nmemory = { limit = 1e12, cache = 4000000000 }\n\
         paths = [{ ends = \"returns\", steps = [{ keep = { kib = 1e-6 } }] }]\nstop = { time = 1e6 }\n",
        "rate = 1e3\nservice = { mean = 1e-3 }\nleak = \"R5\"\nreturns_after = 1e9\nmemory = { limit = 1e12 }\n\
         paths = [{ ends = \"returns\", steps = [{ keep = { kib = 1e-6 } }] }]\nstop = { time = 1e6 }\n",
        // A thousand random numbers for each request.
        "rate = 10.0\nservice = { mean = 1.0, shape = { erlang = { phases = 1000 } } }\nstop = { time = 1e8 }\n",
        // A line of half a million, each of whom loses patience.
        "rate = 1e5\nworkers = 1\nservice = { mean = 1e9 }\npatience = { exponential = 5.0 }\n\
         stop = { time = 9e4 }\n",
    ] {
        let scenario = from_toml(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"));
        let lane = replication(&scenario, 0);
        let ended = lane.ended();
        assert!(
            matches!(ended, Some(Ended::Long | Ended::Crowded | Ended::Large)),
            "{text}: {ended:?}"
        );
        // A list that grows is copied: twice as much for a moment.
        assert!(lane.memory() < 206 << 20, "{text}: {}", lane.memory());
        assert!(lane.spent() <= 50_100_000, "{text}: {}", lane.spent());
    }
}
