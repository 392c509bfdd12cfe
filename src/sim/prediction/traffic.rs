//! How many attempts a replica serves: what comes, what clients ask again, and what workers, room and
//! pools let through.
//!
//! Approximation: attempts come as evenly by chance as first requests do, and who waits does so as in
//! the long run.

use super::super::fate::Ending;
use super::super::resource::Resource;
use super::super::scenario::{Arrivals, Discipline, LONGEST, Path, Patience, Scenario, Shape};
use super::pace::{Pace, Piece};

/// What comes to one replica and is served.
#[derive(Clone, Debug)]
pub struct Traffic {
    /// Attempts per second that are served.
    pub served: f64,
    /// Attempts per second that come, before workers, room and pools are taken.
    pub comes: f64,
    /// Attempts that a replica has in service at a time at most; without end when there is no bound.
    pub most: f64,
    /// Attempts that follow a failed one and those that it follows itself, over all: how much more those
    /// that fail come several at a time.
    pub again: f64,
    /// Seconds of work of an attempt, on average.
    pub work: f64,
    /// How they are served over the time.
    pub pace: Pace,
    /// How they come over the time.
    pub rush: Pace,
    /// Attempts per second for all replicas.
    all: f64,
    replicas: f64,
    limits: Limits,
}

/// States of the waiting line that are told apart; a longer one is nearly certain, or never met.
const LONGEST_LINE: u32 = 20_000;
/// Rounds in which what is refused and what is asked again agree.
const ROUNDS: u32 = 30;

impl Traffic {
    /// Of a scenario with these ways through its program; retries that come after `horizon` seconds do
    /// not count.
    pub fn of(scenario: &Scenario, courses: &[(f64, Path)], horizon: f64) -> Self {
        let share: f64 = courses
            .iter()
            .map(|(chance, path)| chance * path.work_share())
            .sum();
        let work = share * scenario.service.mean;
        let mut first = scenario.mean_rate() / f64::from(scenario.replicas);
        let limits = Limits::of(scenario, courses, work);
        let raises = courses
            .iter()
            .filter(|(_, path)| path.ends == Ending::Raises);
        let raises: f64 = raises.map(|(chance, _)| chance).sum();
        let (mut attempts, mut again) = (1.0, 0.0);
        let mut served = limits.served(first);
        if scenario.client.retries > 0 {
            for _ in 0..ROUNDS {
                let share_served = served / (first * attempts);
                let good = share_served * (1.0 - raises) * in_time(scenario, work, &limits, served);
                attempts = f64::midpoint(attempts, asked(scenario, 1.0 - good, work, horizon));
                if let Arrivals::Closed { clients, think } = scenario.arrivals {
                    // A client that asks again does not think meanwhile.
                    let all = asked(scenario, 1.0 - good, work, f64::INFINITY);
                    // Who has not asked again in time has been away for no longer.
                    let waits = ((all - 1.0) * scenario.client.back_off).min(horizon);
                    let cycle = think + all * work + waits;
                    first = f64::from(clients) / cycle / f64::from(scenario.replicas);
                }
                again = follow(scenario, 1.0 - good, attempts);
                served = limits.served(first * attempts);
            }
        }
        let pace = bursts(scenario, &limits, attempts, served);
        let first_mean = first;
        let bounds = [limits.workers, limits.capacity].into_iter().flatten();
        let most = bounds.map(f64::from).fold(f64::INFINITY, f64::min);
        let first = match scenario.arrivals {
            // At the start all of them think.
            Arrivals::Closed { clients, think } => {
                f64::from(clients) / think / f64::from(scenario.replicas)
            }
            _ => first,
        };
        Self {
            served,
            comes: first * attempts,
            most: match scenario.arrivals {
                Arrivals::Closed { clients, .. } => most.min(f64::from(clients)),
                _ => most,
            },
            again,
            work,
            pace: pace.unwrap_or_else(Pace::steady),
            rush: rush(scenario),
            all: first_mean * f64::from(scenario.replicas) * attempts,
            replicas: f64::from(scenario.replicas),
            limits,
        }
    }

    /// Whether not all that comes is served.
    pub fn is_saturated(&self) -> bool {
        self.all / self.limits.most > self.replicas * (1.0 - 1e-9)
    }

    /// Attempts per second that each of so many replicas serves.
    pub fn served_by(&self, replicas: u32) -> f64 {
        self.limits.served(self.all / f64::from(replicas))
    }

    /// Seconds between the first requests of one replica.
    pub fn first_gap(&self) -> f64 {
        self.rush.when(1.0 / self.comes)
    }

    /// Requests that each of so many replicas has at a time; without end when it cannot keep up.
    pub fn in_service(&self, replicas: u32) -> f64 {
        let comes = self.all / f64::from(replicas);
        match comes > self.limits.most {
            true => f64::INFINITY,
            false => comes * self.work,
        }
    }
}

