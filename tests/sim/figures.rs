//! Figures mean what their names say: one population each, and what waits for ever counts.

use super::*;
use leaklab::sim::read::from_toml;
use leaklab::sim::replicate::{Figure, Of, figure_names, play};

fn played(text: &str, runs: u32) -> Vec<Figure> {
    let scenario = from_toml(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"));
    play(&scenario, runs).figures
}

#[track_caller]
fn mean(figures: &[Figure], name: &str) -> f64 {
    let figure = figures.iter().find(|figure| figure.name == name);
    figure.unwrap_or_else(|| panic!("no figure {name}")).mean
}

#[test]
fn a_mean_is_of_those_that_its_quantiles_are_of() {
    // 12 % find the table full and leave at once: they have no part in how long the others take.
    let figures = played(
        "rate = 8.0\nservice = { mean = 1.0, shape = \"deterministic\" }\n\
         resource = { table = { limit = 10, reserved = 0 } }\nwarm_up = 10.0\nstop = { time = 500.0 }\n",
        2,
    );
    for name in [
        "mean time in system",
        "time in system p50",
        "time in system p99.9",
    ] {
        let got = mean(&figures, name);
        assert!((got - 1.0).abs() < 1e-9, "{name}: {got}");
    }
    assert!(mean(&figures, "share failed") > 0.1);
    assert!((mean(&figures, "mean time until they left") - 0.878).abs() < 0.03);
    let of = |name: &str| figures.iter().find(|it| it.name == name).map(|it| it.of);
    assert_eq!(of("mean time in system"), of("time in system p50"));
    assert_eq!(of("mean time until they left"), Some(Of::Left));
}

#[test]
fn quantiles_do_not_exceed_what_nothing_exceeds() {
    // Nobody waits for longer than the timeout, and those that are served then were in time.
    let figures = played(
        "rate = 9.0\nservice = { mean = 1.0 }\n\
         resource = { pool = { size = 5, overflow = 0, timeout = 2.0 } }\nstop = { time = 900.0 }\n",
        2,
    );
    for name in ["wait p50", "wait p95", "wait p99"] {
        assert!(mean(&figures, name) <= 2.0, "{name}");
    }
    assert!(mean(&figures, "wait p99") > 1.9);
}

#[test]
fn a_ratio_that_has_no_mean_is_the_ratio_of_the_means() {
    assert!(figure_names().all(|(name, _)| name != "mean stretch"));
    // M/M/1 at 80 %: 5 s in the system for 1 s of work.
    let figures = played(
        "rate = 0.8\nworkers = 1\nservice = { mean = 1.0 }\nwarm_up = 1800.0\nstop = { time = 60e3 }\n",
        8,
    );
    let ratio = mean(&figures, "time in system over work");
    let parts = mean(&figures, "mean time in system");
    assert!(
        (ratio - 5.0).abs() < 0.3 && (ratio / parts - 1.0).abs() < 0.03,
        "{ratio} {parts}"
    );
}

#[test]
fn who_waits_for_ever_has_no_answer() {
    // The first that raises keeps the lock; everybody after it waits.
    let figures = played(
        "rate = 10.0\nservice = { mean = 0.001 }\n\
         resource = { pool = { of = \"locks\", size = 1, overflow = 0 } }\n\
         leaks = { per_completion = 0.02 }\nstop = { time = 200.0 }\n"
            .replace(
                "size = 1, overflow = 0",
                "size = 1, overflow = 0, timeout = 1e9",
            )
            .as_str(),
        4,
    );
    let answered = mean(&figures, "share answered");
    assert!(answered < 0.2, "{answered}");
    let left = mean(&figures, "share without an answer at the end");
    assert!((answered + left + mean(&figures, "share given up") - 1.0).abs() < 1e-12);
    // A queue that grows is not answered either.
    let figures = played(
        "rate = 200.0\nworkers = 1\nservice = { mean = 0.01 }\nstop = { time = 300.0 }\n",
        2,
    );
    assert!((mean(&figures, "share answered") - 0.5).abs() < 0.02);
    assert!((mean(&figures, "in the system at the end") - 30_000.0).abs() < 1000.0);
}

#[test]
fn what_nobody_will_give_back_is_waited_for_for_ever() {
    let mut scenario = queue(10.0, 5);
    scenario.service.mean = 0.001;
    scenario.resource = Some(Resource::Pool(Pool {
        of: leaklab::sim::resource::Lent::Locks,
        size: 1,
        overflow: 0,
        timeout: None,
        ..Pool::default()
    }));
    scenario.leaks.per_completion = 0.05;
    scenario.stop.time = Some(100.0);
    let lane = replication(&scenario, 0);
    // Five threads wait for the lock, and all others for the threads.
    assert_eq!(lane.waiting_for_ever(), lane.in_system());
    assert!(lane.in_system() > 500, "{}", lane.in_system());
    assert_eq!(lane.ran_out(), Some("locks"));
    scenario.restart = Some(leaklab::sim::scenario::Restart {
        every: Some(30.0),
        ..Default::default()
    });
    let lane = replication(&scenario, 0);
    assert_eq!(lane.waiting_for_ever(), 0, "a restart comes");
}

#[test]
fn a_single_run_has_no_spread() {
    let text = "rate = 10.0\nworkers = 1\nservice = { mean = 0.01 }\nstop = { time = 20.0 }\n";
    for figure in played(text, 1) {
        assert_eq!(
            (figure.sd, figure.standard_error, figure.quantiles),
            (None, None, None)
        );
    }
    for figure in played(text, 20) {
        let [low, middle, high] = figure.quantiles.expect("many runs");
        assert!(low <= middle && middle <= high, "{figure:?}");
    }
}
