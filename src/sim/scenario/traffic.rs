//! Where requests come from, what they need, and how long their clients wait.

use serde::{Deserialize, Serialize};

/// When requests arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Arrivals {
    /// A Poisson process: independent exponential gaps.
    #[default]
    Poisson,
    /// Equal gaps.
    Fixed,
    /// A Poisson process that is busier at the start of every period.
    Bursts {
        /// Seconds from the start of one burst to the start of the next.
        every: f64,
        /// Seconds that a burst lasts.
        lasts: f64,
        /// How many times the rate it has.
        factor: f64,
    },
    /// A fixed number of clients, each thinking, asking and waiting for the answer; the scenario's
    /// rate is not used. It hides a slow service's tail: nobody asks while all are waiting.
    Closed {
        /// How many clients.
        clients: u32,
        /// Mean seconds between an answer and the next request, exponential.
        think: f64,
    },
}

/// How long a request works.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    /// Mean, in seconds.
    pub mean: f64,
    /// Shape of the distribution.
    pub shape: Shape,
}

/// Shape of a service time's distribution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Shape {
    /// Always the mean.
    Deterministic,
    /// Exponential.
    #[default]
    Exponential,
    /// Lognormal.
    Lognormal {
        /// Squared coefficient of variation, above 0.
        cs2: f64,
    },
    /// Two exponential phases with balanced means.
    Hyperexponential {
        /// Squared coefficient of variation, at least 1.
        cs2: f64,
    },
    /// The sum of equal exponential phases; its squared coefficient of variation is 1/phases.
    Erlang {
        /// How many phases, at least 1.
        phases: u32,
    },
    /// Equally likely between 0 and twice the mean.
    Uniform,
}

/// How requests share the workers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Discipline {
    /// Each worker serves one request at a time; the longest waiting is next.
    #[default]
    FirstCome,
    /// As first come, but the one that came last is next.
    LastCome,
    /// Nobody waits: the workers are processors, and all requests in service share them equally,
    /// none getting more than one. This is how threads share a processor.
    Sharing,
}

/// When Linux tries again to connect after its first attempt was dropped (`tcp_syn_retries` is 6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Connects {
    /// After 1, 3, 7, 15, 31 and 63 s; it gives up after 127. Linux up to 6.4.
    #[default]
    Doubling,
    /// After 1, 2, 3, 4, 5, 7, 11, 19, 35 and 67 s; it gives up after 131. Linux since 6.5, whose
    /// `tcp_syn_linear_timeouts` is 4.
    LinearFirst,
}

impl Connects {
    /// Seconds after the first attempt at which it tries again; at the last it gives up.
    pub fn times(self) -> &'static [f64] {
        match self {
            Self::Doubling => &[1.0, 3.0, 7.0, 15.0, 31.0, 63.0, 127.0],
            Self::LinearFirst => &[1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 11.0, 19.0, 35.0, 67.0, 131.0],
        }
    }
}

/// What a server does when `accept` finds no descriptor. The connection stays in the kernel's line:
/// its client notices nothing but that no answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accepts {
    /// It stops for [`Accepts::PAUSE`] and says so, as asyncio does.
    Pauses,
    /// It tries again at once and says nothing, as `socketserver` does: the listener stays readable,
    /// so the loop never sleeps, 358,000 times a second (measured), and takes a processor.
    Spins,
}

impl Accepts {
    /// Seconds, `ACCEPT_RETRY_DELAY` in CPython's `asyncio/constants.py`.
    pub const PAUSE: f64 = 1.0;
    /// What spinning multiplies work by. Approximation: the loop and one other want the interpreter,
    /// and each has it half of the time.
    pub const SPINNING: f64 = 2.0;

    /// What is seen when it first happens.
    pub fn error(self) -> &'static str {
        match self {
            Self::Pauses => {
                "socket.accept() out of system resource: OSError: [Errno 24] Too many open files"
            }
            Self::Spins => "OSError: [Errno 24] Too many open files in accept(), which nobody logs",
        }
    }
}

/// How long a request waits for a worker before it goes away.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Patience {
    /// Always so many seconds.
    Deterministic(f64),
    /// Exponential with this mean in seconds.
    Exponential(f64),
}

/// What the clients do when no good answer comes. Without `timeout` and `retries` nothing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Client {
    /// Seconds after which a client stops waiting for an attempt; absent means never. The service
    /// does not learn of it: the work goes on, for nobody.
    pub timeout: Option<f64>,
    /// Further attempts after the first.
    pub retries: u32,
    /// Seconds before the first retry.
    pub back_off: f64,
    /// What the wait is multiplied by from one retry to the next.
    pub factor: f64,
    /// Part of the wait that is random: 0 waits exactly, 1 anywhere between nothing and all of it.
    pub jitter: f64,
    /// Retries that all clients together may make for each request that was answered; absent means
    /// no bound. They keep at most [`Client::SAVED`] in hand, and start with that.
    pub budget: Option<f64>,
}

impl Client {
    /// Retries that a budget can save up.
    pub const SAVED: f64 = 10.0;
}

impl Default for Client {
    fn default() -> Self {
        Self {
            timeout: None,
            retries: 0,
            back_off: 0.1,
            factor: 2.0,
            jitter: 1.0,
            budget: None,
        }
    }
}

impl Default for Service {
    fn default() -> Self {
        Self {
            mean: 0.02,
            shape: Shape::Exponential,
        }
    }
}