/// Attempts for each request when one fails with this chance.
///
/// Approximation: what a budget has saved up at the start is left out.
fn asked(scenario: &Scenario, fails: f64, work: f64, horizon: f64) -> f64 {
    let client = scenario.client;
    let (mut sum, mut chance, mut delay, mut wait) = (1.0, 1.0, 0.0, client.back_off);
    for _ in 0..client.retries {
        chance *= fails;
        delay += work + wait * (1.0 - client.jitter / 2.0);
        wait = (wait * client.factor).min(LONGEST);
        // Requests come all the time; of the last ones the retries come too late.
        let in_time = (1.0 - delay / horizon).max(0.0);
        sum += chance * in_time;
        if chance * in_time < 1e-9 {
            break;
        }
    }
    let Some(budget) = client.budget else {
        return sum;
    };
    // So many retries for each that is answered: r = b (1 - p) (1 + r).
    let each = budget * (1.0 - fails);
    match each < 1.0 {
        true => sum.min(1.0 / (1.0 - each)),
        false => sum,
    }
}

/// Of a request whose attempts fail with this chance: over all attempts, `Σ j·pʲ⁻¹` of the retries `j`.
fn follow(scenario: &Scenario, fails: f64, attempts: f64) -> f64 {
    let (mut all, mut plain, mut chance) = (0.0, 0.0, 1.0);
    for retry in 1..=scenario.client.retries {
        all += f64::from(retry) * chance;
        chance *= fails;
        plain += chance;
    }
    // Of those that a budget or the end does not allow there are fewer.
    let share = ((attempts - 1.0) / f64::max(plain, 1e-12)).min(1.0);
    all * share / attempts
}

/// The share of attempts that are done before their client stops waiting.
fn in_time(scenario: &Scenario, work: f64, limits: &Limits, served: f64) -> f64 {
    let Some(timeout) = scenario.client.timeout else {
        return 1.0;
    };
    if work <= 0.0 {
        return 1.0;
    }
    // Whoever waits in a line that grows waits too long.
    if served >= limits.most * (1.0 - 1e-9) {
        return 0.0;
    }
    match scenario.service.shape {
        Shape::Deterministic => f64::from(u8::from(work <= timeout)),
        Shape::Uniform => (timeout / (2.0 * work)).min(1.0),
        _ => -libm::expm1(-timeout / work),
    }
}

/// What a replica lets through.
#[derive(Clone, Debug)]
struct Limits {
    /// Attempts per second that its workers and pools serve at most.
    most: f64,
    work: f64,
    workers: Option<u32>,
    capacity: Option<u32>,
    /// Mean patience, in seconds.
    patience: Option<f64>,
}

impl Limits {
    fn of(scenario: &Scenario, courses: &[(f64, Path)], work: f64) -> Self {
        let workers = match scenario.discipline {
            Discipline::Sharing => Some(scenario.workers.unwrap_or(1)),
            _ => scenario.workers,
        };
        let most = workers.map_or(f64::INFINITY, f64::from) / work;
        let pools = (0..)
            .zip(scenario.resources())
            .filter_map(|(of, resource)| {
                let Resource::Pool(pool) = resource else {
                    return None;
                };
                let held = |(chance, path): &(f64, Path)| chance * path.held_share(of);
                let held = courses.iter().map(held).sum::<f64>() * scenario.service.mean;
                let units = f64::from(pool.size) + f64::from(pool.overflow);
                (held > 0.0).then(|| units / held)
            });
        Self {
            most: pools.fold(most, f64::min),
            work,
            workers,
            capacity: scenario.capacity,
            patience: scenario.patience.map(|patience| match patience {
                Patience::Deterministic(seconds) | Patience::Exponential(seconds) => seconds,
            }),
        }
    }

    /// Of so many attempts per second those that are served: a birth and death process in its long run.
    fn served(&self, rate: f64) -> f64 {
        let bound = rate.min(self.most);
        let is_plain = self.capacity.is_none() && self.patience.is_none();
        if is_plain || self.work <= 0.0 {
            return bound;
        }
        let workers = self.workers.unwrap_or(u32::MAX);
        let (mut weight, mut sum, mut lost) = (1.0_f64, 1.0_f64, 0.0_f64);
        let last = self.capacity.unwrap_or(u32::MAX).min(LONGEST_LINE);
        for n in 1..=last {
            let waiting = f64::from(n.saturating_sub(workers));
            let leaves = match self.patience {
                Some(patience) if patience > 0.0 => waiting / patience,
                Some(_) if waiting > 0.0 => f64::INFINITY,
                _ => 0.0,
            };
            weight *= rate / (f64::from(n.min(workers)) / self.work + leaves);
            sum += weight;
            if leaves.is_finite() {
                lost += weight * leaves;
            }
            if weight < sum * 1e-15 {
                break;
            }
            if sum > 1e200 {
                (weight, sum, lost) = (weight / sum, 1.0, lost / sum);
            }
        }
        let refused = match self.capacity {
            Some(most) if most <= LONGEST_LINE => weight / sum,
            _ => 0.0,
        };
        (rate * (1.0 - refused) - lost / sum).clamp(0.0, bound)
    }
}

