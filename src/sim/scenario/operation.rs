//! How the service is run: what kills a process, who starts it again, who watches, who pays.

use serde::{Deserialize, Serialize};

/// What becomes of the process when a request finds nothing left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhenOut {
    /// The request fails with the error, the process lives on.
    #[default]
    Errors,
    /// Nobody catches the error: the process ends, buffers are written on the way out.
    Crashes,
    /// Somebody kills it (an operator, a failed health check): buffers are lost.
    Killed,
}

/// The supervisor. Without one a process that died stays dead.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Restart {
    /// Seconds until the process serves again after a crash.
    pub after_crash: f64,
    /// Seconds until the process serves again after a planned restart.
    pub planned: f64,
    /// Seconds of life after which a process is restarted; absent means never.
    pub every: Option<f64>,
    /// Requests after which it is restarted, as gunicorn's `max_requests`; absent means never.
    pub after_requests: Option<u64>,
    /// At most so many requests more, at random, as gunicorn's `max_requests_jitter`.
    pub jitter: u64,
    /// Whether replicas that were started together are restarted together. If not, their first lives
    /// end one after the other, spread evenly over one life.
    pub together: bool,
    /// Resident set in MiB above which it is restarted; absent means never.
    pub above: Option<f64>,
    /// Seconds that a planned restart waits for the requests in service; then they are lost.
    /// gunicorn's `graceful_timeout` is 30.
    pub grace: f64,
    /// Seconds to wait before the second start in a row, doubled for each further one; 0 for none.
    /// Kubernetes waits 10.
    pub back_off: f64,
    /// The longest such wait, in seconds. Kubernetes' is 300.
    pub longest: f64,
    /// Seconds of life after which crashes are no longer in a row. Kubernetes counts 600.
    pub forgiven_after: f64,
    /// Starts within [`Restart::within`] seconds after which there is no further one, the first
    /// included; absent means no bound. systemd's `StartLimitBurst` is 5.
    pub starts: Option<u32>,
    /// Seconds for [`Restart::starts`]. systemd's `StartLimitIntervalSec` is 10.
    pub within: f64,
}

/// Somebody who starts replicas when there is much to do and stops them when there is little.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Autoscaler {
    /// Replicas at least.
    pub least: u32,
    /// Replicas at most.
    pub most: u32,
    /// Seconds between two looks.
    pub every: f64,
    /// Seconds until a new replica serves.
    pub starting: f64,
    /// What is looked at.
    pub on: Pressure,
    /// A replica more when the mean over those that are up is above this.
    pub above: f64,
    /// A replica less when it is below this.
    pub below: f64,
}

/// What an autoscaler looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pressure {
    /// Requests in a replica.
    #[default]
    Requests,
    /// Share of a replica's memory limit, from 0 to 1.
    Memory,
    /// Share of a replica's resource that is taken, from 0 to 1.
    Resource,
}

/// Somebody who looks at a gauge from time to time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Monitor {
    /// What is sampled.
    pub watches: Gauge,
    /// Seconds between two samples.
    pub every: f64,
    /// What raises the alarm.
    pub alarm: Alarm,
    /// Where the probe runs.
    pub probe: Probe,
    /// What happens then.
    pub then: Then,
}

/// What is sampled, in the first replica.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gauge {
    /// Share of the resource that is taken, from 0 to 1.
    #[default]
    Resource,
    /// Share of the memory limit that is resident, from 0 to 1.
    Memory,
    /// Share of the requests since the last sample that met an error, from 0 to 1.
    Errors,
}

/// What raises the alarm.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Alarm {
    /// A sample above this value.
    Threshold(f64),
    /// A straight line through the last samples rises by more than so many standard errors of its
    /// slope.
    Slope {
        /// Samples that the line goes through, at least 3.
        samples: u32,
        /// Standard errors that the slope must exceed.
        errors: f64,
    },
}

/// Where the probe runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// In the process: it needs a descriptor itself, and fails when there is none.
    #[default]
    Inside,
    /// Outside of it.
    Outside,
}

/// What an alarm leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// It is told.
    #[default]
    Tell,
    /// The process is restarted as planned.
    Restart,
}

impl Restart {
    /// Whether a process is restarted without having died.
    pub fn is_planned(&self) -> bool {
        self.every.is_some() || self.after_requests.is_some() || self.above.is_some()
    }
}

impl Default for Restart {
    fn default() -> Self {
        Self {
            after_crash: 5.0,
            planned: 5.0,
            every: None,
            after_requests: None,
            jitter: 0,
            together: false,
            above: None,
            grace: 30.0,
            back_off: 0.0,
            longest: 300.0,
            forgiven_after: 600.0,
            starts: None,
            within: 10.0,
        }
    }
}

impl Default for Autoscaler {
    fn default() -> Self {
        Self {
            least: 1,
            most: 10,
            every: 30.0,
            starting: 30.0,
            on: Pressure::Requests,
            above: 10.0,
            below: 2.0,
        }
    }
}

impl Default for Monitor {
    fn default() -> Self {
        Self {
            watches: Gauge::Resource,
            every: 10.0,
            alarm: Alarm::Threshold(0.8),
            probe: Probe::Inside,
            then: Then::Tell,
        }
    }
}
