//! Knobs of what only some scenarios have: workers, memory, clients, restarts, a monitor. One entry of
//! [`MORE`] is one knob.

use super::Scale;
use crate::sim::fate::{LeakClass, Runtime};
use crate::sim::scenario::{Alarm, Scenario};

/// One knob.
pub struct More {
    /// A name that does not change while it is turned.
    pub id: &'static str,
    /// What it is, in words; code is between backquotes.
    pub label: &'static str,
    /// Its unit, shown after the number.
    pub unit: &'static str,
    /// Its lowest and its highest value, in that unit.
    pub ends: (f64, f64),
    /// How the slider is divided.
    pub scale: Scale,
    /// Where it stands; nothing when the scenario has no such thing.
    pub read: fn(&Scenario) -> Option<f64>,
    /// Moves it; does nothing when the scenario has no such thing.
    pub write: fn(&mut Scenario, f64),
}

/// Every such knob, in the order in which they are shown.
pub const MORE: [More; 18] = [
    More {
        id: "workers",
        label: "Workers",
        unit: "",
        ends: (1.0, 64.0),
        scale: Scale::Whole,
        read: |scenario| scenario.workers.map(f64::from),
        write: |scenario, value| scenario.workers = Some(value as u32),
    },
    More {
        id: "backlog",
        label: "Backlog (`listen`)",
        unit: "",
        ends: (0.0, 128.0),
        scale: Scale::Whole,
        read: |scenario| scenario.backlog.map(f64::from),
        write: |scenario, value| scenario.backlog = Some(value as u32),
    },
    More {
        id: "replicas",
        label: "Processes",
        unit: "",
        ends: (1.0, 12.0),
        scale: Scale::Whole,
        read: |scenario| (scenario.replicas > 1).then(|| f64::from(scenario.replicas)),
        write: |scenario, value| scenario.replicas = value as u32,
    },
    More {
        id: "server",
        label: "Connections that the server accepts",
        unit: "",
        ends: (10.0, 1_000.0),
        scale: Scale::Factors,
        read: |scenario| Some(f64::from(scenario.database.as_ref()?.limit)),
        write: |scenario, value| {
            if let Some(server) = &mut scenario.database {
                server.limit = value as u32;
            }
        },
    },
    More {
        id: "memory",
        label: "Memory limit",
        unit: "MiB",
        ends: (80.0, 8_192.0),
        scale: Scale::Factors,
        read: |scenario| scenario.memory?.limit,
        write: |scenario, value| {
            if let Some(memory) = &mut scenario.memory {
                memory.limit = Some(value);
            }
        },
    },
    More {
        id: "cache",
        label: "Entries of the cache (`maxsize`)",
        unit: "",
        ends: (16.0, 65_536.0),
        scale: Scale::Factors,
        read: |scenario| scenario.memory?.cache.map(f64::from),
        write: |scenario, value| {
            if let Some(memory) = &mut scenario.memory {
                memory.cache = Some(value as u32);
            }
        },
    },
    More {
        id: "cycles",
        label: "Cycles are collected every",
        unit: "s",
        ends: (0.5, 600.0),
        scale: Scale::Factors,
        read: |scenario| {
            let by_time = scenario.collector.thresholds.is_none();
            (by_time && scenario.leak == LeakClass::R1).then_some(scenario.collector.cycles_every)
        },
        write: |scenario, value| scenario.collector.cycles_every = value,
    },
    More {
        id: "tracing",
        label: "Garbage is collected every",
        unit: "s",
        ends: (1.0, 36_000.0),
        scale: Scale::Factors,
        read: |scenario| {
            (scenario.runtime == Runtime::Tracing).then_some(scenario.collector.tracing_every)
        },
        write: |scenario, value| scenario.collector.tracing_every = value,
    },
    More {
        id: "buffer",
        label: "Write buffer",
        unit: "B",
        ends: (128.0, 65_536.0),
        scale: Scale::Factors,
        read: |scenario| Some(f64::from(scenario.buffer?.size)),
        write: |scenario, value| {
            if let Some(buffer) = &mut scenario.buffer {
                buffer.size = value as u32;
            }
        },
    },
    More {
        id: "patience",
        label: "Clients wait at most",
        unit: "s",
        ends: (0.1, 60.0),
        scale: Scale::Factors,
        read: |scenario| scenario.client.timeout,
        write: |scenario, value| scenario.client.timeout = Some(value),
    },
    More {
        id: "retries",
        label: "Retries",
        unit: "",
        ends: (0.0, 10.0),
        scale: Scale::Whole,
        read: |scenario| {
            let asks = scenario.client.timeout.is_some() || scenario.client.retries > 0;
            asks.then(|| f64::from(scenario.client.retries))
        },
        write: |scenario, value| scenario.client.retries = value as u32,
    },
    More {
        id: "back-off",
        label: "Wait before the first retry",
        unit: "s",
        ends: (0.01, 10.0),
        scale: Scale::Factors,
        read: |scenario| (scenario.client.retries > 0).then_some(scenario.client.back_off),
        write: |scenario, value| scenario.client.back_off = value,
    },
    More {
        id: "budget",
        label: "Retries for each answer, at most",
        unit: "%",
        ends: (1.0, 100.0),
        scale: Scale::Factors,
        read: |scenario| Some(scenario.client.budget? * 100.0),
        write: |scenario, value| scenario.client.budget = Some(value / 100.0),
    },
    More {
        id: "start-again",
        label: "Started again after",
        unit: "s",
        ends: (0.5, 300.0),
        scale: Scale::Factors,
        read: |scenario| Some(scenario.restart?.after_crash),
        write: |scenario, value| {
            if let Some(restart) = &mut scenario.restart {
                restart.after_crash = value;
            }
        },
    },
    More {
        id: "every",
        label: "Restarted as planned every",
        unit: "min",
        ends: (0.1, 10_080.0),
        scale: Scale::Factors,
        read: |scenario| Some(scenario.restart?.every? / 60.0),
        write: |scenario, value| {
            if let Some(restart) = &mut scenario.restart {
                restart.every = Some(value * 60.0);
            }
        },
    },
    More {
        id: "most",
        label: "Processes at most",
        unit: "",
        ends: (1.0, 12.0),
        scale: Scale::Whole,
        read: |scenario| Some(f64::from(scenario.autoscaler?.most)),
        write: |scenario, value| {
            if let Some(autoscaler) = &mut scenario.autoscaler {
                autoscaler.most = value as u32;
            }
        },
    },
    More {
        id: "sample",
        label: "The monitor looks every",
        unit: "s",
        ends: (0.5, 3_600.0),
        scale: Scale::Factors,
        read: |scenario| Some(scenario.monitor?.every),
        write: |scenario, value| {
            if let Some(monitor) = &mut scenario.monitor {
                monitor.every = value;
            }
        },
    },
    More {
        id: "threshold",
        label: "Alarm above",
        unit: "%",
        ends: (0.1, 99.0),
        scale: Scale::Factors,
        read: |scenario| match scenario.monitor?.alarm {
            Alarm::Threshold(share) => Some(share * 100.0),
            Alarm::Slope { .. } => None,
        },
        write: |scenario, value| {
            if let Some(monitor) = &mut scenario.monitor {
                monitor.alarm = Alarm::Threshold(value / 100.0);
            }
        },
    },
];
