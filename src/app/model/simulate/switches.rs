//! What can be switched on and off: what prevents a leak, what finds it, what only moves the cliff.
//! One entry of [`SWITCHES`] is one switch.

mod usual;

use crate::sim::fate::LeakClass;
use crate::sim::resource::Resource;
use crate::sim::scenario::{
    Alarm, Flush, Gauge, Probe, Profiler, Restart, Scenario, Step, Then, WhenOut,
};
use usual::{autoscaler, end, limit, monitor, set_limit, tidy, watched};

/// One switch.
pub struct Switch {
    /// Its name.
    pub id: &'static str,
    /// What it switches on, in words; code is between backquotes.
    pub label: &'static str,
    /// What it is good for.
    pub kind: Kind,
    /// Whether the scenario has what it is about; how it was before any knob was turned comes second.
    pub offered: fn(&Scenario, &Scenario) -> bool,
    /// Whether it is on: of a scenario, and how it was before any knob was turned.
    pub is_on: fn(&Scenario, &Scenario) -> bool,
    /// Switches it; the scenario as it was comes second.
    pub flip: fn(&mut Scenario, &Scenario, bool),
}

/// What a switch is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing leaks, or nothing is lost.
    Prevention,
    /// A leak is seen.
    Detection,
    /// The end comes later, or is survived.
    Mitigation,
}

impl Kind {
    /// Every kind with its title, in the order in which they are shown.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Prevention, "Prevent it"),
        (Self::Detection, "Detect it"),
        (Self::Mitigation, "Move the cliff"),
    ];
}