/// How requests come, whatever is served of them.
fn rush(scenario: &Scenario) -> Pace {
    match scenario.arrivals {
        Arrivals::Bursts {
            every,
            lasts,
            factor,
        } if lasts < every => {
            let mean = scenario.mean_rate() / scenario.rate;
            Pace::bursts(every, lasts, (factor / mean, 1.0 / mean))
        }
        _ => Pace::steady(),
    }
}

/// Requests come faster at the start of every period; what cannot be served then is when there is time.
fn bursts(scenario: &Scenario, limits: &Limits, attempts: f64, served: f64) -> Option<Pace> {
    let Arrivals::Bursts {
        every,
        lasts,
        factor,
    } = scenario.arrivals
    else {
        return None;
    };
    let quiet = scenario.rate * attempts / f64::from(scenario.replicas);
    let comes = quiet * factor;
    if factor < 1.0 || lasts >= every || served <= 0.0 {
        let slow = limits.served(comes) / served;
        return Some(Pace::bursts(
            every,
            lasts,
            (slow, limits.served(quiet) / served),
        ));
    }
    let busy = limits.served(comes);
    let quiet = limits.served(quiet);
    // The line that a burst leaves is served after it.
    let room = limits.capacity.map_or(f64::INFINITY, f64::from);
    let line = ((comes - busy) * lasts).clamp(0.0, room);
    let spare = limits.most - quiet;
    let longer = match line > 0.0 && limits.patience.is_none() && spare > 0.0 {
        true => (line / spare).min(every - lasts),
        false => 0.0,
    };
    let until = (lasts + longer).min(every * (1.0 - 1e-9));
    Some(Pace::bursts(every, until, (busy / served, quiet / served)))
}

/// How fast requests come to one of so many replicas, `replicas` from each time on.
pub fn shared(traffic: &Traffic, replicas: &[(f64, u32)]) -> Pace {
    let pieces = replicas.iter().map(|&(from, count)| Piece {
        from,
        speed: traffic.served_by(count) / traffic.served,
    });
    Pace::steps(pieces.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::read::from_toml;

    fn traffic(text: &str) -> Traffic {
        let scenario = from_toml(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
        Traffic::of(&scenario, &scenario.courses(), f64::INFINITY)
    }

    #[test]
    fn no_more_is_served_than_workers_room_and_pools_let_through() {
        for (text, served) in [
            ("rate = 4.0\nservice = { mean = 1.0 }", 4.0),
            ("rate = 4.0\nworkers = 3\nservice = { mean = 1.0 }", 3.0),
            // Erlang's loss: 8 (1 - 0.121661).
            (
                "rate = 8.0\ncapacity = 10\nservice = { mean = 1.0 }",
                7.026712,
            ),
            // M/M/1/5: 0.8 (1 - 0.088819).
            (
                "rate = 0.8\nworkers = 1\ncapacity = 5\nservice = { mean = 1.0 }",
                0.728945,
            ),
            // Erlang A: 6 (1 - 0.226387).
            (
                "rate = 6.0\nworkers = 5\npatience = { exponential = 2.0 }\nservice = { mean = 1.0 }",
                4.641678,
            ),
            (
                "rate = 100.0\nservice = { mean = 0.1 }\nresource = { pool = { size = 5, overflow = 0 } }",
                50.0,
            ),
        ] {
            let got = traffic(text).served;
            assert!((got - served).abs() < 1e-5, "{text}: {got}");
        }
    }

    #[test]
    fn clients_ask_again() {
        // Every second attempt raises, and there are three more: 1 + 1/2 + 1/4 + 1/8.
        let program = "\n[[assumptions]]\nkind = \"raises\"\nwhat = \"f()\"\nchance = 0.5\n\
                       [[paths]]\nends = \"raises\"\nsteps = [{ may-raise = { assumption = 0, raises = true } }]\n\
                       [[paths]]\nends = \"returns\"\nsteps = [{ may-raise = { assumption = 0, raises = false } }]\n";
        let of = |client: &str| traffic(&format!("rate = 8.0\n{client}{program}"));
        let it = of("client = { retries = 3 }");
        assert!((it.served - 15.0).abs() < 1e-5, "{it:?}");
        // Half a retry for each answer, of which half an attempt is one: 1 / (1 - 1/4).
        let it = of("client = { retries = 1000, budget = 0.5 }");
        assert!((it.served - 32.0 / 3.0).abs() < 1e-5, "{it:?}");
    }
}
