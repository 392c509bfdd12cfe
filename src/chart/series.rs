//! The timeline: typed columns over time, one after another, as plotting libraries want them.

use crate::sim::frame::{Frame, Happening, LaneFrame};
use crate::sim::prediction::{Outlook, Prediction};
use crate::sim::scenario::Scenario;

/// Columns of equal length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// Simulated time, in seconds.
    pub time: Vec<f64>,
    /// One group per lane.
    pub lanes: Vec<LaneSeries>,
}

/// The columns of one lane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaneSeries {
    /// What is taken: units that are reserved, in use or unreleased; or else MiB in use; or else
    /// requests in the system and those that will come again.
    pub taken: Vec<f64>,
    /// Units unreleased, garbage included.
    pub unreleased: Vec<f64>,
    /// Median time in the system, in milliseconds; `NaN` when no request was completed.
    pub p50: Vec<f64>,
    /// 95 % quantile of the same.
    pub p95: Vec<f64>,
    /// 99 % quantile of the same.
    pub p99: Vec<f64>,
    /// Requests that met an error since the previous frame.
    pub errors: Vec<f64>,
    /// What happened that is worth a mark.
    pub marks: Vec<Happening>,
    /// Errors at the last frame, to take differences.
    total_errors: u64,
}

/// Which quantile of the time in the system is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantile {
    /// The median.
    P50,
    /// One request in twenty takes longer.
    P95,
    /// One in a hundred does.
    #[default]
    P99,
}

impl Quantile {
    /// All of them, with their names.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::P50, "p50"), (Self::P95, "p95"), (Self::P99, "p99")];
}

impl LaneSeries {
    /// The column of a quantile, in milliseconds.
    pub fn latency(&self, quantile: Quantile) -> &[f64] {
        match quantile {
            Quantile::P50 => &self.p50,
            Quantile::P95 => &self.p95,
            Quantile::P99 => &self.p99,
        }
    }
}

/// The axis of [`LaneSeries::taken`].
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Its lowest value.
    pub low: f64,
    /// Its highest value; nothing when only the run can tell.
    pub high: Option<f64>,
    /// Where it is exhausted, when that is on the axis.
    pub limit: Option<f64>,
    /// The name of what is counted.
    pub units: &'static str,
}

/// What a lane has taken.
pub(super) fn level(lane: &LaneFrame) -> f64 {
    match &lane.heap {
        _ if lane.limit() > 0 => f64::from(lane.limit() - lane.free),
        Some(heap) => heap.used,
        None => f64::from(lane.in_system + lane.retrying),
    }
}

/// The axis for a scenario. A heap that stays far below its limit is magnified.
pub fn axis(scenario: &Scenario, prediction: Option<&Prediction>) -> Axis {
    /// A level below this share of the limit is magnified.
    const SMALL: f64 = 0.05;
    let to_limit = |limit: f64, units| Axis {
        low: 0.0,
        high: Some(limit * 1.02),
        limit: Some(limit),
        units,
    };
    if let Some(resource) = &scenario.resource {
        let all = resource.capacity() + resource.reserved();
        return to_limit(f64::from(all), resource.units());
    }
    let Some((memory, limit)) = scenario
        .memory
        .and_then(|memory| Some((memory, memory.limit?)))
    else {
        let units = if scenario.memory.is_some() {
            "MiB"
        } else {
            "requests"
        };
        return Axis {
            low: 0.0,
            high: None,
            limit: None,
            units,
        };
    };
    match prediction.map(|prediction| &prediction.outlook) {
        Some(Outlook::Sawtooth { peak: most, .. } | Outlook::Settles { level: most, .. })
            if *most < SMALL * limit =>
        {
            Axis {
                low: memory.base,
                high: Some(memory.base + most * 1.5),
                limit: None,
                units: "MiB",
            }
        }
        _ => to_limit(limit, "MiB"),
    }
}

impl Timeline {
    /// A timeline without frames for so many lanes.
    pub fn new(lanes: usize) -> Self {
        Self {
            time: Vec::new(),
            lanes: vec![LaneSeries::default(); lanes],
        }
    }

    /// Adds a frame.
    pub fn push(&mut self, frame: &Frame) {
        self.time.push(frame.t);
        for (series, lane) in self.lanes.iter_mut().zip(&frame.lanes) {
            series.taken.push(level(lane));
            series
                .unreleased
                .push(f64::from(lane.leaked + lane.garbage));
            for (column, value) in [
                (&mut series.p50, lane.p50),
                (&mut series.p95, lane.p95),
                (&mut series.p99, lane.p99),
            ] {
                column.push(value.map_or(f64::NAN, |seconds| seconds * 1e3));
            }
            let c = lane.counters;
            let errors = c.errors();
            series.errors.push((errors - series.total_errors) as f64);
            series.total_errors = errors;
            series.marks.extend(lane.events.iter().cloned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::presets::Preset;
    use crate::sim::run::{Lanes, Run};

    #[test]
    fn columns_are_as_long_as_time_and_errors_add_up() {
        let scenario = Preset::find("pool-slot")
            .and_then(|p| p.scenario().ok())
            .expect("preset");
        let mut run = Run::new(&scenario, Lanes::Twin);
        let mut timeline = Timeline::new(2);
        while let Some(frame) = run.next_frame() {
            timeline.push(&frame);
        }
        for (series, lane) in timeline.lanes.iter().zip(run.lanes()) {
            assert_eq!(series.taken.len(), timeline.time.len());
            assert_eq!(series.p99.len(), timeline.time.len());
            let errors: f64 = series.errors.iter().sum();
            assert_eq!(errors as u64, lane.counters().timed_out);
        }
        assert!(!timeline.lanes[0].marks.is_empty());
    }
}
