//! The monitor: it samples a gauge of the first replica and raises the alarm.

use super::super::frame::HappeningKind;
use super::super::resource::too_many_open_files;
use super::super::scenario::{Alarm, Gauge, Monitor, Probe, Then};
use super::trace::Kind;
use super::{Event, Lane};
use std::collections::VecDeque;

/// What a monitor remembers.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// The last samples, oldest first.
    samples: VecDeque<f64>,
    /// Arrivals and errors at the last sample.
    seen: (u64, u64),
    /// Whether the alarm is on.
    is_on: bool,
    /// Whether the last probe failed.
    is_blind: bool,
    /// When the first alarm was raised, in seconds, and the first one after something was left behind.
    pub first_alert_at: Option<f64>,
    first_after_leak: Option<f64>,
}

/// What a probe in the process reads.
const PROBED: &str = "/proc/self/fd";

impl Lane {
    /// The monitor takes a sample.
    pub(super) fn sample(&mut self) {
        self.note(Kind::Sample, 0);
        let Some(monitor) = self.plan.scenario.monitor else {
            return;
        };
        self.agenda
            .schedule(self.now + monitor.every, Event::Sample);
        let here = &self.replicas[0];
        if !here.is_up() && monitor.probe == Probe::Inside {
            return;
        }
        if self.is_blind(&monitor) {
            self.counters.failed_probes += 1;
            if !self.watch.is_blind {
                let text = too_many_open_files(Some(PROBED));
                self.tell(HappeningKind::ProbeFailed, 0, text);
            }
            self.watch.is_blind = true;
            return;
        }
        self.watch.is_blind = false;
        let value = self.gauge(monitor.watches);
        let is_alarming = self.watch.take(value, monitor.alarm);
        self.effort.add(self.watch.samples.len() as u64);
        if is_alarming && !self.watch.is_on {
            self.counters.alerts += 1;
            self.watch.first_alert_at.get_or_insert(self.now);
            if self.first_leak_at.is_some() {
                self.watch.first_after_leak.get_or_insert(self.now);
            }
            let text = alert(&monitor, value);
            self.tell(HappeningKind::Alert, 0, text);
            if monitor.then == Then::Restart {
                self.watch.samples.clear();
                self.plan_restart(0);
            }
        }
        self.watch.is_on = is_alarming;
    }

    /// When the first alarm was raised, in seconds.
    pub fn first_alert_at(&self) -> Option<f64> {
        self.watch.first_alert_at
    }

    /// Seconds from the first leak to the first alarm after it: one that came before is false.
    pub fn leak_to_alert(&self) -> Option<f64> {
        Some(self.watch.first_after_leak? - self.first_leak_at()?)
    }

    /// A probe in the process needs a descriptor of its own.
    fn is_blind(&self, monitor: &Monitor) -> bool {
        let banks = self.replicas[0].banks.iter();
        let resources = self.plan.resources.iter().zip(banks);
        let mut full =
            resources.filter(|(resource, bank)| resource.is_descriptors() && bank.free() == 0);
        monitor.probe == Probe::Inside && full.next().is_some()
    }

    fn gauge(&mut self, watches: Gauge) -> f64 {
        let here = &self.replicas[0];
        match watches {
            Gauge::Resource => here.banks.first().map_or(0.0, |bank| bank.share_taken()),
            Gauge::Memory => here.heap.as_ref().map_or(0.0, |heap| heap.share()),
            Gauge::Errors => {
                let (arrivals, errors) = (self.counters.arrivals, self.counters.errors());
                let (before, wrong) = std::mem::replace(&mut self.watch.seen, (arrivals, errors));
                (errors - wrong) as f64 / (arrivals - before).max(1) as f64
            }
        }
    }
}

impl Watch {
    /// Takes a sample; says whether it is alarming.
    fn take(&mut self, value: f64, alarm: Alarm) -> bool {
        match alarm {
            Alarm::Threshold(most) => value > most,
            Alarm::Slope { samples, errors } => {
                self.samples.push_back(value);
                if self.samples.len() > samples as usize {
                    self.samples.pop_front();
                }
                self.samples.len() == samples as usize && self.rises_by(errors)
            }
        }
    }

    /// Whether the least-squares line through the samples rises by so many standard errors.
    fn rises_by(&self, errors: f64) -> bool {
        let n = self.samples.len() as f64;
        let middle = (n - 1.0) / 2.0;
        let mean = self.samples.iter().sum::<f64>() / n;
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for (index, value) in self.samples.iter().enumerate() {
            let (x, y) = (index as f64 - middle, value - mean);
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        let slope = xy / xx;
        let rest = (yy - slope * xy).max(0.0);
        slope > errors * libm::sqrt(rest / (n - 2.0) / xx) && slope > 0.0
    }
}

fn alert(monitor: &Monitor, value: f64) -> String {
    let what = match monitor.watches {
        Gauge::Resource => "of the resource taken",
        Gauge::Memory => "of the memory limit resident",
        Gauge::Errors => "of the requests met an error",
    };
    match monitor.alarm {
        Alarm::Threshold(_) => format!("Alarm: {:.0} % {what}", value * 100.0),
        Alarm::Slope { .. } => format!("Alarm: rising, {:.0} % {what}", value * 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_rises_is_told_from_noise() {
        let slope = Alarm::Slope {
            samples: 20,
            errors: 4.0,
        };
        let noise = |index: u32| f64::from(index * 7 % 5);
        let alarms = |rise: f64| {
            let mut watch = Watch::default();
            let values = (0..100).map(|index| noise(index) + rise * f64::from(index));
            values.filter(|value| watch.take(*value, slope)).count()
        };
        assert_eq!(alarms(0.0), 0);
        assert_eq!(alarms(1.0), 81);
    }
}
