//! What is around a queue: clients, the kernel's line, the supervisor, the autoscaler.

use super::*;
use leaklab::sim::frame::HappeningKind;
use leaklab::sim::prediction::predict;
use leaklab::sim::read::from_toml;
use leaklab::sim::scenario::Restart;
use leaklab::sim::stop::Ended;

fn played(text: &str) -> Lane {
    let scenario = from_toml(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    replication(&scenario, 0)
}

#[test]
fn a_backlog_of_four_admits_five_and_the_kernel_gives_up_after_127_seconds() {
    // One in service for ever, five in the line; the seventh to the tenth are dropped, and try again
    // 1, 3, 7, 15, 31 and 63 s after they came.
    let text = "rate = 1.0\narrivals = \"fixed\"\nworkers = 1\nbacklog = 4\n\
                service = { mean = 1e6, shape = \"deterministic\" }\nstop = { time = %s }\n";
    for (time, gave_up) in [(133.9, 0), (134.1, 1), (135.1, 2), (136.1, 3)] {
        let lane = played(&text.replace("%s", &format!("{time:?}")));
        let c = lane.counters();
        assert_eq!(c.reneged, gave_up, "{time}");
        let arrived = time as u64;
        assert_eq!(u64::from(lane.in_system()), arrived - gave_up);
    }
    let mut lane = Lane::new(from_toml(&text.replace("%s", "12.0")).expect("valid"));
    lane.run_until(10.5);
    let frame = lane.frame();
    assert_eq!((frame.waiting, frame.connecting), (5, 4));
    // Since Linux 6.5 the first tries are a second apart, and the last is later.
    let linear = format!("connects = \"linear-first\"\n{text}");
    for (time, gave_up) in [(137.9, 0), (138.1, 1), (139.1, 2)] {
        let lane = played(&linear.replace("%s", &format!("{time:?}")));
        assert_eq!(lane.counters().reneged, gave_up, "{time}");
    }
    // The kernel's own bound is 4096, whatever a program asks for.
    let text = "rate = 1e6\narrivals = \"fixed\"\nworkers = 1\nbacklog = 100000\n\
                service = { mean = 1e6 }\nstop = { time = 0.01 }\n";
    let mut lane = Lane::new(from_toml(text).expect("valid"));
    lane.run_until(0.009);
    assert_eq!(lane.frame().waiting, 4097);
}

#[test]
fn a_run_that_waits_for_what_never_comes_ends() {
    let latest = |text: &str| from_toml(text).expect("valid").latest();
    assert_eq!(latest("rate = 1e5\nstop = { after_exhaustion = 0.0 }"), 1e3);
    assert_eq!(latest("rate = 1e-3"), 1e9);
    assert_eq!(latest("rate = 1e5\nstop = { time = 7.0 }"), 7.0);
}

#[test]
fn a_wait_of_nothing_is_still_nothing_when_it_has_doubled_a_thousand_times() {
    // Two requests a life, a second between two lives.
    let text = "rate = 10.0\narrivals = \"fixed\"\nleak = \"R2\"\n\
                resource = { table = { limit = 1, reserved = 0 } }\n\
                leaks = { per_acquisition = 1.0 }\nwhen_out = \"crashes\"\n\
                restart = { after_crash = 1.0 }\nstop = { deaths = 1030 }\n";
    let lane = played(text);
    assert_eq!(lane.counters().crashes, 1030);
    let lives = 1030.0 * 1.3;
    assert!(lane.now() < lives, "{}", lane.now());
    // One is served for ever; the second asks again a thousand times at once.
    let text = "rate = 1.0\narrivals = \"fixed\"\ncapacity = 1\nservice = { mean = 1e9 }\n\
                client = { retries = 1000, back_off = 0.0, factor = 3.0 }\nstop = { time = 2.5 }\n";
    let lane = played(text);
    let c = lane.counters();
    assert_eq!((c.retries, c.given_up), (1000, 1));
}

#[test]
fn a_server_without_descriptors_accepts_nobody_for_a_second_or_spins() {
    // Ten connections at once, three descriptors, half a second each: three are served at a time, and
    // asyncio looks again a second after it found none.
    let text = "rate = 1e6\narrivals = \"fixed\"\naccepts = \"%s\"\n\
                service = { mean = 0.5, shape = \"deterministic\" }\n\
                resource = { table = { limit = 3, reserved = 0 } }\n\
                paths = [{ ends = \"returns\", steps = [{ work = { share = 1.0 } }] }]\n\
                stop = { arrivals = 10 }\n";
    let lane = played(&text.replace("%s", "pauses"));
    assert!((lane.now() - 3.5).abs() < 1e-4, "{}", lane.now());
    assert_eq!((lane.counters().ok, lane.counters().failed), (10, 0));
    // Who spins takes the next at once, and half of the processor for as long as one is left outside:
    // 0.5 s for the first three, 1 s each for three and three, 0.5 s for the last.
    let lane = played(&text.replace("%s", "spins"));
    assert!((lane.now() - 3.0).abs() < 1e-4, "{}", lane.now());
    assert_eq!(lane.counters().ok, 10);
    // Only a table of descriptors has what connections take.
    for other in ["pool = {}", "table = { of = \"threads\" }"] {
        let text = format!("accepts = \"spins\"\nresource = {{ {other} }}");
        let mistakes = from_toml(&text).expect_err("none");
        let needs =
            "`accepts` needs a `resource` that is a table of descriptors, which connections take";
        assert_eq!(mistakes[0].message, needs);
    }
    // A worker that is free is not enough, and a descriptor that is free is not either.
    let both = text
        .replace("%s", "spins")
        .replace("rate", "workers = 2\nrate");
    let lane = played(&both);
    assert_eq!((lane.counters().ok, lane.exhausted_at()), (10, None));
    assert!((lane.now() - 2.5).abs() < 1e-4, "{}", lane.now());
}

#[test]
fn an_autoscaler_adds_and_takes_away_and_every_second_is_paid() {
    // Ten requests at a time for a hundred seconds, then one in ten seconds: 1, 2, 3 replicas, and
    // after the burst 2 and 1 again, one at each look.
    let lane = played(
        "rate = 0.1\narrivals = { bursts = { every = 1000.0, lasts = 100.0, factor = 100.0 } }\n\
         service = { mean = 1.0, shape = \"deterministic\" }\nprice = 36.0\n\
         autoscaler = { every = 10.0, starting = 2.0, above = 4.0, below = 1.0, most = 8 }\n\
         stop = { time = 1000.0 }\n",
    );
    let mut lane_frames = lane.clone();
    let frame = lane_frames.frame();
    let up = frame
        .events
        .iter()
        .filter(|event| event.text.starts_with("A replica more"));
    let down = frame
        .events
        .iter()
        .filter(|event| event.text.starts_with("A replica less"));
    let (up, down): (Vec<f64>, Vec<f64>) = (up.map(|e| e.t).collect(), down.map(|e| e.t).collect());
    assert!(up.len() >= 2 && up[0] == 10.0 && up[1] == 20.0, "{up:?}");
    assert_eq!(up.len(), down.len(), "{down:?}");
    assert!(down.iter().all(|time| *time >= 110.0), "{down:?}");
    // One cent a replica and second: the first always, each further one from its order to its end.
    let more: f64 = down.iter().sum::<f64>() - up.iter().sum::<f64>();
    // A replica that goes finishes what it has, a second at most.
    let slack = 0.01 * down.len() as f64;
    assert!(
        (lane.money() - 0.01 * (1000.0 + more)).abs() < slack,
        "{} {more}",
        lane.money()
    );
    assert_eq!(lane.counters().lost + lane.counters().rejected, 0);
}

#[test]
fn a_planned_restart_waits_for_its_grace_and_no_longer() {
    let text = "rate = 1.0\narrivals = \"fixed\"\nservice = { mean = 4.5, shape = \"deterministic\" }\n\
                restart = { every = 10.25, planned = 2.0, grace = %s }\nstop = { deaths = 1 }\n";
    // The last before it came at 10 and leaves at 14.5.
    let patient = played(&text.replace("%s", "30.0"));
    assert_eq!((patient.counters().lost, patient.now()), (0, 14.5));
    // Those of 8, 9 and 10 would leave after 12.
    let hasty = played(&text.replace("%s", "1.75"));
    assert_eq!((hasty.counters().lost, hasty.now()), (3, 12.0));
    assert_eq!(hasty.counters().restarts, 1);
}

#[test]
fn a_supervisor_gives_up_after_so_many_starts() {
    // systemd: five starts within ten seconds, and no sixth. The process dies at its first request.
    let text = "rate = 10.0\narrivals = \"fixed\"\nwhen_out = \"crashes\"\nresource = { table = { limit = 1, \
                reserved = 0 } }\nleaks = { per_acquisition = 1.0 }\nservice = { mean = 1e-9 }\n\
                restart = { after_crash = %s, starts = 5, within = 10.0 }\nstop = { time = 100.0 }\n";
    let lane = played(&text.replace("%s", "0.1"));
    assert_eq!(
        (lane.counters().crashes, lane.ended()),
        (5, Some(Ended::Time))
    );
    // Three seconds apart there are never five within ten.
    let lane = played(&text.replace("%s", "3.0"));
    assert!(lane.counters().crashes > 25, "{:?}", lane.counters());
}

#[test]
fn a_connection_takes_its_time_to_open_and_the_overflow_takes_it_again_and_again() {
    let text = "rate = 1.0\narrivals = \"fixed\"\nservice = { mean = 0.5, shape = \"deterministic\" }\n\
                resource = { pool = { size = %s, overflow = 1, opens = 0.25 } }\nstop = { arrivals = 10 }\n";
    // Kept open, it is opened once; an overflow connection is closed when it comes back.
    for (size, opened) in [("1", 1.0), ("0", 10.0)] {
        let lane = played(&text.replace("%s", size));
        let expected = 10.0 * 0.5 + opened * 0.25;
        assert!(
            (lane.measures().sojourn - expected).abs() < 1e-9,
            "{}",
            lane.measures().sojourn
        );
    }
    // Held meanwhile: the forecast says so.
    let scenario = from_toml(&text.replace("%s", "0")).expect("valid");
    let in_use = predict(&scenario).expect("a resource").in_use;
    assert!((in_use - 0.75).abs() < 1e-9, "{in_use}");
}

#[test]
fn a_hot_part_that_fits_is_not_swapped() {
    // 20 % of the pages get 90 % of the accesses: of the rest half is on the disk.
    let text = "rate = 1.0\narrivals = \"fixed\"\nservice = { mean = 1e-3, shape = \"deterministic\" }\n\
                memory = { limit = 1e6, base = 100.0, ram = 60.0, hot = 0.2, hits = 0.9 }\n\
                stop = { arrivals = 1 }\n";
    let lane = played(text);
    let faults: f64 = 0.1 * (1.0 - (60.0 - 20.0) / 80.0);
    let slowdown = (1.0 - faults) + faults * 1000.0;
    assert!(
        (lane.measures().sojourn / 1e-3 / slowdown - 1.0).abs() < 1e-9,
        "{}",
        lane.measures().sojourn
    );
}

#[test]
fn replicas_are_not_restarted_at_the_same_instant_unless_told_to() {
    let mut scenario = queue(100.0, 10);
    scenario.service.mean = 0.01;
    scenario.replicas = 4;
    scenario.stop.time = Some(1000.0);
    let restarts = |together| {
        let mut scenario = scenario.clone();
        scenario.restart = Some(Restart {
            every: Some(100.0),
            planned: 5.0,
            together,
            ..Restart::default()
        });
        let mut lane = replication(&scenario, 0);
        let rejected = lane.counters().rejected;
        let events = lane.frame().events.into_iter();
        let planned = events.filter(|it| it.kind == HappeningKind::Planned);
        let mut times: Vec<f64> = planned.map(|it| it.t).collect();
        times.truncate(4);
        (times, rejected)
    };
    let (apart, rejected) = restarts(false);
    for (time, expected) in apart.iter().zip([25.0, 50.0, 75.0, 100.0]) {
        assert!((time - expected).abs() < 1.0, "{apart:?}");
    }
    assert_eq!(rejected, 0);
    let (together, rejected) = restarts(true);
    assert!(
        together.iter().all(|time| (time - 100.0).abs() < 1.0),
        "{together:?}"
    );
    assert!(rejected > 1000, "{rejected}");
}

#[test]
fn a_restart_leaves_ports_in_the_kernel() {
    // 50 ports a second, each gone for 60 s: a restart every 10 s gives none of them back.
    let text = "rate = 50.0\nservice = { mean = 1e-3 }\nresource = { table = { of = \"ports\", limit = 2000 } }\n\
                restart = { every = 10.0, planned = 0.0 }\nstop = { time = 600.0 }\n";
    let scenario = from_toml(text).expect("valid");
    let mut lane = replication(&scenario, 0);
    let frame = lane.frame();
    assert!(
        frame.lingering == 2000 && lane.counters().restarts > 50,
        "{}",
        frame.lingering
    );
    let served = lane.counters().completed() as f64 / 600.0;
    assert!((served - 2000.0 / 60.0).abs() < 3.0, "{served}");
    // And so it does with those that a process has when it is killed.
    let text = "rate = 50.0\nservice = { mean = 1e-3 }\nresource = { table = { of = \"ports\", limit = 100 } }\n\
                leaks = { per_completion = 1.0 }\nwhen_out = \"killed\"\nrestart = { after_crash = 1.0 }\n\
                stop = { time = 600.0 }\n";
    let scenario = from_toml(text).expect("valid");
    let lane = replication(&scenario, 0);
    let served = lane.counters().completed() as f64 / 600.0;
    assert!((served - 100.0 / 60.0).abs() < 0.2, "{served}");
}

#[test]
fn an_alarm_before_the_first_leak_has_not_seen_it() {
    // Twenty of 1024 are taken from the start, and one request in a thousand leaks.
    let text = "rate = 10.0\nservice = { mean = 1e-6 }\nresource = { table = {} }\n\
                leaks = { per_completion = 0.001 }\nstop = { time = 4e3 }\n\
                monitor = { every = 1.0, alarm = { threshold = %s } }\n";
    let early = played(&text.replace("%s", "0.01"));
    assert_eq!(early.first_alert_at(), Some(1.0));
    assert!(early.first_leak_at() > Some(1.0));
    assert_eq!(early.leak_to_alert(), None);
    // Above 22 of 1024 is the third leak.
    let seen = played(&text.replace("%s", "0.0215"));
    assert!(
        seen.leak_to_alert() > Some(0.0),
        "{:?}",
        seen.leak_to_alert()
    );
}