/// Every switch.
pub const SWITCHES: [Switch; 19] = [
    Switch {
        id: "with",
        label: "`with` or `finally`: released on every way out",
        kind: Kind::Prevention,
        offered: |_, before| before.can_leak(),
        is_on: |scenario, _| !scenario.can_leak(),
        flip: |scenario, before, on| {
            let program = if on { &scenario.fixed() } else { before };
            scenario.paths.clone_from(&program.paths);
            scenario.leaks = program.leaks;
        },
    },
    Switch {
        id: "bound",
        label: "A cache with a bound",
        kind: Kind::Prevention,
        offered: keeps,
        is_on: |scenario, _| scenario.memory.is_some_and(|memory| memory.cache.is_some()),
        flip: |scenario, _, on| {
            if let Some(memory) = &mut scenario.memory {
                memory.cache = on.then_some(1024);
            }
        },
    },
    Switch {
        id: "weak",
        label: "Weak references instead of strong ones",
        kind: Kind::Prevention,
        offered: keeps,
        is_on: |scenario, _| scenario.leak == LeakClass::R0,
        flip: |scenario, before, on| {
            let strong = match before.leak {
                LeakClass::R0 => LeakClass::R2,
                other => other,
            };
            scenario.leak = if on { LeakClass::R0 } else { strong };
        },
    },
    Switch {
        id: "flush",
        label: "`flush()` after every record",
        kind: Kind::Prevention,
        offered: |scenario, _| scenario.buffer.is_some(),
        is_on: |scenario, _| {
            scenario
                .buffer
                .is_some_and(|buffer| buffer.flush == Flush::EveryRecord)
        },
        flip: |scenario, _, on| {
            if let Some(buffer) = &mut scenario.buffer {
                buffer.flush = if on {
                    Flush::EveryRecord
                } else {
                    Flush::WhenFull
                };
            }
        },
    },
    Switch {
        id: "timeout",
        label: "Clients have a timeout",
        kind: Kind::Prevention,
        offered: |scenario, _| scenario.workers.is_some(),
        is_on: |scenario, _| scenario.client.timeout.is_some(),
        flip: |scenario, _, on| {
            scenario.client.timeout = on.then_some(1.0);
            if !on {
                scenario.client.retries = 0;
            }
        },
    },
    Switch {
        id: "monitor",
        label: "A monitor",
        kind: Kind::Detection,
        offered: |scenario, _| scenario.resource.is_some() || scenario.memory.is_some(),
        is_on: |scenario, _| scenario.monitor.is_some(),
        flip: |scenario, _, on| scenario.monitor = on.then(|| monitor(scenario)),
    },
    Switch {
        id: "outside",
        label: "… whose probe runs outside of the process",
        kind: Kind::Detection,
        offered: |scenario, _| scenario.monitor.is_some(),
        is_on: |scenario, _| {
            scenario
                .monitor
                .is_some_and(|monitor| monitor.probe == Probe::Outside)
        },
        flip: |scenario, _, on| {
            if let Some(monitor) = &mut scenario.monitor {
                monitor.probe = if on { Probe::Outside } else { Probe::Inside };
            }
        },
    },
    Switch {
        id: "errors",
        label: "… that counts errors only",
        kind: Kind::Detection,
        offered: |scenario, _| scenario.monitor.is_some(),
        is_on: |scenario, _| {
            scenario
                .monitor
                .is_some_and(|monitor| monitor.watches == Gauge::Errors)
        },
        flip: |scenario, _, on| {
            let usual = monitor(scenario).watches;
            if let Some(monitor) = &mut scenario.monitor {
                let (watches, share) = if on {
                    (Gauge::Errors, 0.05)
                } else {
                    (usual, 0.8)
                };
                monitor.watches = watches;
                monitor.alarm = Alarm::Threshold(share);
            }
        },
    },
    Switch {
        id: "slope",
        label: "… that looks for a rising line",
        kind: Kind::Detection,
        offered: |scenario, _| {
            scenario
                .monitor
                .is_some_and(|monitor| monitor.watches != Gauge::Errors)
        },
        is_on: |scenario, _| {
            let alarm = scenario.monitor.map(|monitor| monitor.alarm);
            matches!(alarm, Some(Alarm::Slope { .. }))
        },
        flip: |scenario, _, on| {
            let slope = Alarm::Slope {
                samples: 20,
                errors: 6.0,
            };
            if let Some(monitor) = &mut scenario.monitor {
                monitor.alarm = if on { slope } else { Alarm::Threshold(0.8) };
            }
        },
    },
    Switch {
        id: "profiler",
        label: "`tracemalloc` for a quarter of the time",
        kind: Kind::Detection,
        offered: |scenario, _| scenario.memory.is_some(),
        is_on: |scenario, _| scenario.profiler.is_some(),
        flip: |scenario, _, on| {
            let whole = watched(scenario);
            let part = Profiler {
                from: (0.25 * whole).round(),
                until: (0.5 * whole).round(),
                ..Profiler::default()
            };
            scenario.profiler = on.then_some(part);
        },
    },
    Switch {
        id: "stress",
        label: "A stress test: 20 times the load",
        kind: Kind::Detection,
        offered: |_, _| true,
        is_on: |scenario, before| scenario.rate >= 19.99 * before.rate,
        flip: |scenario, before, on| {
            scenario.rate = if on { 20.0 * before.rate } else { before.rate };
        },
    },
    Switch {
        id: "limit",
        label: "A limit eight times as high",
        kind: Kind::Mitigation,
        offered: |scenario, _| limit(scenario).is_some(),
        is_on: |scenario, before| limit(scenario) >= limit(before).map(|limit| 7.99 * limit),
        flip: |scenario, before, on| {
            let Some(usual) = limit(before) else {
                return;
            };
            set_limit(scenario, if on { 8.0 * usual } else { usual });
        },
    },
    Switch {
        id: "crashes",
        label: "The error ends the process",
        kind: Kind::Mitigation,
        offered: |scenario, _| matches!(scenario.resource, Some(Resource::Table(_))),
        is_on: |scenario, _| scenario.when_out != WhenOut::Errors,
        flip: |scenario, _, on| {
            scenario.when_out = if on {
                WhenOut::Crashes
            } else {
                WhenOut::Errors
            };
        },
    },
    Switch {
        id: "supervisor",
        label: "A supervisor starts it again",
        kind: Kind::Mitigation,
        offered: |scenario, _| scenario.memory.is_some() || scenario.when_out != WhenOut::Errors,
        is_on: |scenario, _| scenario.restart.is_some(),
        flip: |scenario, _, on| scenario.restart = on.then(Restart::default),
    },
    Switch {
        id: "nightly",
        label: "Restarted in time, every time",
        kind: Kind::Mitigation,
        offered: |scenario, _| end(scenario).is_some() || is_planned(scenario),
        is_on: |scenario, _| is_planned(scenario),
        flip: |scenario, before, on| {
            let every = end(scenario).map(|end| tidy(0.8 * end));
            if on {
                let restart = scenario.restart.get_or_insert_default();
                restart.every = before.restart.and_then(|restart| restart.every).or(every);
            } else {
                scenario.restart = before.restart.filter(|restart| restart.every.is_none());
            }
        },
    },
    Switch {
        id: "alarm-restarts",
        label: "The alarm restarts it",
        kind: Kind::Mitigation,
        offered: |scenario, _| scenario.monitor.is_some(),
        is_on: |scenario, _| {
            scenario
                .monitor
                .is_some_and(|monitor| monitor.then == Then::Restart)
        },
        flip: |scenario, before, on| {
            if let Some(monitor) = &mut scenario.monitor {
                monitor.then = if on { Then::Restart } else { Then::Tell };
            }
            scenario.restart = if on {
                scenario.restart.or(Some(Restart::default()))
            } else {
                before.restart
            };
        },
    },
    Switch {
        id: "autoscaler",
        label: "An autoscaler adds processes",
        kind: Kind::Mitigation,
        offered: |scenario, _| scenario.resource.is_some() || scenario.memory.is_some(),
        is_on: |scenario, _| scenario.autoscaler.is_some(),
        flip: |scenario, _, on| scenario.autoscaler = on.then(|| autoscaler(scenario)),
    },
    Switch {
        id: "retries",
        label: "Clients ask again, three times",
        kind: Kind::Mitigation,
        offered: |scenario, _| scenario.client.timeout.is_some(),
        is_on: |scenario, _| scenario.client.retries > 0,
        flip: |scenario, _, on| scenario.client.retries = if on { 3 } else { 0 },
    },
    Switch {
        id: "retry-budget",
        label: "… with a budget for it",
        kind: Kind::Mitigation,
        offered: |scenario, _| scenario.client.retries > 0,
        is_on: |scenario, _| scenario.client.budget.is_some(),
        flip: |scenario, _, on| scenario.client.budget = on.then_some(0.1),
    },
];

/// The switches that a scenario has, by their places in [`SWITCHES`].
pub fn offered(
    scenario: &Scenario,
    before: &Scenario,
    kind: Kind,
) -> impl Iterator<Item = (usize, &'static Switch)> {
    let all = SWITCHES.iter().enumerate();
    all.filter(move |(_, switch)| switch.kind == kind && (switch.offered)(scenario, before))
}

/// Whether the service goes on after something has run out.
pub fn outlives(scenario: &Scenario) -> bool {
    scenario.restart.is_some() || scenario.autoscaler.is_some()
}

/// Whether requests keep objects that something could let go of.
fn keeps(scenario: &Scenario, _: &Scenario) -> bool {
    let is_keep = |step: &Step| matches!(step, Step::Keep { .. });
    let kept = scenario
        .paths
        .iter()
        .any(|path| path.steps.iter().any(is_keep));
    scenario.memory.is_some() && kept && scenario.leak != LeakClass::R1
}

/// Whether it is restarted in time, every time.
pub fn is_planned(scenario: &Scenario) -> bool {
    scenario
        .restart
        .is_some_and(|restart| restart.every.is_some())
}
